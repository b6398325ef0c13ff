/**
 * What rgmanager does with a new cluster.conf: the operations of its down phase and of its up phase, in their order.
 * Equal to `rg_test delta` on the recorded pairs (fixtures/recorded/delta-vectors.json). Domain reference, 2.3.
 */
import { own } from '../../../base/json.ts';
import type { Agents } from './agents.ts';
import type { States } from './compare.ts';
import { startOrder, stopOrder, type Key, type ServiceTree, type TreeNode } from './tree.ts';

export type Verb =
  /** The service goes down as a whole: what follows is stopped. */
  | 'kill'
  /** "Removed from the config, but I am not stopping it": a VM without children. */
  | 'kill-noop'
  | 'stop'
  /** Stopped on every node before it counts as stopped or disabled. rg_test prints it as stop. */
  | 'init'
  /** "Added, but I am not initializing it": a VM without children. */
  | 'init-noop'
  | 'start'
  /** A value taken over; vm.sh and service.sh do nothing. */
  | 'reconfig';

export type Operation = { readonly phase: 'down' | 'up'; readonly verb: Verb; readonly key: Key; readonly root: Key };

export function operationsOf(before: ServiceTree, after: ServiceTree, states: States): readonly Operation[] {
  return [
    ...before.roots.flatMap((root) => within(root, 'down', [...goingDown(root, { before, after, states })])),
    ...after.roots.flatMap((root) => within(root, 'up', [...comingUp(root, { before, after, states })])),
  ];
}

type Sides = { readonly before: ServiceTree; readonly after: ServiceTree; readonly states: States };
type Step = Pick<Operation, 'verb' | 'key'>;

function within({ key: root }: TreeNode, phase: Operation['phase'], steps: readonly Step[]): readonly Operation[] {
  return steps.map((step) => ({ ...step, phase, root }));
}

function* goingDown(root: TreeNode, { before, after, states }: Sides): Generator<Step> {
  const { agents } = before;
  const kind = states.get(root.key)?.kind;
  if (kind !== 'gone' && kind !== 'changed') yield* stopping([root], after.roots, { states, agents });
  else if (isLoneVm(root, agents)) yield { verb: 'kill-noop', key: root.key };
  else yield* [{ verb: 'kill' as const, key: root.key }, ...every('stop', stopOrder(root, agents))];
}

function* comingUp(root: TreeNode, { before, after, states }: Sides): Generator<Step> {
  const { agents } = after;
  const kind = states.get(root.key)?.kind;
  if (kind !== 'new' && kind !== 'changed') yield* starting([root], before.roots, { states, agents });
  else if (isLoneVm(root, agents)) yield { verb: 'init-noop', key: root.key };
  else yield* every('init', stopOrder(root, agents));
}

type Known = { readonly states: States; readonly agents: Agents };

/** What is gone, changed or elsewhere stops with all below it. */
function* stopping(old: readonly TreeNode[], now: readonly TreeNode[], known: Known): Generator<Step> {
  for (const node of old) {
    const counterpart = now.find(({ key }) => key === node.key);
    const kind = known.states.get(node.key)?.kind;
    if (counterpart === undefined || kind === 'gone' || kind === 'changed')
      yield* every('stop', stopOrder(node, known.agents));
    else yield* stopping(node.children, counterpart.children, known);
  }
}

/** What is new, changed or was elsewhere starts with all below it. */
function* starting(now: readonly TreeNode[], old: readonly TreeNode[], known: Known): Generator<Step> {
  for (const node of now) {
    const counterpart = old.find(({ key }) => key === node.key);
    const kind = known.states.get(node.key)?.kind;
    if (counterpart === undefined || kind === 'new' || kind === 'changed') {
      yield* every('start', startOrder(node, known.agents));
      continue;
    }
    if (kind === 'reconfig') yield { verb: 'reconfig', key: node.key };
    yield* starting(node.children, counterpart.children, known);
  }
}

function every(verb: Verb, nodes: readonly TreeNode[]): readonly Step[] {
  return nodes.map(({ key }) => ({ verb, key }));
}

/** Only a VM without children is left running when its entry changes. */
function isLoneVm({ type, children }: TreeNode, agents: Agents): boolean {
  const agent = own(agents, type);
  return agent !== undefined && agent.migrates && !agent.initOnAdd && children.length === 0;
}
