/** Blocks actions of resources whose mandatory colocation cannot be met. */
import type { Action, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';
import { INFINITY, Role } from '../input/text.ts';
import { topOf } from '../input/tree.ts';
import { has, newestAction, setReason } from './action-store.ts';

/** Blocks dependents of a resource that cannot start or be promoted. `update` is called for each changed action. */
export function blockDependents(action: Action, update: Update): void {
  if (
    has(action.flags, Is.runnable) ||
    (action.task !== 'start' && action.task !== 'promote') ||
    action.resource === null
  )
    return;
  const top = topOf(action.resource);
  const possible = top.children.some((child) => {
    const own = newestAction(child, action.task);
    return own === undefined || has(own.flags, Is.runnable);
  });
  if (top.withThis.length === 0 || possible) return;
  for (const { score, primaryRole, dependentRole, dependent } of top.withThis) {
    if (score < INFINITY || (action.task === 'promote' && primaryRole !== Role.promoted)) continue;
    const task = dependentRole === Role.promoted ? 'promote' : 'start';
    blockTask(dependent, { task, because: action.resource, update });
  }
}

type Update = (action: Action) => void;
type Block = { readonly task: string; readonly because: Resource; readonly update: Update };

function blockTask(resource: Resource, block: Block): void {
  const { task, because, update } = block;
  for (const action of resource.actions.toReversed()) {
    if (!has(action.flags, Is.runnable) || action.task !== task) continue;
    action.flags &= ~Is.runnable;
    setReason(action, `colocation with ${because.id}`, false);
    blockDependents(action, update);
    update(action);
  }
  for (const child of resource.children) blockTask(child, block);
}
