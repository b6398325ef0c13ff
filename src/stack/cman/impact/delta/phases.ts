/**
 * The order in which rgmanager walks trees while it stops and starts marked resources. A whole service stops by the levels of
 * its metadata. Its parts are visited in another order in both phases: those without a level first, then by start level.
 * rgmanager, restree.c, _res_op; measured.
 */
import type { AgentAction } from '../agents.ts';
import type { Resource } from './resources.ts';
import { does, type Rule } from './rules.ts';
import type { TreeNode } from './tree-node.ts';
import type { Marks } from './tree-delta.ts';

export type Step = { readonly verb: AgentAction | 'init'; readonly node: TreeNode; readonly tree: TreeNode };

/** Conditional modes act on marked nodes and on everything below them. */
type Mode = 'stop' | 'start' | 'stop-marked' | 'start-marked';

/** Stops and starts roots in turn; a finished node loses its mark. */
export class Conditional {
  readonly #roots: readonly TreeNode[];
  readonly #stops: Set<TreeNode>;
  readonly #starts: Set<TreeNode>;
  readonly #live: ReadonlySet<TreeNode>;
  /** Marked nodes and their ancestors. */
  readonly #touched = new Set<TreeNode>();
  readonly #shared: ReadonlySet<Resource>;

  constructor(roots: readonly TreeNode[], { stops, starts, live }: Marks) {
    this.#roots = roots;
    this.#stops = new Set(stops);
    this.#starts = new Set(starts);
    this.#live = live;
    this.#shared = sharedIn(roots);
    if (stops.size + starts.size > 0) for (const root of roots) this.#touch(root);
  }

  /** What stops in a service, or with it. */
  stops(root: TreeNode): readonly Step[] {
    return this.#inTrees(this.#forwards(root), root.resource, 'stop-marked');
  }

  starts(root: TreeNode): readonly Step[] {
    return this.#inTrees(this.#forwards(root), root.resource, 'start-marked');
  }

  /** A new service is stopped as a whole before it is started. */
  inits(root: TreeNode): readonly Step[] {
    const [, ...others] = this.#forwards(root);
    const steps = this.#inTrees([...others.toReversed(), root], root.resource, 'stop');
    return steps.map((step) => ({ ...step, verb: 'init' }));
  }

  /** The trees that may contain the resource of a root: those of all services, from its own on. */
  #forwards(root: TreeNode): readonly TreeNode[] {
    if (!this.#shared.has(root.resource)) return [root];
    const at = this.#roots.indexOf(root);
    return [...this.#roots.slice(at), ...this.#roots.slice(0, at)];
  }

  #touch(node: TreeNode): boolean {
    let isTouched = this.#stops.has(node) || this.#starts.has(node);
    for (const child of node.children) isTouched = this.#touch(child) || isTouched;
    if (isTouched) this.#touched.add(node);
    return isTouched;
  }

  #inTrees(trees: readonly TreeNode[], resource: Resource, mode: Mode): readonly Step[] {
    const steps: Step[] = [];
    for (const tree of trees) this.#visit({ node: tree, tree, steps }, resource, mode);
    return steps;
  }

  /** `only`: the resource to find; undefined for all. */
  #visit(at: Visit, only: Resource | undefined, mode: Mode): void {
    const { node } = at;
    if (isConditional(mode) && !this.#touched.has(node)) return;
    const isMeant = only === undefined || node.resource === only;
    const now = isMeant ? this.#started(at, this.#modeOf(node, mode), mode) : mode;
    for (const child of inOrder(node, now)) this.#visit({ ...at, node: child }, isMeant ? undefined : only, now);
    if (!isMeant || now !== 'stop') return;
    this.#stops.delete(node);
    add(at, 'stop');
  }

  #modeOf(node: TreeNode, mode: Mode): Mode {
    if (mode === 'stop-marked' && this.#stops.has(node)) return 'stop';
    return mode === 'start-marked' && this.#starts.has(node) ? 'start' : mode;
  }

  /** A node starts before its children. One that applies values live keeps running, and its children are visited. */
  #started(at: Visit, mode: Mode, asked: Mode): Mode {
    if (mode !== 'start') return mode;
    const isLive = asked === 'start-marked' && this.#starts.has(at.node) && this.#live.has(at.node);
    this.#starts.delete(at.node);
    add(at, isLive ? 'reconfig' : 'start');
    return isLive ? asked : mode;
  }
}

type Visit = { readonly node: TreeNode; readonly tree: TreeNode; readonly steps: Step[] };

function add({ node, tree, steps }: Visit, verb: AgentAction): void {
  if (does(node.resource.rule, verb)) steps.push({ verb, node, tree });
}

function isConditional(mode: Mode): boolean {
  return mode === 'stop-marked' || mode === 'start-marked';
}

/** Resources of roots that other places contain too. Only what is defined below `<resources>` can be in several places. */
function sharedIn(roots: readonly TreeNode[]): ReadonlySet<Resource> {
  const own = new Set<Resource>();
  const shared = new Set<Resource>();
  for (const { resource } of roots) if (resource.isShared) (own.has(resource) ? shared : own).add(resource);
  if (own.size === 0) return shared;
  const look = ({ children }: TreeNode): void => {
    for (const child of children) {
      if (own.has(child.resource)) shared.add(child.resource);
      look(child);
    }
  };
  for (const root of roots) look(root);
  return shared;
}

/** The children of a node in the order of the walk; without those that have no level for the mode. */
function inOrder({ children, resource: { rule } }: TreeNode, mode: Mode): readonly TreeNode[] {
  if (rule.declared.size === 0 || children.length === 0) return mode === 'stop' ? children.toReversed() : children;
  if (children.length === 1) return reached(children, rule, mode);
  const free = children.filter(({ type }) => !rule.levelled.has(type));
  const ofType = byType(children);
  const types = mode === 'stop' ? rule.stopOrder : rule.startOrder;
  const levelled = types.flatMap((type) => {
    const some = ofType.get(type) ?? [];
    return mode === 'stop' ? some.toReversed() : some;
  });
  return mode === 'start' ? [...levelled, ...free] : [...free.toReversed(), ...levelled];
}

/** One child alone, where it has no level or one that counts. */
function reached(children: readonly TreeNode[], rule: Rule, mode: Mode): readonly TreeNode[] {
  const types = mode === 'stop' ? rule.stopOrder : rule.startOrder;
  return children.filter(({ type }) => !rule.levelled.has(type) || types.includes(type));
}

function byType(nodes: readonly TreeNode[]): ReadonlyMap<string, readonly TreeNode[]> {
  const types = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    const some = types.get(node.type);
    if (some === undefined) types.set(node.type, [node]);
    else some.push(node);
  }
  return types;
}
