/** Findings that must be allowed or fixed before a plan can be carried out. Pure. */
import type { HostName } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Change } from './changes.ts';
import { objectionsToFiles } from './drift-objections.ts';
import * as finding from './findings.ts';
import { openedBy, type Late } from './version.ts';
import { wordOnNode } from '../node/words.ts';
import { isStale, type Gone } from '../node/lock.ts';
import type { Looked, Needs } from './needed-actions.ts';
import type { Needed, Situation } from './plan.ts';
import { nameIn } from '../node/profile.ts';
import { seesNode } from '../node/probes.ts';
import * as say from './push-findings.ts';
import { isAsDesired, type NodeState, type ReachedNode } from '../node/state.ts';
import type { Rollout } from './rollout.ts';
import { unreachedFinding } from '../node/unreached.ts';

export type Judged = Situation & {
  readonly changes: readonly Change[];
  readonly looked: readonly Looked[];
  readonly members: readonly HostName[];
  readonly needs: Needs;
  readonly rollout: Rollout;
  readonly late: Late;
};

export function objectionsTo(judged: Judged): readonly Diagnostic[] {
  const { bundle, seen, changes, looked } = judged;
  const states = seen.map(({ state }) => state);
  const reached = states.filter((state) => state.reachable);
  const onNodes = [
    ...states.filter((state) => !state.reachable).flatMap((state) => unreached(state, judged)),
    ...reached.flatMap((state) => onNode(state, judged)),
    ...exhausted(reached, judged),
    ...mixed(reached, bundle),
  ];
  const { activates = true } = judged;
  if (changes.length === 0 && judged.needs.needed.length === 0 && judged.needs.refused.length === 0) return onNodes;
  return [
    ...onNodes,
    ...gates(looked, bundle, openedBy(judged.late, judged)),
    ...(activates ? [...judged.needs.refused.flatMap(refused), ...judged.needs.needed.flatMap(irrevocable)] : []),
    ...(activates ? restarts(judged.needs, bundle) : []),
    ...services(judged),
    ...initiators(judged),
    ...shared(judged),
  ];
}

/** A node that is off may be left out; a member of the cluster may not. */
function unreached(
  state: Extract<NodeState, { reachable: false }>,
  { looked, bundle, allowed, profile: { announced } }: Judged,
): readonly Diagnostic[] {
  const { node } = state;
  const at = { in: 'node', node } as const;
  const sees = bundle.nodes.filter(({ host }) => host === node).flatMap((one) => seesNode(bundle, one) ?? []);
  const by = looked.find(({ ask }) => sees.some((probe) => ask(probe) === true));
  const file = announced === null ? null : nameIn(announced);
  if (by !== undefined) return [unreachedFinding(state), say.memberUnreachable(at, { node, by: by.state.node, file })];
  if (!['no-connection', 'no-answer'].includes(state.cause)) return [unreachedFinding(state)];
  // Where none is reached nothing is known, and nothing can be left out.
  return allowed.has(say.nodeDown.code) && looked.length > 0
    ? []
    : [unreachedFinding(state), say.nodeDown(at, { node })];
}

function onNode(state: ReachedNode, judged: Judged): readonly Diagnostic[] {
  const { gone = new Set() } = judged;
  const { interrupted } = state;
  const locked = lockedBy(state, gone);
  // The owner of the lock may still be at work.
  const cutOff = locked.length > 0 && interrupted?.secondsLeft === null ? [] : leftBehind(state);
  // The state belongs to the other push, and is kept or rolled back with it.
  if (interrupted !== null) return [...locked, ...cutOff];
  return [...locked, ...cutOff, ...unread(state, judged), ...objectionsToFiles(state, judged)];
}

/** A finding about a lock whose owner may still be at work. */
export function lockedBy({ node, lock }: ReachedNode, gone: Gone): readonly Diagnostic[] {
  return lock === null || isStale(lock, gone) ? [] : [finding.locked({ in: 'node', node }, { node, ...lock })];
}

/** Findings about an interrupted push. */
export function leftBehind({ node, interrupted }: ReachedNode): readonly Diagnostic[] {
  const at = { in: 'node', node } as const;
  if (interrupted === null) return [];
  if (interrupted.secondsLeft === null) return [finding.interrupted(at, { node, after: interrupted.after })];
  return [say.stillArmed(at, { node, seconds: interrupted.secondsLeft })];
}

/** A file that is there, and whose version the node could not read. */
function unread(
  { node, files, configVersion }: ReachedNode,
  { profile: { announced } }: Judged,
): readonly Diagnostic[] {
  const isThere = files.some(({ path, mode }) => path === announced?.path && mode !== null);
  if (announced === null || !isThere || configVersion.file !== null) return [];
  const facts = { node, file: nameIn(announced), attribute: announced.version.attribute };
  return [finding.versionUnread({ in: 'node', node }, facts)];
}

function exhausted(
  nodes: readonly ReachedNode[],
  { late: { values, rises }, profile: { announced } }: Judged,
): readonly Diagnostic[] {
  // The rollback needs one version more.
  if (announced === null || (values['config-version'] ?? 0) + (rises ? 1 : 0) <= announced.version.highest) return [];
  const versions = nodes.map(({ node, configVersion: { file, running } }) => {
    return { node, version: Math.max(file ?? 0, running ?? 0) };
  });
  const [highest] = versions.sort((a, b) => b.version - a.version);
  return highest === undefined
    ? []
    : [
        finding.versionExhausted(
          { in: 'node', node: highest.node },
          { ...highest, file: nameIn(announced), attribute: announced.version.attribute },
        ),
      ];
}

/** Shared files must differ, since names alone prove nothing: a push that changes nothing on a node leaves its bundle there. */
function mixed(nodes: readonly ReachedNode[], { files }: Bundle): readonly Diagnostic[] {
  const groups = new Map<string, HostName[]>();
  for (const { node, installed } of nodes) {
    if (installed !== null) groups.set(installed, [...(groups.get(installed) ?? []), node]);
  }
  const [first] = nodes;
  const differ = () =>
    files.some(({ path, nodes: on }) => {
      const sharing = nodes.filter(({ node, installed }) => installed !== null && on.includes(node));
      return new Set(sharing.map((state) => contentAt(path, state))).size > 1;
    });
  if (groups.size < 2 || first === undefined || !differ()) return [];
  const listed = [...groups].map(([bundle, names]) => `${bundle.slice(0, 12)} on ${names.join(', ')}`);
  return [say.mixedBundle({ in: 'node', node: first.node }, { groups: listed })];
}

function contentAt(path: string, { files }: ReachedNode): string {
  const found = files.find((file) => file.path === path);
  return found === undefined || isAsDesired(found) ? 'same' : `${found.relation} ${found.text ?? ''}`;
}

const LOOK = 'run clusterc status, and fix the cluster before you change anything';

function* gates(looked: readonly Looked[], bundle: Bundle, opened: readonly string[]): Generator<Diagnostic> {
  for (const { state, ask, isMember } of looked) {
    if (!isMember) continue;
    const at = { in: 'node', node: state.node } as const;
    for (const { name, problem, probe, allowable, cure } of bundle.gates) {
      if (ask(probe) !== false || opened.includes(name)) continue;
      yield allowable
        ? say.gateWarned(at, { node: state.node, problem, program: String(probe.argv[0]) })
        : say.gateClosed(at, {
            node: state.node,
            problem,
            cure: cure === undefined ? LOOK : `${cure}, on ${state.node}, then push again`,
          });
    }
  }
}

/** Services that keep their old configuration unless a restart is allowed. */
function restarts({ leftOut }: Needs, { actions }: Bundle): readonly Diagnostic[] {
  const vms = leftOut.filter(({ action }) => action.startsWith('vm/restart/'));
  const [node] = vms.flatMap(({ nodes }) => nodes);
  if (node === undefined || vms.every(({ because }) => !because.includes(say.restartVm.code))) return [];
  const names = vms.map(({ action }) => action.replace('vm/restart/', ''));
  const [first] = actions.flatMap(({ id, run }) => (id === vms[0]?.action ? run : []));
  const command = (first?.argv ?? []).slice(0, -1).join(' ');
  return [say.restartVm({ in: 'node', node }, { vms: names, command })];
}

function refused({ action, nodes: [node] }: Needed): readonly Diagnostic[] {
  if (node === undefined || action.allow !== say.createStorage.code) return [];
  const command = action.run.map(({ argv }) => argv.map((word) => wordOnNode(word)).join(' ')).join(', then ');
  return [say.createStorage({ in: 'node', node }, { node, command, reason: action.reason })];
}

/** An action without a rollback, unless a code of its own says so. */
function irrevocable({ action: { id, undo, allow }, nodes: [node] }: Needed): readonly Diagnostic[] {
  return undo !== null || allow !== null || node === undefined
    ? []
    : [say.notRevertible({ in: 'node', node }, { action: id })];
}

function services({ rollout, services: up, members: [first], spare = null }: Judged): readonly Diagnostic[] {
  if (first === undefined) return [];
  const at = { in: 'node', node: first } as const;
  if (rollout.stopsAll) return [say.leaveCluster(at, { services: up?.length ?? 0 })];
  const rolled = rollout.turns.flatMap(({ node, stranded }) => [
    ...(node === null || spare === null || spare.includes(node)
      ? []
      : [say.quorumAtRisk({ in: 'node', node }, { node })]),
    ...(node === null ? [] : stranded.map((service) => say.stranded({ in: 'node', node }, { node, service }))),
  ]);
  return [
    ...rolled,
    ...rollout.orphans.map(({ name, owner }) => say.stopService(at, { service: name, owner: owner ?? 'no node' })),
  ];
}

/** A newly created initiator name cannot be in use yet. */
function initiators({ changes, members }: Judged): readonly Diagnostic[] {
  return changes
    .filter(
      ({ path, change, node }) =>
        path.endsWith('/initiatorname.iscsi') && change === 'update' && members.includes(node),
    )
    .map(({ node, path }) => say.initiatorInUse({ in: 'output', node, path }, { node }));
}

function* shared({
  limited = false,
  activates = true,
  members,
  late,
  needs,
  profile: { announced },
}: Judged): Generator<Diagnostic> {
  const at = { in: 'nowhere', because: 'it is about the command line' } as const;
  const file = late.rises && announced !== null ? nameIn(announced) : undefined;
  const common = [
    ...(file === undefined ? [] : [`${file} changes`]),
    ...needs.needed
      .filter(({ action }) => !action.mixable && !action.announces)
      .map(({ action }) => `${action.id} is run`),
  ];
  const [what] = common;
  if (limited && what !== undefined) yield say.limitShared(at, { what });
  if (!activates && file !== undefined && members.length > 0) yield say.notAnnounced(at, { file, nodes: members });
}
