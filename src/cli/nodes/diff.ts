/** `clusterc diff`: compares the nodes, or another bundle or revision, with the site. */
import type { Compilation } from '../../analyse.ts';
import { canonicalJson } from '../../base/json.ts';
import { secretNamesOf, type Bundle } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import { observeWithKept } from '../../deploy/node/documents.ts';
import { observe } from '../../deploy/node/observe.ts';
import type { NodeState } from '../../deploy/node/state.ts';
import { unreachedIn } from '../../deploy/node/unreached.ts';
import { asIfInstalled } from '../../diff/desired.ts';
import { differencesIn, isDifference, textsToRead, type Differences, type DiffInput } from '../../diff/differences.ts';
import { splitFiles } from '../../diff/nodes-differ.ts';
import { isBundlePath } from '../../edge/bundle/bundle-read.ts';
import { differencesJson, renderDifferences, type Against } from '../../report/differences.ts';
import { EXIT, located, pressing, report, unlocated, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import type { SoundPart } from '../../sound-part.ts';
import type { NodeChoice } from './node-options.ts';
import { comparisonOf, ofStack } from './meaning.ts';
import { withNodes, type Reach } from './nodes.ts';
import { inSpite, judgeable, lookedFor } from './sound.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { aboutOf, bundleAt } from '../subject/subject.ts';
import { readTrees } from '../subject/trees.ts';
import { usageError } from '../usage.ts';

/** How differences are printed. */
type Shown = { readonly format: ReadFormat; readonly stat?: boolean };
export type DiffOptions = NodeChoice & Shown & { readonly against?: string | undefined };

export async function diff(
  site: string,
  { against, format, stat = false, ...choice }: DiffOptions,
  io: Io,
): Promise<ExitCode> {
  const isBundle = isBundlePath(site);
  if (against !== undefined && isBundle && !isBundlePath(against)) return needsSite(against, io);
  const { compilation, folder } = await aboutOf(site, io);
  const bundle = reported(compilation, io);
  const shownAs = { format, stat };
  if (against !== undefined)
    return bundle === undefined ? EXIT.failed : againstOther(bundle, site, against, shownAs, io);
  const sound = await lookedFor(compilation, io);
  if (sound === undefined) return EXIT.failed;
  const subject = {
    compilation,
    bundle: sound.bundle,
    site: folder,
    how: 'only look',
    compared: true,
    ...choice,
  } as const;
  return withNodes(subject, io, async (reach) => inSpite(await againstNodes(reach, sound, shownAs, io), compilation));
}

function needsSite(revision: string, { err }: Io): ExitCode {
  err.write(
    usageError(
      `--against ${revision} is not a bundle, and a bundle has no revisions; name the site`,
      'diff',
      err.color,
    ),
  );
  return EXIT.usage;
}

async function revisionOf(site: string, revision: string, io: Io): Promise<Compilation> {
  return (await import('../subject/revision.ts')).siteIn(site, revision, io);
}

/** Reports the findings and returns the bundle; undefined if there is none. */
function reported(compilation: Compilation, { err }: Io): Bundle | undefined {
  report(pressing(located(compilation)), err);
  return compilation.bundle;
}

/** Bundles hold names of secrets, not values, so secrets are compared by name. */
async function againstOther(bundle: Bundle, site: string, other: string, shownAs: Shown, io: Io): Promise<ExitCode> {
  const old = reported(isBundlePath(other) ? await bundleAt(other, io) : await revisionOf(site, other, io), io);
  if (old === undefined) return EXIT.failed;
  const states = asIfInstalled(old, bundle);
  const known = new Set(secretNamesOf(bundle));
  const subject = { bundle, states, known, ...(await ofStack(bundle)), textOf: shown, owned: () => true };
  return compared({ ...subject, trees: await readTrees(textsToRead(subject)) }, 'bundle', shownAs, io);
}

async function againstNodes(reach: Reach, sound: SoundPart, shownAs: Shown, io: Io): Promise<ExitCode> {
  const { bundle, secrets } = reach;
  const states = (await contentsOn(reach)).map((state) => judgeable(state, sound));
  const { uncompared } = sound;
  return compared({ ...(await comparisonOf(states, { bundle, secrets })), uncompared }, 'nodes', shownAs, io);
}

/** The nodes with their files, and with the documents that their daemons keep. */
async function contentsOn({ bundle, secrets, ports }: Reach): Promise<readonly NodeState[]> {
  const { documents } = await stackOfBundle(bundle).operations();
  if (documents.length === 0) return observe(bundle, secrets, ports);
  const seen = await observeWithKept({ bundle, secrets, ports }, documents);
  return seen.map(({ state }) => state);
}

function compared(subject: DiffInput, against: Against, { format, stat = false }: Shown, io: Io): ExitCode {
  const found = differencesIn(subject);
  const shownAs = { ...io.out, verbose: io.verbose, against, stat };
  io.out.write(format === 'json' ? canonicalJson(differencesJson(found, against)) : renderDifferences(found, shownAs));
  const { bundle, states } = subject;
  const split = against === 'nodes' ? splitFiles(bundle, states, found) : [];
  report(unlocated([...unreachedIn(states), ...split]), io.err);
  return exitCode(found);
}

function exitCode({ unreachable: unseen, differences }: Differences): ExitCode {
  if (unseen.length > 0) return EXIT.failed;
  return differences.some(isDifference) ? EXIT.different : EXIT.done;
}
