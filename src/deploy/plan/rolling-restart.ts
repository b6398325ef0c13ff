/**
 * Rolling restart, one member at a time, for settings that daemons read only at start. Guests move away, the daemons stop and
 * start, and the guests come back. Pure.
 */
import type { HostName } from '../../base/brand.ts';
import type { Action, ServiceActions } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { awayFrom, forServices } from './service-actions.ts';
import type { Needed, IdleService, ServiceNow, Turn } from './plan.ts';
import { forService } from './service-actions.ts';

/** The running cluster: its bundle, its service actions, its members, and what runs. */
export type Running = {
  readonly bundle: Bundle;
  readonly serviceActions: ServiceActions;
  readonly members: readonly HostName[];
  readonly up: readonly ServiceNow[];
  readonly idle: readonly IdleService[];
};

/** Empty for a single member, which needs a full stop. */
export function turns(running: Running): readonly Turn[] {
  const { members } = running;
  return members.length < 2 ? [] : members.map((host) => turnOf(host, running));
}

function turnOf(host: HostName, { bundle, serviceActions, members, up }: Running): Turn {
  const { leave, join, migrate, thaw, freeze, untilSettled } = serviceActions;
  const node = bundle.nodes.find((one) => one.host === host);
  const here = up.filter(({ owner }) => owner === host);
  const moves = here.map(({ name }) => ({ name, to: refuge(name, host, bundle, members) }));
  const others = members.filter((other) => other !== host).slice(0, 1);
  const does = (action: Action, name: string, to: BundleNode): Needed => ({
    action: forService(action, name, to.nodeName),
    nodes: others,
  });
  // A member that has rejoined stays. Only its leaving is undone if a turn fails.
  const back = join.flatMap((id) => named(bundle, id)).map((action) => ({ ...action, undo: NOTHING }));
  const stranded = moves.filter(({ to }) => to === undefined).map(({ name }) => name);
  const kept = up.map(({ name }) => name).filter((name) => !stranded.includes(name));
  const gone = leave
    .flatMap((id) => named(bundle, id))
    .map((action, index) => {
      // Whatever has happened since the plan was made, services that must keep running are elsewhere when the first daemon
      // stops.
      const gate =
        index > 0 || node === undefined || kept.length === 0 ? null : awayFrom(serviceActions, kept, node.nodeName);
      return { ...action, gate: gate ?? action.gate };
    });
  const frozen = here.filter((one) => one.frozen === true).map(({ name }) => name);
  const each = (names: readonly string[], ...open: readonly Action[]): readonly Needed[] =>
    names.flatMap((name) => open.map((one) => ({ action: forService(one, name), nodes: others })));
  const wait = { action: forServices(serviceActions.untilStarted, kept, host), nodes: others };
  return {
    node: host,
    steps: [
      ...each(frozen, thaw),
      ...moves.flatMap(({ name, to }) => (to === undefined ? [] : [does(migrate, name, to)])),
      ...[...gone, ...back].map((action) => ({ action, nodes: [host] })),
      ...(kept.length === 0 ? [] : [wait]),
      ...moves.flatMap(({ name, to }) => {
        const action = to && homewards(name, { from: to.host, home: host }, bundle, serviceActions);
        return action === undefined || node === undefined ? [] : [does(action, name, node)];
      }),
      ...each(
        frozen.filter((name) => stranded.includes(name)),
        untilSettled,
      ),
      ...each(frozen, freeze),
    ],
    stranded,
  };
}

/** The action that moves a service back; undefined if its failover domain prefers its current host. */
function homewards(
  name: string,
  { from, home }: { readonly from: HostName; readonly home: HostName },
  { services }: Bundle,
  { migrate, comeBack }: ServiceActions,
): Action | undefined {
  const failback = services.find((service) => service.name === name)?.failback ?? [];
  const rank = (host: HostName) => failback.find((one) => one.host === host)?.priority ?? Infinity;
  if (rank(home) === rank(from)) return migrate;
  return rank(home) < rank(from) ? comeBack : undefined;
}

/** The lowest member that may run the service, except the one that leaves. */
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
