/** Orders between actions that need not exist yet, and their equivalents for live migrations. */
import type { Action, Cluster, End, Order, Resource } from '../input/model.ts';
import { Before } from '../input/marks.ts';
import { isInside } from '../input/tree.ts';

type Task = readonly [resource: Resource, task: string];

/** Orders a task of one resource before a task of another. */
export function orderTasks(cluster: Cluster, [first, firstTask]: Task, [later, thenTask]: Task, flags: number): void {
  addOrder(cluster, {
    first: { resource: first, task: firstTask, action: null },
    later: { resource: later, task: thenTask, action: null },
    flags,
  });
}

export function endAt(action: Action): End {
  return { resource: action.resource, task: action.task, action };
}

export function addOrder(cluster: Cluster, order: Order): void {
  cluster.orders.push(order);
  addForMigrations(cluster, order);
}

/** Copies orders of a start or stop to the live migration that replaces it. */
function addForMigrations(cluster: Cluster, { first, later }: Order): void {
  const [one, two] = [first.resource, later.resource];
  if (one === null || two === null || one === two || isInside(one, two) || isInside(two, one)) return;
  const [oneMoves, twoMoves] = [one.is.allowMigrate, two.is.allowMigrate];
  if (!oneMoves && !twoMoves) return;
  const alone = oneMoves ? Before.firstNotMigrating : 0;
  const order = (firstTask: string, thenTask: string, flags: number) =>
    orderTasks(cluster, [one, firstTask], [two, thenTask], flags);
  switch (`${first.task} ${later.task}`) {
    case 'start start':
      if (oneMoves && twoMoves) order('migrate_from', 'migrate_to', ORDERED);
      if (twoMoves) order('start', 'migrate_to', ORDERED | alone);
      return;
    case 'stop stop':
      if (!twoMoves) return;
      order('stop', 'migrate_to', ORDERED | alone);
      if (two.partialMigration !== null) order('stop', 'migrate_from', ORDERED | alone);
      return;
    case 'promote start':
      if (twoMoves) order('promote', 'migrate_to', ORDERED);
      return;
    case 'demote stop':
      if (!twoMoves) return;
      order('demote', 'migrate_to', ORDERED);
      if (two.partialMigration !== null) order('demote', 'migrate_from', ORDERED);
      return;
    default:
  }
}

const ORDERED = Before.optional;
