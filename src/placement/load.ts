/** Memory that VMs take on each host, against the memory for guests. */
import type { HostName } from '../base/brand.ts';
import type { Outcome, Workload } from './placement.ts';

export type Load = {
  readonly host: HostName;
  readonly workloads: readonly Workload[];
  /** Bytes. */
  readonly used: number;
  readonly room: number;
  /** Bytes that the VMs need above that; 0 if they fit. */
  readonly missing: number;
};

export function loadsOf(
  members: readonly HostName[],
  workloads: readonly Workload[],
  { outcomes, room }: { readonly outcomes: ReadonlyMap<string, Outcome>; readonly room: ReadonlyMap<HostName, number> },
): readonly Load[] {
  const here = new Map<HostName, Workload[]>(members.map((host) => [host, []]));
  for (const workload of workloads) {
    const host = outcomes.get(workload.name)?.host ?? null;
    if (host !== null) here.get(host)?.push(workload);
  }
  return [...here].map(([host, mine]) => {
    const used = mine.reduce((sum, { memory }) => sum + memory, 0);
    const available = room.get(host) ?? 0;
    return { host, workloads: mine, used, room: available, missing: Math.max(0, used - available) };
  });
}
