/** The actions of this stack, in the order of Red Hat's Cluster Administration guide. */
import type { CmanModel } from '../options.ts';
import type { Action } from '../../../bundle/action.ts';
import { lunsAreThere } from '../../../emit/storage/iscsi-actions.ts';
import { multipathActions } from '../../../emit/storage/multipath-actions.ts';
import { announcement } from './announce.ts';
import { daemons } from './daemons.ts';
import { leaving } from './service-actions.ts';
import { storage } from './storage.ts';
import { restarts } from './vms.ts';

/** Storage comes first, so that services find their disks; then cluster.conf is announced. */
export function* actions(model: CmanModel): Iterable<Action> {
  const multipath = [...multipathActions(model)];
  const disks = [...lunsAreThere(model), ...multipath.map(({ id }) => id)];
  yield* multipath;
  const made = [...storage(model, disks)];
  yield* made;
  const announce = announcement(model, [...disks, ...made.map(({ id }) => id)]);
  yield announce;
  yield* daemons(model, { announce: announce.id, disks, made: made.map(({ id }) => id) });
  yield* restarts(model, announce.id);
  yield* leaving(model);
}
