/** Changes and actions -> phases. Everything is staged and checked on every node before anything changes. */
import { as, type HostName, type Millis } from '../../base/brand.ts';
import type { LateValues } from '../../bundle/content.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { isReal, type Change } from './changes.ts';
import type { DocumentChange } from './document.ts';
import { afterDocument, amending, amendingTime } from './document-phases.ts';
import { isOfAll } from './needed-actions.ts';
import { each, onAction, onFiles, phaseOf } from './phases.ts';
import type { Needed, Arming, Phase, Situation, Step, Takeover } from './plan.ts';
import { gateWarned } from './push-findings.ts';
import { placesByRename } from './version.ts';
import type { ReachedNode } from '../node/state.ts';
import type { Rollout } from './rollout.ts';

export type Schedule = {
  readonly phases: readonly Phase[];
  readonly arming: Arming;
  readonly worstCase: Millis;
};

export type Task = Pick<Situation, 'bundle' | 'seen' | 'allowed'> & {
  readonly changes: readonly Change[];
  readonly members: readonly HostName[];
  readonly actions: readonly Needed[];
  readonly rollout: Rollout;
  readonly late: LateValues;
  /** Names of gates that this push opens again. */
  readonly opened: readonly string[];
  readonly takeover: Takeover | null;
  readonly document: DocumentChange | null;
};

/** Time besides the actions: connections, files and checks. Our choice. */
const MARGIN = 120_000;
const NEVER: Arming = { revertsAfter: as<Millis>(0), version: null };

/** Locks and compares all nodes, since the state of one affects the others: the version. */
export function schedule(task: Task): Schedule {
  const { bundle, seen, changes, actions, rollout, late, takeover } = task;
  const reached = seen.map(({ state }) => state).filter((state) => state.reachable);
  const busy = new Set([...changes.map(({ node }) => node), ...actions.flatMap(({ nodes }) => nodes)]);
  if (busy.size === 0) return { phases: [], arming: NEVER, worstCase: as<Millis>(0) };
  // All nodes have the same bundle in the end, also those whose files do not change.
  const behind = reached.filter(({ installed }) => installed !== bundle.id).map(({ node }) => node);
  const nodes = bundle.nodes.map(({ host }) => host).filter((host) => busy.has(host) || behind.includes(host));
  const all = reached.map(({ node }) => node);
  const own = actions.reduce((sum, { action }) => sum + action.worstCase.millis, 0);
  const worstCase = as<Millis>(own + amendingTime(task));
  const next = late['config-version'];
  const rises = (rollout.announces || rollout.stopsAll) && next !== undefined;
  const real = nodes.some((node) => isReal(bundle, node));
  return {
    phases: [
      ...lockPhases(all, reached),
      phaseOf(
        'compare',
        reached.map(({ node, digest }) => ({ do: 'compare', node, seen: digest })),
      ),
      ...work(task, nodes, rises).filter(({ steps }) => steps.length > 0),
      unlockPhase(all),
      ...settling(takeover),
    ],
    arming: {
      revertsAfter: as<Millis>(real ? worstCase + MARGIN : 0),
      version: rises ? { next, back: next + 1 } : null,
    },
    worstCase,
  };
}

function work(task: Task, nodes: readonly HostName[], rises: boolean): readonly Phase[] {
  const { bundle, members, actions, rollout } = task;
  const { before, turns } = rollout;
  const inTurn = turns.flatMap(({ steps }) => steps);
  const rest = actions.filter((needed) => !before.includes(needed) && !inTurn.includes(needed));
  const at = rest.findIndex(({ action }) => action.announces);
  const [first, late] = at === -1 ? [rest, []] : [rest.slice(0, at), rest.slice(at + 1)];
  const last = afterDocument(task, rest);
  const early = first.filter((needed) => !last.includes(needed));
  const gated = nodes.filter((node) => members.includes(node));
  const others = nodes.filter((node) => !gated.includes(node));
  return [
    each('stage', nodes),
    ...checks(task, nodes),
    ...gates(task, gated),
    each('arm', nodes),
    ...(rollout.stopsAll ? [each('hold', nodes)] : []),
    ...before.flatMap(carriedOut),
    onFiles('run', nodes),
    ...(rollout.stopsAll ? [each('place', nodes)] : []),
    ...early.flatMap(carriedOut),
    ...amending(task, nodes, gated),
    ...last.flatMap(carriedOut),
    ...rest.slice(at, at + 1).flatMap((needed) => announcing(needed, bundle, gated, others)),
    ...late.flatMap(carriedOut),
    ...turns.flatMap(({ steps }, index) =>
      [...gates(task, gated, true), ...steps.flatMap(carriedOut)].map((phase) => ({ ...phase, wave: index + 2 })),
    ),
    onFiles('probe', nodes),
    ...(turns.length === 0 ? rest : rest.filter((needed) => !isReload(needed, rest))).map(({ action, nodes: on }) =>
      onAction('probe', { action, nodes: action.announces ? gated : on }),
    ),
    ...confirmations(nodes, rises || task.document !== null || rest.some(({ action }) => isOfAll(action)) ? gated : []),
    each('commit', nodes),
  ];
}

/** Made all daemons read their files again, or followed that: a daemon that has been restarted since does not know of it. */
function isReload({ action }: Needed, all: readonly Needed[]): boolean {
  return isOfAll(action) || all.some((other) => isOfAll(other.action) && action.after.includes(other.action.id));
}

/** Placed, announced and verified within seconds on every member, as the exit code of an announcement proves nothing. Measured. */
function announcing(
  { action, nodes }: Needed,
  bundle: Bundle,
  members: readonly HostName[],
  others: readonly HostName[],
): readonly Phase[] {
  return [
    ...(placesByRename(bundle) ? [each('place', members)] : []),
    onAction('run', { action, nodes }),
    onAction('probe', { action, nodes: members }),
    each('hold', members),
    each('place', others),
  ];
}

/** Without gates that are allowed to be closed, and before the announcement without those that it opens. */
function gates({ bundle, allowed, opened }: Task, nodes: readonly HostName[], waits = false): readonly Phase[] {
  const asked = bundle.gates.filter(
    ({ name, allowable }) => !(allowable && allowed.has(gateWarned.code)) && (waits || !opened.includes(name)),
  );
  return asked.map(({ name }) =>
    phaseOf(
      'gate',
      nodes.map((node) => ({ do: 'gate', node, name, ...(waits ? { waits } : {}) })),
    ),
  );
}

/** The last phase, when nothing is armed or locked any more. Read-only. */
function settling(takeover: Takeover | null): readonly Phase[] {
  const [node] = takeover?.nodes ?? [];
  return node === undefined ? [] : [phaseOf('settle', [{ do: 'settle', node }])];
}

/** An action that others need must have worked, not only ended normally. */
function carriedOut(needed: Needed): readonly Phase[] {
  return [onAction('run', needed), onAction('probe', needed)];
}

/** A check of each changed file that has a validator, where all that it reads is there. */
function checks({ bundle, changes }: Task, nodes: readonly HostName[]): readonly Phase[] {
  const changed = new Map(changes.map(({ node, path, change }) => [`${node}:${path}`, change]));
  const of = (path: string, node: HostName) => changed.get(`${node}:${path}`);
  return bundle.files.flatMap(({ path, nodes: on, check }) => {
    if (check === null) return [];
    const { reads = [] } = check;
    const able = nodes.filter((node) => reads.every((other) => of(other, node) !== 'create'));
    const steps = able
      .filter((node) => on.includes(node) && of(path, node) !== undefined)
      .map((node) => ({ do: 'check', node, path }) as const);
    return [phaseOf('check', steps)];
  });
}

/** If the cluster has read the file, the lowest member confirms first and alone, as nodes without a controller follow it. */
function confirmations(nodes: readonly HostName[], deciders: readonly HostName[]): readonly Phase[] {
  const [first] = deciders;
  if (first === undefined) return [each('confirm', nodes)];
  return [
    each('confirm', [first]),
    each(
      'confirm',
      nodes.filter((node) => node !== first),
    ),
  ];
}

/** Takes the locks; releases a foreign lock first if that is allowed. */
export function lockPhases(nodes: readonly HostName[], seen: readonly ReachedNode[]): readonly Phase[] {
  const dead = seen.flatMap(({ node, lock }): readonly Step[] =>
    lock === null ? [] : [{ do: 'take-over', node, owner: lock.owner }],
  );
  const locks = phaseOf(
    'lock',
    nodes.map((node) => ({ do: 'lock', node })),
  );
  return dead.length === 0 ? [locks] : [phaseOf('take-over', dead), locks];
}

export function unlockPhase(nodes: readonly HostName[]): Phase {
  return phaseOf(
    'unlock',
    nodes.map((node) => ({ do: 'unlock', node })),
  );
}
