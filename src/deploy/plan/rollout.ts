/**
 * How a change gets to a cluster that runs: live, by one announcement; or with every node out of the cluster, where the daemons read
 * what has changed at no other time. And which services have to be stopped first. Pure.
 */
import type { HostName } from '../../base/brand.ts';
import type { Action } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Change } from './changes.ts';
import { forService } from './service-actions.ts';
import { inOrder, type Needs } from './needed-actions.ts';
import type { LeftOut, Needed, ServiceNow, Situation } from './plan.ts';
import { leaveCluster } from './push-findings.ts';
import { turns, type Turn } from './rolling-restart.ts';

export type Tactics = {
  /** Does a running cluster hear of a new cluster.conf? */
  readonly announces: boolean;
  /** Does every node leave the cluster before the files are changed, and join it again behind that? */
  readonly stopsAll: boolean;
  /** Run before the files are put in place. */
  readonly before: readonly Needed[];
  /** All, in their order. */
  readonly actions: readonly Needed[];
  /** Services that the new configuration does not know any more, and that are up. */
  readonly orphans: readonly ServiceNow[];
  /** Members that leave the cluster one after the other. */
  readonly turns: readonly Turn[];
  readonly leftOut: readonly LeftOut[];
};

type Given = {
  readonly changes: readonly Change[];
  readonly needs: Needs;
  readonly members: readonly HostName[];
  readonly rises: boolean;
};

export function tacticsFor(situation: Situation, { needs, members, rises }: Given): Tactics {
  const { bundle, services, activation } = situation;
  const known = new Set(bundle.services.map(({ name }) => name));
  const up = services ?? [];
  const outlives = new RegExp(bundle.deeds.outlives);
  const orphans = rises ? up.filter(({ name }) => !known.has(name) && outlives.test(name)) : [];
  const [first] = members;
  if (first === undefined || !rises)
    return { ...CALM, announces: false, stopsAll: false, before: [], actions: needs.needed };
  if (activation === 'all-at-once') return { ...CALM, ...stopAll(bundle, needs, members, up), orphans };
  const before = orphans.map(({ name }) => ({ action: forService(bundle.deeds.stop, name), nodes: [first] }));
  const live = { announces: true, stopsAll: false, before, orphans };
  const actions = [...before, ...needs.needed];
  if (activation === 'live') return { ...CALM, ...live, actions };
  if (!situation.allowed.has(leaveCluster.code)) return { ...CALM, ...live, actions, leftOut: later(bundle, members) };
  const rolled = turns(bundle, members, up);
  return { ...CALM, ...live, turns: rolled, actions: [...actions, ...rolled.flatMap(({ steps }) => steps)] };
}

const CALM = { orphans: [], turns: [], leftOut: [] } as const;

/** What has changed for the daemons can wait until each of them starts again. */
function later({ deeds: { join } }: Bundle, nodes: readonly HostName[]): readonly LeftOut[] {
  const because = `the daemons read a change when they start again; they are restarted only with --allow ${leaveCluster.code}`;
  return join.slice(0, 1).map((action) => ({ action, nodes, because }));
}

/** Services first, so that none is moved about; those that do not start by themselves are started at the end. */
function stopAll(
  bundle: Bundle,
  { needed }: Needs,
  members: readonly HostName[],
  up: readonly ServiceNow[],
): Pick<Tactics, 'announces' | 'stopsAll' | 'before' | 'actions'> {
  const once = members.slice(0, 1);
  const { pause, enable, leave, join } = bundle.deeds;
  const stops = up.map(({ name }) => ({ action: forService(pause, name), nodes: once }));
  const leaving = named(bundle, leave).map((action) => ({ action, nodes: members }));
  const before = [...stops, ...inOrder(leaving)];
  // What a daemon of the cluster would be told it reads when it starts again.
  const others = needed.filter(
    ({ action: { announces, id, scope, given } }) =>
      !announces && !join.includes(id) && (scope === 'each-node' || given === null),
  );
  const joining = named(bundle, join).map((action) => {
    const also = needed.find((one) => one.action.id === action.id)?.nodes ?? [];
    return {
      action,
      nodes: bundle.nodes.map(({ host }) => host).filter((host) => [...members, ...also].includes(host)),
    };
  });
  const silent = new Set(bundle.services.filter(({ autostart }) => !autostart).map(({ name }) => name));
  const enables = up
    .filter(({ name }) => silent.has(name))
    .map(({ name }) => ({ action: forService(enable, name), nodes: once }));
  return {
    announces: false,
    stopsAll: true,
    before,
    actions: [...before, ...inOrder([...others, ...joining]), ...enables],
  };
}

function named({ actions }: Bundle, ids: readonly Action['id'][]): readonly Action[] {
  return ids.flatMap((id) => actions.filter((action) => action.id === id));
}
