/** Live migration: two operations replace a stop and a start. */
import { resourceAction } from './actions.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { orderTasks } from '../constraints/order.ts';

/** Schedules a live migration. Stop and start remain as a fallback. */
export function migrate(cluster: Cluster, resource: Resource, from: Node): void {
  const target = resource.assigned;
  const start = resourceAction(cluster, resource, { task: 'start', node: target });
  const stop = resourceAction(cluster, resource, { task: 'stop', node: from });
  const half = resource.partialMigration !== null;
  const to = half ? null : resourceAction(cluster, resource, { task: 'migrate_to', node: from });
  const arrive = resourceAction(cluster, resource, { task: 'migrate_from', node: target });
  for (const action of [start, stop, arrive]) action.flags |= Is.migratable;
  if (to !== null) to.flags |= Is.migratable;
  start.flags |= Is.pseudo;
  const order = (first: string, later: string, flags: number) =>
    orderTasks(cluster, [resource, first], [resource, later], flags);
  order('monitor', half ? 'migrate_from' : 'migrate_to', Before.optional);
  if (!half) order('migrate_to', 'migrate_from', Before.optional | Before.impliesFirstMigratable);
  order('migrate_from', 'stop', Before.optional | Before.impliesFirstMigratable);
  order('migrate_from', 'start', Before.optional | Before.impliesFirstMigratable | Before.pseudoFirst);
}
