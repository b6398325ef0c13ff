/** Services and VMs: rgmanager's view, combined with libvirt's guests. */
import type { BundleNode } from '../../../bundle/bundle.ts';
import type { Expected } from '../../../status/expected.ts';
import type { RunningService, ServiceStatus } from '../../../status/reader.ts';
import { valueOf } from '../../../status/reply.ts';
import { isGivenUp, isUp, type RecordedState } from '../impact/clustat-services.ts';
import { hasRgmanager, type Clustat } from './clustat.ts';
import { isSound, reachedOf, saidBy, type CmanNodeSaid, type CmanReached } from './said.ts';

/** Null when no node knows. By name. */
export function serviceStatus(
  looked: readonly CmanNodeSaid[],
  all: readonly BundleNode[],
  expected: Expected,
): readonly ServiceStatus[] | null {
  const nodes = reachedOf(looked);
  const clustat = runningClustat(nodes);
  const names = [...(expected.vms ?? []).map(vm), ...(expected.services ?? []).map(service)];
  if (clustat === undefined && nodes.every(({ guests }) => guests.is !== 'answer')) return null;
  const known = new Map((clustat?.services ?? []).map((one) => [one.name, one]));
  return [...new Set([...known.keys(), ...names])].sort(BY_NUMBER.compare).map((name) => ({
    ...runningService(known.get(name) ?? unknown(name, clustat), all),
    guests: guestsOf(name, nodes),
  }));
}

/** web9 before web10. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** The clustat of a node where rgmanager runs: of the first healthy member, else of any. */
function runningClustat(nodes: readonly CmanReached[]): Clustat | undefined {
  const running = nodes.filter((node) => {
    const said = valueOf(saidBy(node).clustat);
    return said !== undefined && hasRgmanager(said);
  });
  const best = running.find(isSound) ?? running[0];
  return best === undefined ? undefined : valueOf(saidBy(best).clustat);
}

/** The same, else that of a node without rgmanager, which lists no services. */
export function clustatOf(nodes: readonly CmanReached[]): Clustat | undefined {
  return runningClustat(nodes) ?? nodes.flatMap((node) => valueOf(saidBy(node).clustat) ?? [])[0];
}

function vm(name: string): string {
  return `vm:${name}`;
}

function service(name: string): string {
  return `service:${name}`;
}

function unknown(name: string, clustat: Clustat | undefined): RecordedState {
  return { name, state: clustat === undefined ? 'unknown' : 'absent', frozen: false };
}

/** A service with host names in place of node names. */
export function runningService(found: RecordedState, all: readonly BundleNode[]): RunningService {
  const hostOf = (nodeName: string | undefined) =>
    nodeName === undefined ? null : (all.find((node) => node.nodeName === nodeName)?.host ?? nodeName);
  const { name, state, owner, lastOwner, frozen } = found;
  const up = state !== 'absent' && isUp(found);
  const held = {
    ...(state === 'disabled' ? ({ disabled: true } as const) : {}),
    ...(state === 'stopped' && !isGivenUp(found) ? ({ stopped: true } as const) : {}),
    ...(isGivenUp(found) ? ({ givenUp: true } as const) : {}),
  };
  return { name, state, up, owner: hostOf(owner), lastOwner: hostOf(lastOwner), frozen, ...held };
}

function guestsOf(name: string, nodes: readonly CmanReached[]): ServiceStatus['guests'] {
  if (!name.startsWith('vm:')) return [];
  return nodes.flatMap(({ host, guests }) =>
    (valueOf(guests) ?? [])
      .filter((guest) => guest.id !== null && guest.name === name.slice('vm:'.length))
      .map(({ state }) => ({ host, state })),
  );
}

/** Does rgmanager leave it alone? Then nothing monitors a guest that still runs. */
export function isLeftAlone({ state, up }: ServiceStatus): boolean {
  return state !== 'unknown' && !up;
}
