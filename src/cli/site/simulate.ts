/** `clusterc simulate`: where everything runs after a start, and after changes. */
import { examine } from '../../analyse.ts';
import { canonicalJson } from '../../base/json.ts';
import { hasFault } from '../../check/site/capacity.ts';
import { replaceFile } from '../../edge/file/replace-file.ts';
import { codes } from '../../codes.ts';
import type { Model } from '../../model/model.ts';
import type { Change, Placer, Situation } from '../../placement/placement.ts';
import { lossesOf } from '../../placement/quorum.ts';
import { simulate, simulatorOf, singleLosses } from '../../placement/simulate.ts';
import { simulationJson } from '../../report/simulation/json.ts';
import { pictureOf } from '../../report/simulation/picture.ts';
import type { Simulation } from '../../report/simulation/simulation.ts';
import { simulationText } from '../../report/simulation/text.ts';
import { stackOf } from '../../stack/stacks.ts';
import type { Given } from '../ordered-options.ts';
import { EXIT, located, pressing, remark, report, unlocated, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { fail } from '../nodes/nodes.ts';
import { asked } from '../plan/local-engine.ts';
import { usageError } from '../usage.ts';
import { changesOf } from '../subject/changes.ts';
import { withSite } from '../subject/site.ts';

export type SimulateOptions = {
  readonly given: Given;
  readonly all: boolean;
  readonly start: boolean;
  readonly picture: string | undefined;
  /** Asks the cluster's own engine about each step, too. */
  readonly engine?: string | undefined;
  readonly format: ReadFormat;
};

/** Exits 1 if the site has an error that it cannot accept: what runs is not certain then; or if an engine disagrees. */
export async function simulateSite(site: string, options: SimulateOptions, io: Io): Promise<ExitCode> {
  const compilation = withSite(site, examine, io);
  const { model, diagnostics: found } = compilation;
  report(pressing(located(compilation)), io.err);
  if (model === undefined || hasFault(found, codes)) return EXIT.failed;
  const { value: changes, diagnostics } = changesOf(options.given, model);
  if (changes === undefined) return fail(diagnostics, io, EXIT.usage);
  const placer = recordingPlacer(model);
  const mistake = mistakeIn(changes, options, placer);
  if (mistake !== undefined) {
    io.err.write(usageError(mistake, 'simulate', io.err.color));
    return EXIT.usage;
  }
  const shown = show(simulationOf(model, changes, { ...options, placer }), model, options, io);
  const heard = options.engine === undefined ? [] : await witnesses(placer, io);
  report(unlocated(heard), io.err);
  return hasError(heard) ? EXIT.failed : shown;
}

type RecordingPlacer = Placer & { readonly situations: readonly Situation[] };

/** The placer of the stack, with the situations that it was asked about. */
function recordingPlacer(model: Model): RecordingPlacer {
  const placer = stackOf(model.cluster.platform).placer(model);
  const situations: Situation[] = [];
  return {
    ...placer,
    situations,
    settle: (situation) => {
      situations.push(situation);
      return placer.settle(situation);
    },
  };
}

async function witnesses({ situations, witness }: RecordingPlacer, io: Io): Promise<readonly Diagnostic[]> {
  const heard: (readonly Diagnostic[])[] = [];
  for (const situation of situations)
    if (witness !== undefined) heard.push((await asked(witness(situation), io)).diagnostics);
  return heard.flat();
}

function mistakeIn(
  changes: readonly Change[],
  { all, start, engine }: SimulateOptions,
  { witness }: Placer,
): string | undefined {
  if (engine !== undefined && witness === undefined) return '--engine does not apply to the cluster of this site';
  const wanted = [all ? '--all' : [], start ? '--start' : [], changes.length > 0 ? 'changes' : []].flat();
  if (wanted.length > 1) return `${wanted.join(' and ')} do not go together: one of them`;
  return wanted.length === 0 ? 'it needs --fail, --drain, --return, --crash, --start or --all' : undefined;
}

function simulationOf(
  model: Model,
  changes: readonly Change[],
  { all, placer }: Pick<SimulateOptions, 'all'> & { readonly placer: Placer },
): Simulation {
  const stack = stackOf(model.cluster.platform);
  const hosts = model.hosts.map(({ name }) => name);
  const simulator = simulatorOf(model, placer);
  if (!all) return { stack: stack.name, isSequence: true, steps: simulate(simulator, hosts, changes), losses: [] };
  const { start, losses } = singleLosses(simulator, hosts);
  return { stack: stack.name, isSequence: false, steps: [start, ...losses], losses: lossesOf(model) };
}

function show(simulation: Simulation, { hosts }: Model, { picture, format }: SimulateOptions, io: Io): ExitCode {
  io.out.write(format === 'json' ? canonicalJson(simulationJson(simulation)) : simulationText(simulation, io.out));
  if (picture === undefined) return EXIT.done;
  const unwritten = replaceFile(
    picture,
    pictureOf(
      simulation,
      hosts.map(({ name }) => name),
    ),
  );
  if (unwritten.length > 0) return fail(unwritten, io, EXIT.failed);
  remark(`${picture}: the picture`, io);
  return EXIT.done;
}
