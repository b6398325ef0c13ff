/**
 * Hosts that the site does not have any more, and that are members still. They leave first, by a plan of their own for the bundle that all
 * hosts have: it says how to reach them, and nothing else changes by it.
 */
import type { HostName } from '../../base/brand.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import { isReal } from '../../deploy/plan/changes.ts';
import { findBundle } from '../../edge/bundle/bundle-cache.ts';
import { memoryOf } from '../../edge/state/state-folder.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import type { Io } from '../io.ts';
import type { Reach } from '../nodes/nodes.ts';
import type { PushOptions } from '../push-options.ts';
import { known } from '../subject/bundle.ts';
import { viewOf } from './planning.ts';

/** A bundle, and those of its hosts that leave. */
export type Departure = { readonly bundle: Bundle; readonly hosts: readonly HostName[] };

/** Null where no host has to leave, where the stack cannot take one out, or where the bundle that all hosts have is not kept on this machine. */
export async function departureFrom(
  reach: Reach,
  seen: readonly Seen[],
  { sandbox, limit, activates = true }: PushOptions,
  io: Io,
): Promise<Departure | null> {
  const { bundle } = reach;
  if (limit !== undefined || !activates || bundle.nodes.every(({ host }) => !isReal(bundle, host))) return null;
  const { leaving } = await stackOfBundle(bundle).operations();
  if (leaving === undefined) return null;
  const reached = seen.flatMap(({ state }) => (state.reachable ? [state] : []));
  const [installed = null, ...others] = new Set(reached.map((state) => state.installed));
  if (installed === null || others.length > 0) return null;
  // A departure that was interrupted: it is a push of the bundle that is installed.
  const isOpen = reached.some((state) => state.interrupted?.bundle === installed);
  const members = (await viewOf(reach, seen))?.strangers.map(({ name }) => name) ?? [];
  if (members.length === 0 && !isOpen) return null;
  const { value: old } = await known(
    await findBundle(memoryOf(io.env, sandbox), bundle.cluster, installed),
    `bundle ${installed}`,
  );
  const gone = old?.nodes.filter((node) => isGone(node, bundle)) ?? [];
  const leaves = isOpen ? gone : gone.filter(({ nodeName }) => members.includes(nodeName));
  return old === undefined || leaves.length === 0 ? null : { bundle: old, hosts: leaves.map(({ host }) => host) };
}

function isGone({ nodeId }: BundleNode, { nodes }: Bundle): boolean {
  return nodes.every((node) => node.nodeId !== nodeId);
}
