/** A summary of the actions on each resource and node, in the words of crm_simulate. */
import { activeNode } from '../input/active.ts';
import { actionsWithKey, has } from '../acting/action-store.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';
import { Role } from '../input/text.ts';

export type Change =
  | 'start'
  | 'stop'
  | 'restart'
  | 'recover'
  | 'move'
  | 'migrate'
  | 'reload'
  | 'promote'
  | 'demote'
  | 're-promote';

export type ResourceAction = {
  readonly action: Change;
  readonly resource: string;
  /** For a start or stop. */
  readonly node?: string;
  readonly source?: string;
  readonly dest?: string;
  readonly role?: string;
  readonly 'next-role'?: string;
  readonly reason?: string;
  readonly blocked?: 'true';
};

/** `Fence (reboot)`, `Fence (on)`, `Shutdown`. */
export type NodeAction = { readonly task: string; readonly node: string; readonly reason: string | null };

/** Fencing and shutdown of nodes, the newest first. */
export function nodeActions({ actions }: Cluster): readonly NodeAction[] {
  return actions.toReversed().flatMap(({ resource, flags, task, fencing, node, reason }) => {
    if (resource !== null || has(flags, Is.optional)) return [];
    if (task !== 'do_shutdown' && task !== 'stonith') return [];
    return [{ task: task === 'stonith' ? `Fence (${fencing})` : 'Shutdown', node: node?.name ?? '', reason }];
  });
}

export function resourceActions({ resources }: Cluster): readonly ResourceAction[] {
  return resources.flatMap(actionsOf);
}

function actionsOf(resource: Resource): readonly ResourceAction[] {
  if (resource.children.length > 0) return resource.children.flatMap(actionsOf);
  const current = resource.runningOn.length === 0 ? null : activeNode(resource);
  if (resource.runningOn.length > 0 && resource.role === Role.stopped) resource.role = Role.started;
  if (resource.kind !== 'primitive' || (current === null && resource.is.orphan)) return [];
  return describe(resource, current, resource.assigned);
}

type Seen = {
  readonly resource: Resource;
  readonly current: Node | null;
  readonly next: Node | null;
  readonly start: Action | undefined;
  readonly stop: Action | undefined;
  readonly promote: Action | undefined;
  readonly demote: Action | undefined;
  readonly moving: boolean;
};

function describe(resource: Resource, current: Node | null, next: Node | null): readonly ResourceAction[] {
  if (!resource.is.managed || (current === null && next === null)) return [];
  const first = (key: string, node: Node | null) => actionsWithKey(resource, key, node)[0];
  const start = first('start_0', next);
  const canStart = start !== undefined && has(start.flags, Is.runnable);
  const stop = first('stop_0', canStart ? current : null);
  const anyStop = stop ?? (resource.is.stopUnexpected ? first('stop_0', null) : undefined);
  const seen: Seen = {
    resource,
    current,
    next,
    start,
    stop: anyStop,
    promote: first('promote_0', next),
    demote: first('demote_0', next),
    moving: current !== null && next !== null && current !== next,
  };
  return resource.role === resource.nextRole ? sameRole(seen) : otherRole(seen);
}

const isOptional = (action: Action | undefined): boolean => action === undefined || has(action.flags, Is.optional);

function sameRole(seen: Seen): readonly ResourceAction[] {
  const { resource, current, next, start, stop, promote, demote, moving } = seen;
  if (next === null) return [];
  const arrive = actionsWithKey(resource, 'migrate_from_0', next)[0];
  if (arrive !== undefined && current !== null && has(arrive.flags, Is.runnable)) return one(seen, 'migrate', start);
  if (resource.is.reload) return one(seen, 'reload', start);
  if (start === undefined || isOptional(start))
    return isOptional(demote) || isOptional(promote) ? [] : one(seen, 're-promote', promote, demote);
  if (!has(start.flags, Is.runnable))
    return one({ ...seen, next: null }, 'stop', stop, stop?.reason == null ? start : stop);
  if (moving) return one(seen, resource.is.failed ? 'recover' : 'move', stop);
  if (resource.is.failed) return one({ ...seen, next: null }, 'recover', stop);
  return one(seen, 'restart', start);
}

function otherRole(seen: Seen): readonly ResourceAction[] {
  const { resource, start, stop, promote, demote, moving } = seen;
  const { is, role, nextRole } = resource;
  if (stop !== undefined && (nextRole === Role.stopped || (start !== undefined && !has(start.flags, Is.runnable))))
    return resource.runningOn.flatMap((node) => {
      const own = actionsWithKey(resource, 'stop_0', node)[0];
      return one({ ...seen, current: node, next: null }, 'stop', own, own?.reason == null ? start : own);
    });
  if (stop !== undefined && is.failed && is.stopAfterFailure) return one(seen, 'recover', stop, start);
  if (moving) return one(seen, 'move', stop);
  if (is.reload) return one(seen, 'reload', start);
  if (!isOptional(stop)) return one(seen, 'restart', start);
  if (role === Role.promoted) return one(seen, 'demote', demote);
  if (nextRole === Role.promoted) return one(seen, 'promote', promote);
  return role === Role.stopped && nextRole > Role.stopped ? one(seen, 'start', start) : [];
}

/** One line of the summary. `source` gives the reason; the action shows if it is blocked. */
function one(
  { resource, current, next }: Seen,
  change: Change,
  action: Action | undefined,
  source: Action | undefined = action,
): readonly ResourceAction[] {
  const blocked = action !== undefined && !has(action.flags, Is.runnable);
  return [
    {
      action: change,
      resource: resource.id,
      ...placesOf(resource, current, next),
      ...(source?.reason == null ? {} : { reason: source.reason }),
      ...(blocked ? { blocked: 'true' as const } : {}),
    },
  ];
}

const NAMES = ['Unknown', 'Stopped', 'Started', 'Unpromoted', 'Promoted'];

/** Includes roles for promotable resources only. */
function placesOf({ role, nextRole }: Resource, current: Node | null, next: Node | null): Partial<ResourceAction> {
  const roles = role > Role.started || nextRole > Role.unpromoted;
  const [now, later] = [NAMES[role] ?? '', NAMES[nextRole] ?? ''];
  if (current === null)
    return next === null ? {} : roles ? { role: now, 'next-role': later, dest: next.name } : { node: next.name };
  if (next === null) return roles ? { role: now, node: current.name } : { node: current.name };
  const sameRole = role === nextRole;
  const dest = current === next ? {} : { dest: next.name };
  if (sameRole) return { ...(roles ? { role: now } : {}), source: current.name, ...dest };
  return { role: now, 'next-role': later, source: current.name, ...dest };
}
