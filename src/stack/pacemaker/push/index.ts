/** The actions of this stack on nodes. */
import { own as entry } from '../../../base/json.ts';
import type { Action } from '../../../bundle/action.ts';
import { atMost, command, QUIET, quiet } from '../../../emit/actions.ts';
import { restartOf } from '../../../emit/guest/domain-xml.ts';
import { lunsAreThere } from '../../../emit/storage/iscsi-actions.ts';
import { multipathActions } from '../../../emit/storage/multipath-actions.ts';
import type { Vm } from '../../../model/model.ts';
import { bootOrder } from '../emit/boot-order.ts';
import type { PacemakerModel } from '../options.ts';
import { corosyncActions } from './corosync.ts';
import { crmMon, isUp } from './crm-mon.ts';
import { daemons } from './daemons.ts';
import { DAEMON_RELOAD } from './ids.ts';
import { deviceActions } from './quorum-device.ts';
import { sbdActions } from './sbd.ts';
import { storage } from './storage.ts';

export function* actions(model: PacemakerModel): Iterable<Action> {
  const multipath = [...multipathActions(model)];
  const disks = [...lunsAreThere(model), ...multipath.map(({ id }) => id)];
  yield* multipath;
  yield* daemonReload(model);
  yield* storage(model, disks);
  yield* corosyncActions(model);
  const sbd = [...sbdActions(model, disks)];
  yield* sbd;
  yield* daemons(model, [...disks, ...sbd.map(({ id }) => id)]);
  yield* deviceActions(model);
  for (const vm of model.vms) yield restart(vm, model);
}

/** Makes systemd read the boot order, on hosts that have one. */
function* daemonReload(model: PacemakerModel): Iterable<Action> {
  const on = [...bootOrder(model)].flatMap(({ nodes }) => nodes);
  const run = [command('systemctl', 'daemon-reload')];
  if (on.length > 0)
    yield {
      ...QUIET,
      id: DAEMON_RELOAD,
      on,
      when: ['changed'],
      reason: 'systemd reads drop-ins when it is told to; the order counts from the next start on',
      worstCase: atMost(30, 'it takes a second: our choice'),
      run,
      probe: {
        ...command('systemctl', 'show', '--property', 'NeedDaemonReload', 'resource-agents-deps.target'),
        says: [{ row: ['NeedDaemonReload=no'] }],
      },
      undo: { when: 'after-files', run },
    };
}

/** crm_resource(8), --restart: stops the guest, waits, removes its temporary setting, and returns when the start has begun. */
function restart(vm: Vm, { own }: PacemakerModel): Action {
  const times = entry(own.vms, vm.name);
  const most = ((times?.stop ?? 0) + (times?.start ?? 0)) / 1000;
  const run = [command('crm_resource', '--restart', '--timeout', String(Math.ceil(most)), '--resource', vm.name)];
  const runs = crmMon(isUp(vm.name));
  return quiet({
    id: restartOf(vm),
    scope: 'once',
    when: ['changed'],
    given: runs,
    disruption: 'restart-vm',
    allow: 'push/restart-vm',
    reason: `${vm.name} keeps its old definition until it is stopped and started again`,
    worstCase: atMost(most, 'the timeouts of its stop and its start'),
    run,
    probe: runs,
    undo: { when: 'after-files', run, attended: true },
  });
}
