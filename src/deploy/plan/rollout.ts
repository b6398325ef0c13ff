/**
 * Chooses how a change reaches a running cluster: live, by rolling restart, or with all nodes stopped; and which services are stopped
 * first. Pure.
 */
import type { HostName } from '../../base/brand.ts';
import type { Action } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Change } from './changes.ts';
import { forService } from './service-actions.ts';
import { inOrder, type Needs } from './needed-actions.ts';
import type { IdleService, LeftOut, Needed, ServiceNow, Situation, Turn } from './plan.ts';
import { leaveCluster } from './push-findings.ts';
import { turns, type Running } from './rolling-restart.ts';

export type Rollout = {
  /** Does a running cluster read its configuration again? */
  readonly announces: boolean;
  /** Does every node leave the cluster before files change, and join again afterwards? */
  readonly stopsAll: boolean;
  /** Run before the files are placed. */
  readonly before: readonly Needed[];
  /** All actions in order. */
  readonly actions: readonly Needed[];
  /** Running services that the new configuration lacks. */
  readonly orphans: readonly ServiceNow[];
  /** Members that leave the cluster in turn. */
  readonly turns: readonly Turn[];
  readonly leftOut: readonly LeftOut[];
};

type Given = {
  readonly changes: readonly Change[];
  readonly needs: Needs;
  readonly members: readonly HostName[];
  readonly rises: boolean;
};

export function chooseRollout(situation: Situation, { needs, members, rises }: Given): Rollout {
  const { bundle, services, idle = [], activation, turns: restarting = [] } = situation;
  const { serviceActions } = bundle;
  const [first] = members;
  if (restarting.length > 0) return { ...NO_RESTART, ...UNANNOUNCED, ...inTurn(restarting, needs) };
  if (first === undefined || !rises || serviceActions === null)
    return {
      ...NO_RESTART,
      announces: first !== undefined && rises,
      stopsAll: false,
      before: [],
      actions: needs.needed,
    };
  const running: Running = { bundle, serviceActions, members, up: services ?? [], idle };
  const orphans = orphansIn(running);
  if (activation === 'all-at-once') return { ...NO_RESTART, ...stopAll(running, needs), orphans };
  const before = orphans.map(({ name }) => ({ action: forService(serviceActions.stop, name), nodes: [first] }));
  const live = { announces: true, stopsAll: false, before, orphans };
  const actions = [...before, ...needs.needed];
  if (activation === 'live') return { ...NO_RESTART, ...live, actions };
  if (!situation.allowed.has(leaveCluster.code)) return { ...NO_RESTART, ...live, actions, leftOut: later(running) };
  const rolled = turns(running);
  return { ...NO_RESTART, ...live, turns: rolled, actions: [...actions, ...rolled.flatMap(({ steps }) => steps)] };
}

const UNANNOUNCED = { announces: false, stopsAll: false, before: [] } as const;

function inTurn(all: readonly Turn[], { needed }: Needs): Pick<Rollout, 'turns' | 'actions'> {
  return { turns: all, actions: [...needed, ...all.flatMap(({ steps }) => steps)] };
}

const NO_RESTART = { orphans: [], turns: [], leftOut: [] } as const;

/** Running services that the bundle lacks, and that keep running without a configuration. */
function orphansIn({ bundle, serviceActions, up }: Running): readonly ServiceNow[] {
  const known = new Set(bundle.services.map(({ name }) => name));
  const { outlives } = serviceActions;
  return up.filter(({ name }) => !known.has(name) && outlives.some((start) => name.startsWith(start)));
}

/** Actions for daemons that can wait until the daemons restart. */
function later({ serviceActions: { join }, members: nodes }: Running): readonly LeftOut[] {
  const because = `the daemons read a change when they start again; they are restarted only with --allow ${leaveCluster.code}`;
  return join.slice(0, 1).map((action) => ({ action, nodes, because }));
}

/** Stops services first, so that none moves. Services without autostart are started at the end. */
function stopAll(
  { bundle, serviceActions, members, up, idle }: Running,
  { needed }: Needs,
): Pick<Rollout, 'announces' | 'stopsAll' | 'before' | 'actions'> {
  const { pause, enable, leave, join, keepDisabled, disable, thaw, freeze, untilSettled } = serviceActions;
  const { keepStopped, stopAgain } = serviceActions;
  const each = (names: readonly string[], ...open: readonly Action[]): readonly Needed[] =>
    names.flatMap((name) => open.map((one) => ({ action: forService(one, name), nodes: members.slice(0, 1) })));
  const known = new Set(bundle.services.map(({ name }) => name));
  // A service that the new configuration lacks has no state there.
  const disabled = idle.filter(({ disabled: is, name }) => is && known.has(name)).map(({ name }) => name);
  const stopped = idle.filter((one) => isHeld(one, bundle, members)).map(({ name }) => name);
  const frozen = [...up, ...idle].filter(({ frozen: is, name }) => is && known.has(name)).map(({ name }) => name);
  const leaving = named(bundle, leave).map((action) => ({ action, nodes: members }));
  // A node alone does not know how far the push came, and a service that is still frozen cannot be enabled.
  const undo = pause.undo && { ...pause.undo, run: [...thaw.run, ...pause.undo.run] };
  const stops = up.flatMap(({ name }) => each([name], frozen.includes(name) ? { ...pause, undo } : pause));
  const kept = [...each(disabled, keepDisabled), ...each(stopped, keepStopped)];
  const before = [...kept, ...each(frozen, thaw), ...stops, ...inOrder(leaving)];
  // A daemon of the cluster reads its files again when it starts.
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
  const enables = each(
    up.map(({ name }) => name).filter((name) => silent.has(name)),
    enable,
  );
  const asBefore = [
    ...each(
      disabled.filter((name) => !silent.has(name)),
      disable,
    ),
    ...each(stopped, stopAgain),
    ...each(frozen, untilSettled, freeze),
  ];
  return {
    announces: false,
    stopsAll: true,
    before,
    actions: [...before, ...inOrder([...others, ...joining]), ...enables, ...asBefore],
  };
}

/** Stopped by an operator: the cluster would have started it on one of its hosts by now. */
function isHeld({ name, stopped }: IdleService, { services }: Bundle, members: readonly HostName[]): boolean {
  const service = services.find((one) => one.name === name);
  return stopped === true && service?.autostart === true && service.hosts.some((host) => members.includes(host));
}

function named({ actions }: Bundle, ids: readonly Action['id'][]): readonly Action[] {
  return ids.flatMap((id) => actions.filter((action) => action.id === id));
}
