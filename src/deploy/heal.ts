/** What an earlier push left behind when it was cut off: put back before a new one begins. */
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import { locked } from './findings.ts';
import { activate, plainInput } from './node.ts';
import type { Ports } from './ports.ts';
import type { NodeState, ReachedNode } from './state.ts';

/**
 * Puts back what was cut off, where no lock says that it still runs, and takes over locks where that is allowed.
 * True when something was done, so that the nodes have to be looked at again.
 */
export async function heal(
  bundle: Bundle,
  states: readonly NodeState[],
  allowed: ReadonlySet<string>,
  ports: Ports,
): Promise<boolean> {
  const takeOver = allowed.has(locked.code);
  const left = states.filter((state): state is ReachedNode => state.reachable && needsHealing(state, takeOver));
  await Promise.all(left.map((state) => healNode(nodeOf(bundle, state), state, ports)));
  return left.length > 0;
}

function needsHealing({ lock, interrupted }: ReachedNode, takeOver: boolean): boolean {
  return lock === null ? interrupted !== null : takeOver;
}

async function healNode(node: BundleNode, { lock, interrupted }: ReachedNode, ports: Ports): Promise<void> {
  if (interrupted !== null) await activate(node, ['revert', interrupted.bundle], plainInput(''), ports);
  if (lock !== null) await activate(node, ['unlock'], plainInput(`${lock}\n`), ports);
}

function nodeOf({ nodes }: Bundle, state: ReachedNode): BundleNode {
  const node = nodes.find(({ host }) => host === state.node);
  if (node === undefined) throw new Error(`bug/heal: ${state.node} is not in the bundle`);
  return node;
}
