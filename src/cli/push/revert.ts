/** `clusterc revert`: pushes the previous bundle, or a named one. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { NodeState } from '../../deploy/node/state.ts';
import { together } from '../../deploy/push/histories.ts';
import { undoneBy } from '../../deploy/push/undone-pushes.ts';
import { noPrevious, severalPrevious } from '../../deploy/plan/push-findings.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { findBundle } from '../../edge/bundle/bundle-cache.ts';
import { known, readKnownBundle } from '../subject/bundle.ts';
import { linksIn } from '../../edge/node/sandbox-links.ts';
import { isBundlePath } from '../../edge/bundle/bundle-read.ts';
import { EXIT, located, pressing, remark, report, type ExitCode, type Io } from '../io.ts';
import { fail, withNodes } from '../nodes/nodes.ts';
import { look } from './planning.ts';
import { nodeJournals, type AskedNodes } from './node-journals.ts';
import { mistakesIn } from './push-mistakes.ts';
import { pushAbout, toldTo } from './push.ts';
import type { PushOptions } from '../push-options.ts';
import { undoneLines } from '../../report/undone-pushes.ts';
import { openJournal } from '../../edge/state/journal.ts';
import { memoryOf } from '../../edge/state/state-folder.ts';
import { aboutOf, type About } from '../subject/subject.ts';
import { providersOf } from '../subject/secret-values.ts';
import { usageError } from '../usage.ts';

export type RevertOptions = PushOptions & {
  /** A bundle: its id, the start of its id, or a path; or a revision of the site in git. */
  readonly to?: string | undefined;
};

export async function revert(path: string, { to, ...options }: RevertOptions, plain: Io): Promise<ExitCode> {
  const io = toldTo(options, plain);
  const mistaken = mistakesIn('revert', options, io);
  if (mistaken !== undefined) return mistaken;
  const planted = options.sandbox === undefined ? [] : linksIn(options.sandbox);
  if (planted.length > 0) return fail(planted, io);
  const about = await aboutOf(path, io);
  report(pressing(located(about.compilation)), io.err);
  const { bundle: now } = about.compilation;
  if (now === undefined) return EXIT.failed;
  if (to !== undefined && isRevision(to)) {
    if (isBundlePath(path)) return needsSite(to, io);
    const before = await (await import('../subject/revision.ts')).siteIn(path, to, io);
    report(pressing(located(before)), io.err);
    return before.bundle === undefined ? EXIT.failed : revertTo(before.bundle, now, about, options, io);
  }
  const old = await oldBundle(now, about, to, options, io);
  return old.value === undefined ? fail(old.diagnostics, io) : revertTo(old.value, now, about, options, io);
}

/** Neither an id of a bundle, nor the start of one, nor a path. */
function isRevision(to: string): boolean {
  return !/^[0-9a-f]+$/.test(to) && !isBundlePath(to);
}

function needsSite(revision: string, { err }: Io): ExitCode {
  const what = `--to ${revision} is not a bundle, and a bundle has no revisions; name the site`;
  err.write(usageError(what, 'revert', err.color));
  return EXIT.usage;
}

async function revertTo(old: Bundle, now: Bundle, about: About, options: PushOptions, io: Io): Promise<ExitCode> {
  remark(`back to bundle ${old.id.slice(0, 12)} of ${old.cluster}`, io);
  const secretProviders = providersOf(about.compilation);
  for (const line of await undone(old, { ...now, providers: secretProviders }, options, io)) remark(`  ${line}`, io);
  const before = { ...about, compilation: { files: [], diagnostics: [], bundle: old, secretProviders } };
  return pushAbout(before, 'revert', { ...options, proves: true }, io);
}

/** A node that does not answer now is reported by the plan that follows. */
async function undone(old: Bundle, asked: AskedNodes, { sandbox }: PushOptions, io: Io): Promise<readonly string[]> {
  const own = openJournal(memoryOf(io.env, sandbox), old.cluster).read();
  const { histories } = await nodeJournals(asked, sandbox, io);
  return undoneLines(undoneBy(old.id, together(own, histories).pushes));
}

async function oldBundle(
  now: Bundle,
  about: About,
  to: string | undefined,
  options: PushOptions,
  io: Io,
): Promise<Result<Bundle>> {
  if (to !== undefined && isBundlePath(to)) return readKnownBundle(to);
  const id = to === undefined ? await previous(now, about, options, io) : { value: to, diagnostics: [] };
  return id.value === undefined
    ? { diagnostics: id.diagnostics }
    : await known(await findBundle(memoryOf(io.env, options.sandbox), now.cluster, id.value), `bundle ${id.value}`);
}

/** Asks the nodes, since the journal holds only the pushes of one machine. */
async function previous(bundle: Bundle, about: About, options: PushOptions, io: Io): Promise<Result<string>> {
  const { compilation, folder } = about;
  const subject = { ...options, compilation, bundle, site: folder, how: 'only look', compared: true } as const;
  let found: Result<string> = { diagnostics: [] };
  await withNodes(subject, io, async (reach) => {
    found = previousIn((await look(reach)).map(({ state }) => state));
    return EXIT.done;
  });
  return found;
}

/**
 * The bundle that all nodes with a previous one had before. If the last push concerned only some nodes, the bundle that they
 * had and the others still have. Codes `push/no-previous`, `push/several-previous`.
 */
export function previousIn(states: readonly NodeState[]): Result<string> {
  const known = states.flatMap((state) => (state.reachable && state.previous !== null ? [state] : []));
  const all = [...new Set(known.map(({ previous: id }) => id ?? ''))];
  const installed = new Set<string>(states.flatMap((state) => (state.reachable ? (state.installed ?? []) : [])));
  const left = all.filter((id) => installed.has(id));
  const ids = left.length === 1 ? left : all;
  const [first, ...others] = ids;
  const objection = (diagnostic: Diagnostic) => ({ diagnostics: [diagnostic] });
  if (first === undefined) return objection(noPrevious(COMMAND_LINE, {}));
  if (others.length === 0) return { value: first, diagnostics: [] };
  const previous = ids.map((id) => {
    const nodes = known.filter((state) => state.previous === id).map(({ node }) => node);
    return `${id.slice(0, 12)} on ${nodes.join(', ')}`;
  });
  return objection(severalPrevious(COMMAND_LINE, { previous }));
}

const COMMAND_LINE = { in: 'nowhere', because: 'it is about the command line' } as const;
