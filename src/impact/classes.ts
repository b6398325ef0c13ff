/** The operations of a push, summed up for each service and VM. Domain reference, 2.3, "class per root". */
import { own } from '../base/json.ts';
import { isOn } from './agents.ts';
import { normalised, statesOf, type Difference, type States } from './compare.ts';
import { operationsOf, type Operation, type Verb } from './delta.ts';
import { stopOrder, type Key, type ServiceTree, type TreeNode } from './tree.ts';

/** From the mildest to the hardest; see SEVERITY. */
export type ImpactClass =
  | 'NONE'
  | 'RECONFIG'
  | 'VM_REBIND'
  | 'VM_ADD'
  | 'SVC_ADD'
  | 'SUBTREE_START'
  | 'VM_ORPHAN'
  | 'SUBTREE_STOP'
  | 'SUBTREE_RESTART'
  | 'SVC_RESTART'
  | 'SVC_STOP';

/** What has no outage, what starts something, what loses something, what is down for a while, what is down as a whole. */
export const SEVERITY: { readonly [C in ImpactClass]: number } = {
  NONE: 0,
  RECONFIG: 1,
  VM_REBIND: 2,
  VM_ADD: 3,
  SVC_ADD: 3,
  SUBTREE_START: 3,
  VM_ORPHAN: 4,
  SUBTREE_STOP: 5,
  SUBTREE_RESTART: 5,
  SVC_RESTART: 6,
  SVC_STOP: 6,
};

/** Why: an attribute that differs, or what happened to a resource as a whole. */
export type Cause =
  | (Difference & { readonly resource: Key; readonly what: 'attribute' })
  | { readonly resource: Key; readonly what: 'added' | 'removed' | 'moved' };

export type Verdict = {
  /** `vm:vm1`, `service:web`. */
  readonly name: Key;
  readonly class: ImpactClass;
  /** What stops, or starts where nothing stops, in that order; a VM counts, the service around the others does not. */
  readonly resources: readonly Key[];
  readonly causes: readonly Cause[];
  /** As rgmanager reads the new file, or the old one of what is gone. */
  readonly autostart: boolean;
};

export type Impact = {
  readonly before: ServiceTree;
  readonly after: ServiceTree;
  readonly states: States;
  readonly operations: readonly Operation[];
  /** All services and VMs of both files: those of the old one first. */
  readonly verdicts: readonly Verdict[];
};

/** What pushing `after` does to a cluster that runs `before`. */
export function impactOf(before: ServiceTree, after: ServiceTree): Impact {
  const states = statesOf(before, after);
  const operations = operationsOf(before, after, states);
  const sides: Sides = { before, after, states, byRoot: grouped(operations), moved: moved(operations) };
  const names = new Set([...before.roots, ...after.roots].map(({ key }) => key));
  return { before, after, states, operations, verdicts: [...names].map((name) => verdictOf(name, sides)) };
}

type Sides = {
  readonly before: ServiceTree;
  readonly after: ServiceTree;
  readonly states: States;
  readonly byRoot: ReadonlyMap<Key, readonly Operation[]>;
  readonly moved: ReadonlySet<Key>;
};

function grouped(operations: readonly Operation[]): ReadonlyMap<Key, readonly Operation[]> {
  const groups = new Map<Key, Operation[]>();
  for (const operation of operations) groups.set(operation.root, [...(groups.get(operation.root) ?? []), operation]);
  return groups;
}

/** What stops in one place and starts in another: the same resource, out for that time. */
function moved(operations: readonly Operation[]): ReadonlySet<Key> {
  const stopped = new Set(keysOf(operations, 'stop'));
  return new Set(keysOf(operations, 'start').filter((key) => stopped.has(key)));
}

function verdictOf(name: Key, sides: Sides): Verdict {
  const operations = sides.byRoot.get(name) ?? [];
  const autostart = startsByItself(name, sides);
  const stopped = keysOf(operations, 'stop');
  const affected = stopped.length > 0 ? stopped : [...keysOf(operations, 'init'), ...keysOf(operations, 'start')];
  return {
    name,
    class: classOf(operations, autostart, sides.moved),
    resources: affected.filter((key) => key !== name || !key.startsWith('service:')),
    // What is to blame comes first: beside it, what would be taken over live is not.
    causes: [...causesOf(name, sides)].sort((a, b) => Number(isLive(a)) - Number(isLive(b))),
    autostart,
  };
}

function classOf(operations: readonly Operation[], autostart: boolean, moved: ReadonlySet<Key>): ImpactClass {
  const has = (...verbs: readonly Verb[]) => operations.some(({ verb }) => verbs.includes(verb));
  const [killed, initialised] = [has('kill'), has('init')];
  if (has('kill-noop') && has('init-noop')) return 'VM_REBIND';
  if ((killed || has('kill-noop')) && (initialised || has('init-noop'))) return autostart ? 'SVC_RESTART' : 'SVC_STOP';
  if (killed) return 'SVC_STOP';
  if (initialised) return 'SVC_ADD';
  if (has('kill-noop')) return 'VM_ORPHAN';
  if (has('init-noop')) return 'VM_ADD';
  if (operations.some(({ verb, key }) => verb !== 'reconfig' && moved.has(key))) return 'SUBTREE_RESTART';
  if (has('stop')) return has('start') ? 'SUBTREE_RESTART' : 'SUBTREE_STOP';
  if (has('start')) return 'SUBTREE_START';
  return has('reconfig') ? 'RECONFIG' : 'NONE';
}

/** `no` and everything that atoi takes for 0 is off, `yes` too. Domain reference, 1.8. */
function startsByItself(name: Key, { before, after }: Sides): boolean {
  const side = after.resources.has(name) ? after : before;
  const resource = side.resources.get(name);
  const agent = resource === undefined ? undefined : own(side.agents, resource.type);
  if (resource === undefined || agent === undefined) return true;
  const written = normalised(resource, agent).get('autostart');
  return written === undefined || isOn(written);
}

function isLive(cause: Cause): boolean {
  return cause.what === 'attribute' && cause.live;
}

function* causesOf(name: Key, { before, after, states, byRoot }: Sides): Generator<Cause> {
  const touched = new Set((byRoot.get(name) ?? []).map(({ key }) => key));
  const [old, now] = [before, after].map(({ roots, agents }) => {
    const root = roots.find(({ key }) => key === name);
    return root === undefined ? [] : stopOrder(root, agents).map(({ key }) => key);
  });
  for (const resource of new Set([...(old ?? []), ...(now ?? [])])) {
    const state = states.get(resource);
    for (const difference of state?.differences ?? []) yield { resource, what: 'attribute', ...difference };
    const [was, is] = [old?.includes(resource) === true, now?.includes(resource) === true];
    if (was === is && (state?.kind !== 'same' || !isMoved(resource, name, { before, after }))) continue;
    if (was !== is && !touched.has(resource)) continue;
    const elsewhere = was ? after.resources.has(resource) : before.resources.has(resource);
    yield { resource, what: elsewhere ? 'moved' : was ? 'removed' : 'added' };
  }
}

function isMoved(resource: Key, root: Key, { before, after }: Pick<Sides, 'before' | 'after'>): boolean {
  return parentOf(resource, before.roots, root) !== parentOf(resource, after.roots, root);
}

/** The key around a resource in a service. */
function parentOf(resource: Key, nodes: readonly TreeNode[], root: Key): Key | undefined {
  const below = (node: TreeNode): Key | undefined =>
    node.children.some(({ key }) => key === resource)
      ? node.key
      : node.children.map(below).find((found) => found !== undefined);
  return nodes.filter(({ key }) => key === root).map(below)[0];
}

function keysOf(operations: readonly Operation[], verb: Verb): readonly Key[] {
  return operations.filter((operation) => operation.verb === verb).map(({ key }) => key);
}
