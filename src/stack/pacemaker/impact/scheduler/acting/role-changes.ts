/** Operations that change a primitive's role and node. */
import { activeCount, activeNode } from '../input/active.ts';
import { actionsOn, has, orderActions } from './action-store.ts';
import { resourceAction } from './actions.ts';
import { cleanUp } from '../history/changes.ts';
import { fenceAction, orderAfterUnfencing } from './fence-actions.ts';
import { migrate } from './migrate.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { addRecurring } from './recurring.ts';
import { Role } from '../input/text.ts';

export function addPrimitiveActions(cluster: Cluster, resource: Resource): void {
  const { is } = resource;
  if (resource.nextRole === Role.unknown) resource.nextRole = resource.assigned === null ? Role.stopped : Role.started;
  const current = activeNode(resource);
  for (const source of resource.danglingMigrations.toReversed()) abortMigration(cluster, resource, source);
  const moving =
    current !== null &&
    resource.assigned !== null &&
    current !== resource.assigned &&
    resource.nextRole >= Role.started;
  let live = moving && canMigrate(resource, current);
  let restart = moving;
  if (!continuesMigration(resource, current, live)) {
    if (resource.partialMigration !== null) {
      restart = true;
      live = false;
      resource.partialMigration = null;
    } else if (handleSeveral(resource)) restart = true;
  } else is.stopUnexpected = false;
  if (is.startPending) resourceAction(cluster, resource, { task: 'start', node: resource.assigned }).flags |= Is.shown;
  let promoteAgain = false;
  if (moving) {
    // Only for resources that stay on their node.
  } else if (is.failed) {
    if (is.stopAfterFailure) restart = true;
    else if (resource.nextRole === Role.promoted) promoteAgain = true;
  } else if (is.blocked) restart = true;
  else if (resource.role > Role.started && current !== null && resource.assigned !== null) {
    const start = resourceAction(cluster, resource, { task: 'start', node: resource.assigned });
    if (!has(start.flags, Is.optional)) restart = true;
  }
  downAndUp(cluster, resource, { restart, promoteAgain });
  toNextRole(cluster, resource);
  addRecurring(cluster, resource);
  if (live && current !== null) migrate(cluster, resource, current);
}

function abortMigration(cluster: Cluster, resource: Resource, source: Node): void {
  resourceAction(cluster, resource, { task: 'stop', node: source, required: true }).flags |= Is.dangling;
  if (cluster.options.removeAfterStop) cleanUp(cluster, resource, source, false);
}

function canMigrate({ is, assigned }: Resource, current: Node): boolean {
  if (!is.allowMigrate || !is.managed || is.failed || is.startPending) return false;
  return !current.unclean && assigned !== null && !assigned.unclean;
}

function continuesMigration(resource: Resource, current: Node | null, live: boolean): boolean {
  const { partialMigration, assigned } = resource;
  if (partialMigration === null || !live || activeCount(resource, false) !== 2) return false;
  return current === partialMigration.source && assigned === partialMigration.target;
}

/** True if multiple-active requires a stop. */
function handleSeveral(resource: Resource): boolean {
  const several = activeCount(resource, !resource.is.needsFencing) > 1;
  resource.is.stopUnexpected = several && resource.recovery === 'stop_unexpected';
  return several && (resource.recovery === 'stop_start' || resource.recovery === 'stop_unexpected');
}

type Steps = { readonly restart: boolean; readonly promoteAgain: boolean };

/** Stops and starts the resource in its present role. Required only for a restart, else an anchor for orders. */
function downAndUp(cluster: Cluster, resource: Resource, { restart, promoteAgain }: Steps): void {
  const { is } = resource;
  is.restarting = true;
  let role: Role = resource.role;
  while (role !== Role.stopped) {
    const next: Role = role === Role.promoted ? Role.unpromoted : Role.stopped;
    if (next === Role.stopped) stop(cluster, resource, !restart);
    else demote(cluster, resource, !restart);
    role = next;
  }
  while (resource.role <= resource.nextRole && role !== resource.role && !is.blocked) {
    const next = nextUp(role, resource.role);
    const required = restart || (next === Role.promoted && promoteAgain);
    if (!stepUp(cluster, resource, [role, next], !required)) break;
    role = next;
  }
  is.restarting = false;
}

function nextUp(role: Role, target: Role): Role {
  if (role === Role.stopped) return target >= Role.unpromoted ? Role.unpromoted : target;
  return target;
}

/** Schedules a role change. Returns false if no operation does that. */
function stepUp(cluster: Cluster, resource: Resource, [from, to]: readonly [Role, Role], optional: boolean): boolean {
  if (from === to) return false;
  if (from === Role.stopped && to > Role.stopped) start(cluster, resource, resource.assigned, optional);
  else if (to === Role.promoted) promote(cluster, resource, resource.assigned, optional);
  else return false;
  return true;
}

function toNextRole(cluster: Cluster, resource: Resource): void {
  let role: Role = resource.role === Role.unknown ? Role.stopped : resource.role;
  while (role !== resource.nextRole) {
    const next = nextRole(role, resource.nextRole);
    if (next < role || (role === Role.unpromoted && next === Role.stopped)) {
      if (role === Role.promoted) demote(cluster, resource, false);
      else stop(cluster, resource, false);
    } else if (role === Role.started && next === Role.unpromoted) return;
    else if (!stepUp(cluster, resource, [role, next], false)) return;
    role = next;
  }
}

function nextRole(role: Role, target: Role): Role {
  switch (role) {
    case Role.unknown:
      return Role.stopped;
    case Role.stopped:
      return target >= Role.unpromoted ? Role.unpromoted : target === Role.started ? Role.started : Role.stopped;
    case Role.started:
      return target === Role.unknown ? Role.stopped : target;
    case Role.unpromoted:
      return target >= Role.unpromoted ? target : Role.stopped;
    case Role.promoted:
      return target === Role.promoted ? target : Role.unpromoted;
  }
}

/** True for the node where a resource that is active on several may stay. */
function isExpected({ is, nextRole: next, assigned }: Resource, node: Node | null): boolean {
  return is.stopUnexpected && is.restarting && next > Role.stopped && node !== null && assigned === node;
}

function stop(cluster: Cluster, resource: Resource, optionalStop: boolean): void {
  let optional = optionalStop;
  const { is } = resource;
  for (const node of resource.runningOn) {
    if (isExpected(resource, node)) continue;
    if (resource.partialMigration !== null) {
      if (node === resource.partialMigration.target && node === resource.assigned) continue;
      optional = false;
    }
    const action = resourceAction(cluster, resource, { task: 'stop', node, required: !optional });
    if (resource.assigned === null) action.reason = 'node availability';
    else if (is.restarting && is.stopUnexpected) action.reason = 'being multiply active';
    if (!is.managed) action.flags &= ~Is.runnable;
    if (cluster.options.removeAfterStop) cleanUp(cluster, resource, node, optional);
    if (is.needsUnfencing) orderActions(action, fenceAction(cluster, node, { operation: 'on' }), Before.impliesFirst);
  }
}

function start(cluster: Cluster, resource: Resource, node: Node | null, optional: boolean): void {
  const action = resourceAction(cluster, resource, { task: 'start', node });
  if (node !== null) orderAfterUnfencing(cluster, resource, node, action, Before.impliesThen);
  if (has(action.flags, Is.runnable) && !optional) action.flags &= ~Is.optional;
  if (isExpected(resource, node)) action.flags |= Is.pseudo;
}

function promote(cluster: Cluster, resource: Resource, node: Node | null, optional: boolean): void {
  const runnable = actionsOn(resource, 'start_0', node).every(({ flags }) => has(flags, Is.runnable));
  if (runnable) {
    const action = resourceAction(cluster, resource, { task: 'promote', node, required: !optional });
    if (isExpected(resource, node)) action.flags |= Is.pseudo;
  } else for (const action of actionsOn(resource, 'promote_0', node)) action.flags &= ~Is.runnable;
}

function demote(cluster: Cluster, resource: Resource, optional: boolean): void {
  for (const node of resource.runningOn)
    if (!isExpected(resource, node)) resourceAction(cluster, resource, { task: 'demote', node, required: !optional });
}
