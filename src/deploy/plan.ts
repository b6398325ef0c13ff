/**
 * Bundle + what stands on the nodes -> plan. Pure: the plan is the value that people approve and `push` interprets;
 * push never decides an order.
 */
import { as, type ActionId, type Digest, type HostName, type Millis, type RemotePath } from '../base/brand.ts';
import { canonicalJson, sha256 } from '../base/json.ts';
import { filesOf, type Argv, type Bundle, type OutputFile } from '../bundle/bundle.ts';
import { shown, waitsFor, type LateValues } from '../bundle/content.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import * as finding from './findings.ts';
import { hasOwnVersion, HIGHEST_VERSION, lateValues } from './late.ts';
import { schedule } from './schedule.ts';
import type { FoundFile, NodeState, ReachedNode } from './state.ts';
import { unreachedFinding } from './unreached.ts';

/** One thing to do on one node. `action` null: the files themselves. */
export type Step =
  | { readonly do: 'lock' | 'stage' | 'arm' | 'confirm' | 'commit' | 'revert' | 'unlock'; readonly node: HostName }
  /** Gives back the lock of an owner who is dead. */
  | { readonly do: 'take-over'; readonly node: HostName; readonly owner: string }
  /** Goes on only when the node still is what the plan was made for. */
  | { readonly do: 'compare'; readonly node: HostName; readonly seen: Digest }
  /** Ends a push of that bundle that was cut off: forward or back. */
  | { readonly do: 'finish' | 'undo'; readonly node: HostName; readonly bundle: Digest }
  | { readonly do: 'check' | 'run' | 'probe'; readonly node: HostName; readonly action: ActionId | null }
  /** Goes on only when the command ends with 0 and its output matches. */
  | {
      readonly do: 'gate';
      readonly node: HostName;
      readonly name: string;
      readonly probe: Argv;
      readonly expect: string;
    }
  /** Moves a guest away before its host is touched. */
  | { readonly do: 'drain'; readonly node: HostName; readonly vm: string; readonly run: Argv }
  | { readonly do: 'wait'; readonly node: HostName; readonly millis: Millis; readonly for: string };
export type StepResult = 'ok' | 'failed' | 'skipped';

/** Steps that run at once; the next phase starts when all of them have succeeded. */
export type Phase = { readonly do: Step['do']; readonly wave: number; readonly steps: readonly Step[] };

export type Change = {
  readonly node: HostName;
  readonly path: RemotePath;
  /** `version`: the same content with another config_version; `replace`: what stands there is no regular file;
   * `record`: the file is as desired, but no push wrote that down. */
  readonly change: 'create' | 'update' | 'version' | 'replace' | 'attributes' | 'record' | 'remove';
  /** Found and desired text, secrets and versions hidden; null where there is none. */
  readonly found: string | null;
  readonly desired: string | null;
};

/** An action that the plan leaves out, and why. */
export type LeftOut = { readonly action: ActionId; readonly because: string };

export type Plan = {
  readonly id: Digest;
  readonly bundle: Digest;
  readonly late: LateValues;
  /** Is a higher config_version given? */
  readonly versionRises: boolean;
  readonly changes: readonly Change[];
  readonly phases: readonly Phase[];
  readonly leftOut: readonly LeftOut[];
  /** Sum of the actions' worst cases. */
  readonly worstCase: Millis;
  readonly diagnostics: readonly Diagnostic[];
};

/** What stands between the nodes and the bundle, and how to get there. Nothing to do: no phases. */
export function planPush(bundle: Bundle, nodes: readonly NodeState[], allowed: ReadonlySet<string>): Plan {
  const reached = nodes.filter((node) => node.reachable);
  const late = lateValues(bundle, reached);
  const changes = reached.flatMap((node) => changesOn(node, bundle, late.rises));
  const found = [...nodes.flatMap((node) => objections(node, bundle)), ...exhausted(reached, late.values)];
  const diagnostics = found.filter(({ code }) => !allowed.has(code));
  const scheduled =
    changes.length === 0 ? { phases: [], leftOut: [], worstCase: as<Millis>(0) } : schedule(bundle, changes, reached);
  const { values } = late;
  // What is compared holds who owns the files of a sandbox; the identity is that of what is done, wherever it is done.
  const phases = scheduled.phases.filter((phase) => phase.do !== 'compare');
  const id = sha256(canonicalJson({ bundle: bundle.id, late: values, changes, phases }));
  return { id, bundle: bundle.id, late: values, versionRises: late.rises, changes, ...scheduled, diagnostics };
}

function changesOn(state: ReachedNode, bundle: Bundle, versionRises: boolean): readonly Change[] {
  const found = new Map(state.files.map((file) => [file.path, file]));
  const desired = filesOf(bundle, state.node).flatMap((file) => {
    const here = found.get(file.path);
    const change = here === undefined ? 'create' : changeOf(here, file, bundle, state.node, versionRises);
    return change === undefined
      ? []
      : [{ node: state.node, path: file.path, change, found: here?.text ?? null, desired: shown(file.content) }];
  });
  const removed = state.files.filter(({ relation, origin }) => relation === 'extra' && origin !== 'missing');
  return [
    ...desired,
    ...removed.map(({ path, text }) => ({
      node: state.node,
      path,
      change: 'remove' as const,
      found: text,
      desired: null,
    })),
  ];
}

function changeOf(
  here: FoundFile,
  file: OutputFile,
  bundle: Bundle,
  node: HostName,
  versionRises: boolean,
): Change['change'] | undefined {
  if (here.relation === 'absent') return 'create';
  if (here.relation === 'other') return 'replace';
  if (here.relation !== 'same') return 'update';
  if (versionRises && waitsFor(file.content, 'config-version')) return 'version';
  if (!hasAttributes(here, file, bundle, node)) return 'attributes';
  return here.origin === 'ours' ? undefined : 'record';
}

/** Mode, and owner and group on a real node: a sandbox belongs to whoever runs it. */
function hasAttributes(here: FoundFile, file: OutputFile, bundle: Bundle, node: HostName): boolean {
  const real = bundle.nodes.some(({ host, connection }) => host === node && connection.via === 'ssh');
  return here.mode === file.mode && (!real || (here.owner === file.owner && here.group === file.group));
}

/** What has to be allowed, or mended, before the plan may be carried out. */
function objections(state: NodeState, bundle: Bundle): readonly Diagnostic[] {
  if (!state.reachable) return [unreachedFinding(state)];
  const locked =
    state.lock === null
      ? []
      : [finding.locked({ in: 'node', node: state.node }, { node: state.node, owner: state.lock.owner })];
  const { node, interrupted } = state;
  const cutOff =
    interrupted === null || state.lock !== null
      ? [] // whoever holds the lock may still be at work
      : [finding.interrupted({ in: 'node', node }, { node, after: interrupted.after })];
  return [...locked, ...cutOff, ...state.files.flatMap((file) => objection(state, file)), ...ownVersion(state, bundle)];
}

function objection({ node }: ReachedNode, { path, relation, origin }: FoundFile): readonly Diagnostic[] {
  const at = { in: 'output', node, path } as const;
  if (relation === 'same') return [];
  if (relation === 'other') return [finding.notAFile(at, { node, path })];
  if (origin === 'foreign') return [finding.notOurs(at, { node, path })];
  if (origin === 'edited') return [finding.editedByHand(at, { node, path, what: 'was changed by hand' })];
  if (origin === 'missing' && relation !== 'extra')
    return [finding.editedByHand(at, { node, path, what: 'was removed by hand' })];
  return [];
}

/** A file whose content is the desired one, but for a version that no push gave it. */
function ownVersion(state: ReachedNode, { files }: Bundle): readonly Diagnostic[] {
  if (!hasOwnVersion(state)) return [];
  const { node } = state;
  const paths = new Set(files.filter(({ content }) => waitsFor(content, 'config-version')).map(({ path }) => path));
  return state.files
    .filter(({ path, relation, origin }) => paths.has(path) && relation === 'same' && origin === 'edited')
    .map(({ path }) =>
      finding.editedByHand({ in: 'output', node, path }, { node, path, what: 'was given another config_version' }),
    );
}

function exhausted(nodes: readonly ReachedNode[], values: LateValues): readonly Diagnostic[] {
  if ((values['config-version'] ?? 0) <= HIGHEST_VERSION) return [];
  const versions = nodes.map(({ node, configVersion: { file, running } }) => {
    return { node, version: Math.max(file ?? 0, running ?? 0) };
  });
  const [highest] = versions.sort((a, b) => b.version - a.version);
  return highest === undefined ? [] : [finding.versionExhausted({ in: 'node', node: highest.node }, highest)];
}
