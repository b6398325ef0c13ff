/** The operations of a push, classified for each service and VM. rgmanager, groups.c; measured with rg_test. */
import { isOn } from './agents.ts';
import { causesOf, type Cause, type Root } from './causes.ts';
import { statesOf, type States } from './delta/compare.ts';
import { operationsOf, type Operation, type Verb } from './delta/operations.ts';
import { valueOf, type Key } from './delta/resources.ts';
import type { ServiceTree } from './delta/tree.ts';
import type { TreeNode } from './delta/tree-node.ts';

/** From the mildest to the most severe; see SEVERITY. */
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

/** In this order: no outage, something starts, something is lost, something is down for a while, all of it is down. */
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

export type Verdict = {
  /** `vm:vm1`, `service:web`. */
  readonly name: Key;
  readonly class: ImpactClass;
  /** What stops, or what starts if nothing stops, in that order. A VM is listed, a service that contains others is not. */
  readonly resources: readonly Key[];
  readonly causes: readonly Cause[];
  /** As rgmanager reads the new file, or the old one if the service is removed. */
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
  const states = statesOf(before.list, after.list);
  const operations = operationsOf(before, after, states);
  const sides: Sides = { before, after, states, moved: moved(operations), byRoot: grouped(operations) };
  const roots = { before: byKey(before.roots), after: byKey(after.roots) };
  const names = new Set([...roots.before.keys(), ...roots.after.keys()]);
  const verdicts = [...names].map((name) =>
    verdictOf(name, sides, { before: roots.before.get(name), after: roots.after.get(name) }),
  );
  return { before, after, states, operations, verdicts };
}

type Sides = {
  readonly before: ServiceTree;
  readonly after: ServiceTree;
  readonly states: States;
  readonly byRoot: ReadonlyMap<Key, readonly Operation[]>;
  readonly moved: ReadonlySet<Key>;
};

function byKey(roots: readonly TreeNode[]): ReadonlyMap<Key, TreeNode> {
  return new Map(roots.map((root) => [root.key, root]));
}

function grouped(operations: readonly Operation[]): ReadonlyMap<Key, readonly Operation[]> {
  const groups = new Map<Key, Operation[]>();
  for (const operation of operations) {
    const name = operation.within ?? operation.root;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [operation]);
    else group.push(operation);
  }
  return groups;
}

/** Resources that stop in one place and start in another, and are down in between. */
function moved(operations: readonly Operation[]): ReadonlySet<Key> {
  const stopped = new Set(keysOf(operations, 'stop'));
  return new Set(keysOf(operations, 'start').filter((key) => stopped.has(key)));
}

function verdictOf(name: Key, sides: Sides, root: Root): Verdict {
  const operations = sides.byRoot.get(name);
  const autostart = startsByItself(name, sides);
  if (operations === undefined) return { name, class: 'NONE', resources: [], causes: [], autostart };
  const stopped = keysOf(operations, 'stop');
  const affected = stopped.length > 0 ? stopped : [...keysOf(operations, 'init'), ...keysOf(operations, 'start')];
  return {
    name,
    class: classOf(operations, autostart, sides.moved),
    resources: [...new Set(affected)].filter((key) => key !== name || !key.startsWith('service:')),
    causes: causesOf(root, sides),
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

/** `no`, `yes` and everything that atoi reads as 0 are off. rgmanager, groups.c. */
function startsByItself(name: Key, { before, after }: Sides): boolean {
  const resource = after.list.get(name) ?? before.list.get(name);
  const written = resource === undefined ? undefined : valueOf(resource, 'autostart');
  return written === undefined || isOn(written);
}

function keysOf(operations: readonly Operation[], verb: Verb): readonly Key[] {
  return operations.filter((operation) => operation.verb === verb).map(({ key }) => key);
}
