/**
 * The nodes of the old trees that stop, and those of the new trees that start. rgmanager compares parent by parent, each node
 * with every node of the same resource. rgmanager, restree.c, resource_tree_delta; measured.
 */
import { kindOf, type States } from './compare.ts';
import type { Resource } from './resources.ts';
import type { TreeNode } from './tree-node.ts';

export type Marks = {
  readonly stops: ReadonlySet<TreeNode>;
  readonly starts: ReadonlySet<TreeNode>;
  /** Those in `starts` with a value that is applied live. */
  readonly live: ReadonlySet<TreeNode>;
};

export function treeDelta(before: readonly TreeNode[], after: readonly TreeNode[], states: States): Marks {
  const marking = new Marking(states);
  marking.siblings(before, after);
  return marking;
}

class Marking implements Marks {
  readonly stops = new Set<TreeNode>();
  readonly starts = new Set<TreeNode>();
  readonly live = new Set<TreeNode>();
  readonly #states: States;

  constructor(states: States) {
    this.#states = states;
  }

  /** A resource that occurs twice meets each of its counterparts; differences below them stop or start. */
  siblings(before: readonly TreeNode[], after: readonly TreeNode[]): void {
    if (before.length === 0 && after.length === 0) return;
    const common = new Set<TreeNode>();
    const counterparts = new Counterparts(after);
    for (const old of before) {
      if (this.#states.stops.has(old.resource)) this.stops.add(old);
      else if (!this.#meet(old, counterparts.of(old), common)) this.stops.add(old);
    }
    for (const now of after) if (!common.has(now) || this.#states.starts.has(now.resource)) this.starts.add(now);
  }

  /** Does each of the nodes, and of those below, meet only itself, unchanged? */
  #areUntouched(nodes: readonly TreeNode[]): boolean {
    const { stops, starts } = this.#states;
    return (
      areDistinct(nodes) &&
      nodes.every((node) => {
        const { resource, children } = node;
        return isNamed(resource) && !stops.has(resource) && !starts.has(resource) && this.#areUntouched(children);
      })
    );
  }

  /** Does the node have a counterpart that keeps running? */
  #meet(old: TreeNode, others: readonly TreeNode[], common: Set<TreeNode>): boolean {
    let isGoing = false;
    for (const now of others) {
      if (!this.#goesOn(old, now)) continue;
      isGoing = true;
      common.add(now);
      if (old !== now || !this.#areUntouched(now.children)) this.siblings(old.children, now.children);
    }
    return isGoing;
  }

  #goesOn(old: TreeNode, now: TreeNode): boolean {
    const { starts, live } = this.#states;
    if (starts.has(now.resource) && !live.has(now.resource)) return false;
    const kind = kindOf(old.resource, now.resource);
    if (kind === 'reconfig') {
      this.starts.add(now);
      this.live.add(now);
    }
    return kind !== 'changed';
  }
}

/** Nodes of one type by resource. */
class Counterparts {
  readonly #nodes: readonly TreeNode[];
  #byKey: ReadonlyMap<string, readonly TreeNode[]> | undefined;
  #byType: ReadonlyMap<string, readonly TreeNode[]> | undefined;

  constructor(nodes: readonly TreeNode[]) {
    this.#nodes = nodes;
  }

  /** Those with the same name; all of the type if names can change live. */
  of({ key, type, resource }: TreeNode): readonly TreeNode[] {
    if (!isNamed(resource)) return (this.#byType ??= grouped(this.#nodes, 'type')).get(type) ?? NONE;
    const [only, second] = this.#nodes;
    if (second === undefined) return only?.key === key ? this.#nodes : NONE;
    return (this.#byKey ??= grouped(this.#nodes, 'key')).get(key) ?? NONE;
  }
}

const NONE: readonly TreeNode[] = [];

/** Does rgmanager tell it from others by its name? Not if that can change live. */
function isNamed({ rule: { primary } }: Resource): boolean {
  return primary !== undefined && !primary.isLive;
}

function areDistinct(nodes: readonly TreeNode[]): boolean {
  return nodes.length < 2 || new Set(nodes.map(({ resource }) => resource)).size === nodes.length;
}

function grouped(nodes: readonly TreeNode[], by: 'key' | 'type'): ReadonlyMap<string, readonly TreeNode[]> {
  const groups = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    const group = groups.get(node[by]);
    if (group === undefined) groups.set(node[by], [node]);
    else group.push(node);
  }
  return groups;
}
