/**
 * What became of guests between two states of the cluster, who did it, and with what a guest was started: a running guest
 * keeps the definition of its start, wherever it moves to. virsh(1), create.
 */
import type { Files } from './membership.ts';
import { newest } from './membership.ts';
import { changedService, type ClusterState, type Guest, type GuestEvent } from './state.ts';

export type Cause = Pick<GuestEvent, 'by' | 'because'>;
type Change = Pick<GuestEvent, 'guest' | 'what' | 'host'>;
/** KiB, of a guest whose definition is not known here. */
const MEMORY = 1024 * 1024;

/** The state after something has happened, with what that did to guests. A guest whose definition is nowhere does not start. */
export function noted(before: ClusterState, after: ClusterState, cause: Cause, files: Files): ClusterState {
  const changes = changesOf(before, after, cause.because);
  const failed = failedStarts(before, after, cause.because, files);
  const happened = changes.filter((change) => !failed.includes(change.guest) || change.what === 'stopped');
  const known = withDefinitions(before, after, happened, files);
  const started = failed.reduce((now, guest) => {
    const service = now.services.find(({ name }) => name === `vm:${guest}`);
    const { lastOwner = null, owner = null, restarts = 0 } = service ?? {};
    // Seen: stopped, and not failed.
    const ended = { status: 'stopped', owner: null, lastOwner: owner ?? lastOwner, restarts: restarts + 1 } as const;
    return changedService(now, `vm:${guest}`, ended);
  }, known);
  return happened.length === 0
    ? started
    : { ...started, events: [...after.events, ...happened.map((change) => ({ ...change, ...cause }))] };
}

/** Guests that would start where vm.sh finds no definition of them. */
export function failedStarts(
  before: ClusterState,
  after: ClusterState,
  because: string,
  files: Files,
): readonly string[] {
  return changesOf(before, after, because)
    .filter(({ what, guest, host }) => what === 'started' && !starts(after, guest, host, files))
    .map(({ guest }) => guest);
}

function starts(state: ClusterState, guest: string, host: string, files: Files): boolean {
  return !state.broken.includes(guest) && definitionOf(state, guest, host, files) !== undefined;
}

/** The text of its definition on a host; empty where cluster.conf does not say where it is; undefined: it is not there. */
function definitionOf(state: ClusterState, guest: string, host: string, files: Files): string | undefined {
  const { definitions = [] } = newest(state)?.services.find(({ name }) => name === `vm:${guest}`) ?? {};
  if (definitions.length === 0) return '';
  return definitions.map((path) => files.read(host, path)).find((text) => text !== undefined);
}

function withDefinitions(
  before: ClusterState,
  after: ClusterState,
  changes: readonly Change[],
  files: Files,
): ClusterState {
  const old = new Map(before.nodes.flatMap(({ guests }) => guests.map((guest) => [guest.name, guest.memory])));
  const memoryOf = ({ name, memory }: Guest, host: string): number => {
    const starts = changes.some(({ guest, what }) => guest === name && what === 'started');
    return starts ? memoryIn(definitionOf(after, name, host, files) ?? '') : (old.get(name) ?? memory);
  };
  const nodes = after.nodes.map((node) => {
    const guests = node.guests.map((guest) => ({ ...guest, memory: memoryOf(guest, node.host) }));
    return { ...node, guests };
  });
  return { ...after, nodes };
}

/** `<memory>` is in KiB where it does not say otherwise; libvirt's "Domain XML format". */
function memoryIn(text: string): number {
  const [, number] = /<memory(?:\s+unit=["']KiB["'])?>(\d+)<\/memory>/.exec(text) ?? [];
  return number === undefined ? MEMORY : Number(number);
}

/** Only a migration moves a guest; what is gone here and is there otherwise was stopped and started. clusvcadm(8) */
function changesOf(before: ClusterState, after: ClusterState, because: string): readonly Change[] {
  if (before.nodes === after.nodes) return [];
  const [old, now] = [placesOf(before), placesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((guest): readonly Change[] => {
    const [from, to] = [old.get(guest) ?? [], now.get(guest) ?? []];
    const gone = from.filter((host) => !to.includes(host));
    const come = to.filter((host) => !from.includes(host));
    if (gone.length === 1 && come.length === 1 && migrates(because))
      return come.map((host) => ({ guest, what: 'moved', host }));
    const restarted =
      restarts(because) && wasRestarted(guest, before, after) ? from.filter((host) => to.includes(host)) : [];
    return [
      ...[...gone, ...restarted].map((host) => ({ guest, what: 'stopped' as const, host })),
      ...[...restarted, ...come].map((host) => ({ guest, what: 'started' as const, host })),
    ];
  });
}

function migrates(because: string): boolean {
  return /^clusvcadm .*-M( |$)/.test(because);
}

function restarts(because: string): boolean {
  return /^clusvcadm .*-R( |$)/.test(because);
}

/** `clusvcadm -R`: it is where it was, and rgmanager has counted. */
function wasRestarted(guest: string, before: ClusterState, after: ClusterState): boolean {
  const count = ({ services }: ClusterState) => services.find(({ name }) => name === `vm:${guest}`)?.restarts ?? 0;
  return count(after) > count(before);
}

function placesOf({ nodes }: ClusterState): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const { host, guests } of nodes)
    for (const { name, state } of guests)
      if (state !== 'shut off') places.set(name, [...(places.get(name) ?? []), host]);
  return places;
}
