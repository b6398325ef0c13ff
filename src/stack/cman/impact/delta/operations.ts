/**
 * rgmanager's reaction to a new cluster.conf: the operations of its down phase and its up phase, in order. Equal to `rg_test
 * delta` on all recorded pairs. rgmanager, test.c and restree.c, _res_op.
 */
import type { States } from './compare.ts';
import { Conditional, type Step } from './phases.ts';
import type { Key, Resource } from './resources.ts';
import type { ServiceTree } from './tree.ts';
import type { TreeNode } from './tree-node.ts';
import { treeDelta, type Marks } from './tree-delta.ts';

export type Verb =
  /** The whole service goes down; the operations that follow stop its parts. */
  | 'kill'
  /** "Removed from the config, but I am not stopping it": a VM without children. */
  | 'kill-noop'
  | 'stop'
  /** Stopped on every node before it counts as stopped or disabled. rg_test prints it as stop. */
  | 'init'
  /** "Added, but I am not initializing it": a VM without children. */
  | 'init-noop'
  | 'start'
  /** A value is applied; vm.sh and service.sh do nothing. */
  | 'reconfig';

export type Operation = {
  readonly phase: 'down' | 'up';
  readonly verb: Verb;
  readonly key: Key;
  /** The service that rgmanager works on. */
  readonly root: Key;
  /** The service that contains the resource, if it is another one: a resource directly below `<rm>` that others use too. */
  readonly within?: Key;
};

export function operationsOf(before: ServiceTree, after: ServiceTree, states: States): readonly Operation[] {
  const marks = treeDelta(before.roots, after.roots, states);
  return [...goingDown(before, states, marks), ...comingUp(after, states, marks)];
}

function* goingDown(tree: ServiceTree, states: States, marks: Marks): Generator<Operation> {
  const conditional = new Conditional(tree.roots, marks);
  const lone = new Lone(tree);
  for (const root of tree.roots) {
    const isKilled = states.stops.has(root.resource);
    if (isKilled && !lone.isStopped(root)) {
      yield operation('down', 'kill-noop', root);
      continue;
    }
    if (isKilled) yield operation('down', 'kill', root);
    yield* named('down', root, conditional.stops(root));
  }
}

function* comingUp(tree: ServiceTree, states: States, marks: Marks): Generator<Operation> {
  const conditional = new Conditional(tree.roots, marks);
  const lone = new Lone(tree);
  for (const root of tree.roots) {
    const isNew = states.starts.has(root.resource) && !states.live.has(root.resource);
    if (isNew && !lone.isInitialised(root)) yield operation('up', 'init-noop', root);
    else yield* named('up', root, isNew ? conditional.inits(root) : conditional.starts(root));
  }
}

function operation(phase: Operation['phase'], verb: Verb, { key }: TreeNode): Operation {
  return { phase, verb, key, root: key };
}

function* named(phase: Operation['phase'], { key: root }: TreeNode, steps: Iterable<Step>): Generator<Operation> {
  for (const { verb, node, tree } of steps)
    yield { phase, verb, key: node.key, root, ...(tree.key === root ? {} : { within: tree.key }) };
}

/** An entry that changes without a stop: it can migrate, has no children, and rgmanager finds it by its name. */
class Lone {
  readonly #tree: ServiceTree;
  readonly #parents: ReadonlySet<Resource>;

  constructor(tree: ServiceTree) {
    this.#tree = tree;
    this.#parents = new Set(tree.roots.filter(({ children }) => children.length > 0).map(({ resource }) => resource));
  }

  isStopped(root: TreeNode): boolean {
    const { destroyOnDelete, initOnAdd } = root.resource.rule.agent;
    return (destroyOnDelete ?? initOnAdd) || !this.#isMigratory(root);
  }

  isInitialised(root: TreeNode): boolean {
    return root.resource.rule.agent.initOnAdd || !this.#isMigratory(root);
  }

  #isMigratory(root: TreeNode): boolean {
    const found = this.#tree.list.get(kept(root.key));
    if (root.children.length > 0 || found?.rule.primary === undefined) return false;
    return found.rule.agent.migrates && !this.#parents.has(found);
  }
}

/** rgmanager stores 64 bytes of a service's name, and looks for the truncated name. */
function kept(key: Key): Key {
  if (key.length * MOST_BYTES <= KEPT) return key;
  const bytes = Buffer.from(key);
  return bytes.length <= KEPT ? key : bytes.subarray(0, KEPT).toString();
}

const KEPT = 63;
/** Of a UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;
