/** Actions of resources, unique by resource, key and node. */
import { actionsWithKey, has, newAction, type Wanted } from './action-store.ts';
import { fenceNode } from './fence-actions.ts';
import type { Action, Cluster, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';
import { Role } from '../input/text.ts';

/** Finds or creates the action of a resource by key and node. */
export function resourceAction(cluster: Cluster, resource: Resource, wanted: Wanted): Action {
  const key = wanted.key ?? `${wanted.task}_${wanted.interval ?? 0}`;
  const action = actionsWithKey(resource, key, wanted.node)[0] ?? newAction(cluster, resource, key, wanted);
  if (isLeftAlone(action)) action.flags |= Is.optional;
  else if (wanted.required === true) action.flags &= ~Is.optional;
  updateRunnable(cluster, action, resource);
  return action;
}

/** True for actions on an unmanaged resource, except its monitors. */
function isLeftAlone({ resource, node, flags, interval }: Action): boolean {
  return resource !== null && node !== null && !has(flags, Is.pseudo) && !resource.is.managed && interval === 0;
}

/** A pseudo action of a group or clone. `runnable` is only ever set, never cleared. */
export function collectivePoint(cluster: Cluster, resource: Resource, wanted: Wanted, runnable: boolean): Action {
  const action = resourceAction(cluster, resource, wanted);
  action.flags |= Is.pseudo | (runnable ? Is.runnable : 0);
  return action;
}

/** Determines if an action is runnable. An unrunnable stop leads to fencing. */
function updateRunnable(cluster: Cluster, action: Action, resource: Resource): void {
  const { node } = action;
  if (has(action.flags, Is.pseudo)) return;
  if (node === null) action.flags &= ~Is.runnable;
  else if (action.task !== 'lrm_delete' && !node.online) {
    action.flags &= ~Is.runnable;
    if (resource.is.managed && action.task === 'stop' && !node.unclean) fenceNode(cluster, node, 'stop is unrunnable');
  } else if (action.task !== 'lrm_delete' && node.pending) action.flags &= ~Is.runnable;
  else if (action.needs === 'nothing') {
    action.reason = null;
    action.flags |= Is.runnable;
  } else updateForQuorum(cluster, action, resource);
}

function updateForQuorum(cluster: Cluster, action: Action, resource: Resource): void {
  const policy = effectivePolicy(cluster, resource);
  if (policy === 'stop') {
    action.flags &= ~Is.runnable;
    action.reason = 'no quorum';
  } else if (policy === 'freeze') {
    if (isActive(resource, true) && resource.nextRole <= resource.role) return;
    action.flags &= ~Is.runnable;
    action.reason = 'quorum freeze';
  } else action.flags |= Is.runnable;
}

function effectivePolicy({ quorate, options }: Cluster, resource: Resource): string {
  if (quorate) return 'ignore';
  if (options.quorumPolicy !== 'demote') return options.quorumPolicy;
  if (resource.role !== Role.promoted && resource.role !== Role.unpromoted) return 'stop';
  if (resource.nextRole > Role.unpromoted) resource.nextRole = Role.unpromoted;
  return 'ignore';
}

/** True if a resource is active. For collectives, `all` selects all or any of the members. */
export function isActive(resource: Resource, all: boolean): boolean {
  if (resource.kind === 'primitive')
    return resource.runningOn.some(({ unclean, online }) => unclean || online || !resource.is.managed);
  const members = resource.children.map((child) => isActive(child, all));
  return all ? members.length > 0 && members.every(Boolean) : members.some(Boolean);
}
