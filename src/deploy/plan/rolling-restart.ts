/**
 * Taking every member out of the cluster and back, one after the other, for what its daemons read at no other time: its guests move
 * away, the daemons stop and start, the guests come home. Pure. Domain reference, 8.10.
 */
import type { HostName } from '../../base/brand.ts';
import type { Action } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { forService } from './service-actions.ts';
import type { Needed, ServiceNow } from './plan.ts';

/** What one member goes through. */
export type Turn = {
  readonly node: HostName;
  readonly steps: readonly Needed[];
  /** Services that have nowhere to go in the meantime. */
  readonly stranded: readonly string[];
};

export function turns(bundle: Bundle, members: readonly HostName[], up: readonly ServiceNow[]): readonly Turn[] {
  if (members.length < 2) return [];
  return members.map((host) => turnOf(host, bundle, members, up));
}

function turnOf(host: HostName, bundle: Bundle, members: readonly HostName[], up: readonly ServiceNow[]): Turn {
  const { leave, join } = bundle.deeds;
  const node = bundle.nodes.find((one) => one.host === host);
  const here = up.filter(({ owner }) => owner !== null && owner === node?.nodeName);
  const moves = here.map(({ name }) => ({ name, to: refuge(name, host, bundle, members) }));
  const others = members.filter((other) => other !== host).slice(0, 1);
  const does = (deed: Action, name: string, to: BundleNode): Needed => ({
    action: forService(deed, name, to.nodeName),
    nodes: others,
  });
  // A member that is back stays: what is taken back of a turn is only that it left.
  const back = join.flatMap((id) => named(bundle, id)).map((action) => ({ ...action, undo: NOTHING }));
  const work = [...leave.flatMap((id) => named(bundle, id)), ...back];
  return {
    node: host,
    steps: [
      ...moves.flatMap(({ name, to }) => (to === undefined ? [] : [does(bundle.deeds.migrate, name, to)])),
      ...work.map((action) => ({ action, nodes: [host] })),
      ...moves.flatMap(({ name, to }) => {
        const deed = to && homewards(name, { from: to.host, home: host }, bundle);
        return deed === undefined || node === undefined ? [] : [does(deed, name, node)];
      }),
    ],
    stranded: moves.filter(({ to }) => to === undefined).map(({ name }) => name),
  };
}

/** How a service gets home; undefined: its failover domain wants it where it is now. */
function homewards(
  name: string,
  { from, home }: { readonly from: HostName; readonly home: HostName },
  { services, deeds }: Bundle,
): Action | undefined {
  const failback = services.find((service) => service.name === name)?.failback ?? [];
  const rank = (host: HostName) => failback.find((one) => one.host === host)?.priority ?? Infinity;
  if (rank(home) === rank(from)) return deeds.migrate;
  return rank(home) < rank(from) ? deeds.comeBack : undefined;
}

/** The lowest member where the service may run, that is not the one that leaves. */
function refuge(
  name: string,
  host: HostName,
  { services, nodes }: Bundle,
  members: readonly HostName[],
): BundleNode | undefined {
  const able = services.find((service) => service.name === name)?.hosts ?? members;
  const to = able.find((other) => other !== host && members.includes(other));
  return nodes.find((node) => node.host === to);
}

const NOTHING = { when: 'after-files', run: [] } as const;

function named({ actions }: Bundle, id: Action['id']): readonly Action[] {
  return actions.filter((action) => action.id === id);
}
