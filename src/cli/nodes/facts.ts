/** `clusterc facts`: asks every host of a site in one round trip and writes the facts to a file of the site. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Compilation } from '../../analyse.ts';
import { own } from '../../base/json.ts';
import type { SecretProvider } from '../../base/provider.ts';
import type { Question } from '../../deploy/node/answers.ts';
import type { Asked } from '../../deploy/node/seen.ts';
import { unreachedIn } from '../../deploy/node/unreached.ts';
import { hasError, type Diagnostic, type Result } from '../../diag/diagnostic.ts';
import { folderOf } from '../../edge/site/site.ts';
import { replaceFile, textOfFile } from '../../edge/file/replace-file.ts';
import { factsYaml, renewed, type FactsByHost } from '../../facts/file.ts';
import { agentUnread, notFacts } from '../../facts/findings.ts';
import { factsQuestions } from '../../facts/questions.ts';
import { stackOf } from '../../stack/stacks.ts';
import type { Model } from '../../model/model.ts';
import { EXIT, located, pressing, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { freshOf } from './facts-answers.ts';
import { fail } from './nodes.ts';
import { analyseSite } from '../site/site.ts';

/** Asks hosts; those excluded by --limit are not in the result. Never throws for a failure of a node. */
export type Collect = (
  hosts: Model['hosts'],
  questions: readonly Question[],
  providers: readonly SecretProvider[],
) => Promise<Result<readonly Asked[]>>;

export type FactsOptions = {
  /** The facts file; `facts.yaml` in the folder of the site by default. For a site that is a single file, facts are printed. */
  readonly output?: string | undefined;
  readonly collect: Collect;
  readonly now: () => Date;
};

/** Exits 1 if a host could not be asked, whose facts are then kept, and if the hosts of the site are unknown. */
export async function collectFacts(site: string, { output, collect, now }: FactsOptions, io: Io): Promise<ExitCode> {
  const compilation = analyseSite(site, io);
  const { model } = compilation;
  if (model === undefined || model.hosts.length === 0) return unusable(compilation, io);
  const file = output ?? (folderOf(site) === site ? join(site, 'facts.yaml') : undefined);
  const before = file === undefined ? {} : factsOf(file);
  if (before === undefined) return fail([notFacts(NOWHERE, { path: file ?? '' })], io);
  if (hasError(compilation.diagnostics)) remark(NOT_WHOLE, io);
  const { facts: reader } = await stackOf(model.cluster.platform).operations();
  const { value: asked, diagnostics } = await collect(
    model.hosts,
    factsQuestions(reader, namesIn(model)),
    model.secretProviders.map(({ provider }) => provider),
  );
  if (asked === undefined) return fail(diagnostics, io, EXIT.usage);
  const found = await Promise.all(asked.flatMap((one) => (one.reachable ? [freshOf(one, reader)] : [])));
  const unread = found.flatMap(({ host, unread: agents }) =>
    agents.map((agent) => agentUnread({ in: 'node', node: host }, { host, agent })),
  );
  report(unlocated(unread), io.err);
  const time = `${now().toISOString().slice(0, 19)}Z`;
  const kept = Object.entries(before).filter(([host]) => isKept(host, compilation));
  const facts = Object.fromEntries([
    ...kept,
    ...found.map(({ host, fresh }) => [host, renewed(own(before, host), fresh, time)] as const),
  ]);
  return written({ file, facts, before, lost: unreachedIn(asked) }, io);
}

const NOT_WHOLE = 'the site has errors; a host with an error is not asked: clusterc check';
const NOWHERE = { in: 'nowhere', because: 'it is about the place of the facts' } as const;

function unusable(compilation: Compilation, io: Io): ExitCode {
  report(pressing(located(compilation)), io.err);
  return EXIT.failed;
}

/** All names that a node may have to resolve: node names on both rings. */
function namesIn({ hosts }: Model): readonly string[] {
  return hosts.flatMap(({ nodeName, altName }) => (altName === null ? [nodeName] : [nodeName, altName]));
}

/** Facts of a host that left the site are dropped, unless errors in the site may hide the host. */
function isKept(host: string, { model, diagnostics }: Compilation): boolean {
  return hasError(diagnostics) || model?.hosts.some(({ name }) => name === host) === true;
}

/** The facts in the file; undefined if it holds something else or cannot be read. */
function factsOf(file: string): FactsByHost | undefined {
  if (!existsSync(file)) return {};
  const { spec, tree } = analyseSite(file);
  const isOurs = tree?.kind === 'map' && tree.entries.every(({ key }) => key === 'facts');
  return isOurs ? (spec?.facts ?? {}) : undefined;
}

type Renewed = {
  readonly file: string | undefined;
  readonly before: FactsByHost;
  readonly facts: FactsByHost;
  readonly lost: readonly Diagnostic[];
};

/** An unchanged file is not written, nor one without facts. */
function written({ file, before, facts, lost }: Renewed, io: Io): ExitCode {
  const text = factsYaml(facts);
  const isChanged = file !== undefined && Object.keys(facts).length > 0 && textOfFile(file) !== text;
  const failed = isChanged ? replaceFile(file, text) : [];
  if (file === undefined) io.out.write(text);
  else if (failed.length === 0 && Object.keys(facts).length > 0) io.out.write(`${file}\n`);
  if (file === undefined) remark(ONE_FILE, io);
  else remark(summary(before, facts), io);
  const diagnostics = [...lost, ...failed];
  return diagnostics.length > 0 ? fail(diagnostics, io) : EXIT.done;
}

const ONE_FILE = 'a site that is one file takes no second one: add this to it, or move it into a folder of its own';

function summary(before: FactsByHost, facts: FactsByHost): string {
  const hosts = Object.keys(facts);
  const changed = hosts.filter(
    (host) => own(facts, host) !== own(before, host) && own(facts, host)?.collected !== own(before, host)?.collected,
  );
  const gone = Object.keys(before).filter((host) => !hosts.includes(host));
  if (changed.length + gone.length === 0) return 'nothing has changed';
  return [
    ...(changed.length === 0 ? [] : [`new facts about ${changed.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`none any more about ${gone.join(', ')}`]),
  ].join('; ');
}
