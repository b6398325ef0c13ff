/** The action of a group or clone that counts as the end of another one of its actions. */
import { own } from '../../../../../base/json.ts';
import type { Action } from '../input/model.ts';
import { isInside } from '../input/tree.ts';
import { newestWithKey } from './action-store.ts';

const COMPLETED: { readonly [task: string]: string } = {
  stop: 'stopped',
  start: 'running',
  notify: 'notified',
  promote: 'promoted',
  demote: 'demoted',
};

/** The effective earlier action. Actions after the start of a collective wait until it runs and its notifications are done. */
export function remapped(first: Action, { resource: other }: Action): Action {
  const { resource } = first;
  if (
    resource === null ||
    other === null ||
    resource === other ||
    isInside(other, resource) ||
    resource.kind === 'primitive'
  )
    return first;
  if (first.key.includes('notify') || first.interval > 0) return first;
  const done = own(COMPLETED, first.task) ?? (Object.values(COMPLETED).includes(first.task) ? first.task : undefined);
  if (done === undefined) return first;
  const key = resource.is.notify && resource.parent === null ? `confirmed-post_notify_${done}_0` : `${done}_0`;
  return newestWithKey(resource, key) ?? first;
}
