/** Services and VMs: what rgmanager says of them, beside where the guests are. */
import type { BundleNode } from '../bundle/bundle.ts';
import type { HostName } from '../base/brand.ts';
import { isUp, type RecordedState } from '../stack/cman/impact/clustat-services.ts';
import { hasRgmanager, type Clustat } from '../stack/cman/status/clustat.ts';
import { isSound, type NodeStatus, type ReachedStatus } from './node.ts';
import { valueOf } from './answer.ts';

export type ServiceStatus = {
  /** As clusvcadm writes it, `vm:vm1`. */
  readonly name: string;
  /** In rgmanager's words; `absent` when the site has it and the running cluster does not. */
  readonly state: string;
  /** Host where it is, or was; the node's name where no host of the site has it. */
  readonly owner: string | null;
  readonly lastOwner: string | null;
  readonly frozen: boolean;
  /** Hosts on which a guest of that name runs; empty for what is no VM. */
  readonly guests: readonly { readonly host: HostName; readonly state: string }[];
};

/** `vms` and `services` are names of the site. */
export type Expected = {
  readonly vms?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
};

/** Null when no node knows. By name. */
export function serviceStatus(
  looked: readonly NodeStatus[],
  all: readonly BundleNode[],
  expected: Expected,
): readonly ServiceStatus[] | null {
  const nodes = looked.filter((node) => node.reachable);
  const view = viewOf(nodes);
  const names = [...(expected.vms ?? []).map(vm), ...(expected.services ?? []).map(service)];
  if (view === undefined && nodes.every(({ guests }) => guests.is !== 'told')) return null;
  const known = new Map((view?.services ?? []).map((one) => [one.name, one]));
  return [...new Set([...known.keys(), ...names])]
    .sort(BY_NUMBER.compare)
    .map((name) => ({ ...statusOf(known.get(name) ?? unknown(name, view), all), guests: guestsOf(name, nodes) }));
}

/** web9 before web10. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** The words of one node where rgmanager runs: of the first that is sound, or else of any. */
function viewOf(nodes: readonly ReachedStatus[]): Clustat | undefined {
  const views = nodes.filter(({ clustat }) => clustat.is === 'told' && hasRgmanager(clustat.value));
  const best = views.find(isSound) ?? views[0];
  return best === undefined ? undefined : valueOf(best.clustat);
}

function vm(name: string): string {
  return `vm:${name}`;
}

function service(name: string): string {
  return `service:${name}`;
}

function unknown(name: string, view: Clustat | undefined): RecordedState {
  return { name, state: view === undefined ? 'unknown' : 'absent', frozen: false };
}

function statusOf(found: RecordedState, nodes: readonly BundleNode[]): Omit<ServiceStatus, 'guests'> {
  const hostOf = (nodeName: string | undefined) =>
    nodeName === undefined ? null : (nodes.find((node) => node.nodeName === nodeName)?.host ?? nodeName);
  const { name, state, owner, lastOwner, frozen } = found;
  return { name, state, owner: hostOf(owner), lastOwner: hostOf(lastOwner), frozen };
}

function guestsOf(name: string, nodes: readonly ReachedStatus[]): ServiceStatus['guests'] {
  if (!name.startsWith('vm:')) return [];
  return nodes.flatMap(({ host, guests }) =>
    (valueOf(guests) ?? [])
      .filter((guest) => guest.id !== null && guest.name === name.slice('vm:'.length))
      .map(({ state }) => ({ host, state })),
  );
}

/** Does rgmanager leave it alone? Then a guest that runs has nobody who watches it. */
export function isLeftAlone({ name, state, frozen }: ServiceStatus): boolean {
  return state === 'absent' || (state !== 'unknown' && !isUp({ name, state, frozen }));
}
