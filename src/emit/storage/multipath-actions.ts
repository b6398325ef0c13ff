/** Activates a changed multipath.conf. */
import type { Action } from '../../bundle/action.ts';
import type { Model } from '../../model/model.ts';
import { atMost, command, isRunning, QUIET, service } from '../actions.ts';
import { RELOAD_MULTIPATHD } from './multipath.ts';
import { lunsAreThere } from './iscsi-actions.ts';

export function* multipathActions(model: Model): Iterable<Action> {
  const hosts = model.targets.filter(({ multipath }) => multipath).flatMap((target) => target.hosts);
  const on = model.hosts.map(({ name }) => name).filter((name) => hosts.includes(name));
  if (on.length > 0) yield { ...reloadMultipathd, on, after: lunsAreThere(model) };
}

/** Makes multipathd read its file again and name LUNs, which LVM looks for. Red Hat's "DM Multipath", 3.1. */
const reloadMultipathd: Action = {
  ...QUIET,
  id: RELOAD_MULTIPATHD,
  when: ['changed'],
  given: isRunning('multipathd'),
  reason: 'multipathd reads multipath.conf when it starts and when it is told to',
  worstCase: atMost(60, 'it takes seconds for some ten LUNs: our choice'),
  run: [service('multipathd', 'reload')],
  probe: command('multipath', '-ll'),
  undo: { when: 'after-files', run: [service('multipathd', 'reload')] },
};
