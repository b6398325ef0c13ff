/** What a command, a crash or a boot did to guests: their places before and after it, compared. */
import type { ClusterState } from '../cluster/state.ts';

/** `host`: where it started or stopped, or where it has moved to without a stop. `because`: a command line, `power` or `boot`. */
export type GuestEvent = {
  readonly at: number;
  readonly guest: string;
  readonly what: 'started' | 'stopped' | 'moved';
  readonly host: string;
  readonly because: string;
};

type Change = Pick<GuestEvent, 'guest' | 'what' | 'host'>;

/** Only a migration moves a guest; what is gone here and is there otherwise was stopped and started. clusvcadm(8) */
export function guestChanges(before: ClusterState, after: ClusterState, because: string): readonly Change[] {
  const [old, now] = [placesOf(before), placesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((guest): readonly Change[] => {
    const [from, to] = [old.get(guest) ?? [], now.get(guest) ?? []];
    const gone = from.filter((host) => !to.includes(host));
    const come = to.filter((host) => !from.includes(host));
    if (gone.length === 1 && come.length === 1 && migrates(because))
      return come.map((host) => ({ guest, what: 'moved', host }));
    const restarted = wasRestarted(guest, before, after) ? from.filter((host) => to.includes(host)) : [];
    return [
      ...[...gone, ...restarted].map((host) => ({ guest, what: 'stopped' as const, host })),
      ...[...restarted, ...come].map((host) => ({ guest, what: 'started' as const, host })),
    ];
  });
}

function migrates(because: string): boolean {
  return /^clusvcadm .*-M( |$)/.test(because);
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
