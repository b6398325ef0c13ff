/**
 * A guest whose definition has changed keeps running with the old one until it is stopped and started. Source of vm.sh.
 */
import type { ActionId } from '../../../base/brand.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import { asking, atMost, command, quiet } from '../../../emit/actions.ts';
import { restartOf } from '../../../emit/guest/domain-xml.ts';
import { START_RGMANAGER } from './ids.ts';
import type { Vm, Model } from '../../../model/model.ts';

export function* restarts({ vms }: Model, announce: ActionId): Iterable<Action> {
  for (const vm of vms) yield restart(vm, announce);
}

/** clusvcadm(8), -R: on the node where it runs, whichever node is asked. */
function restart(vm: Vm, announce: ActionId): Action {
  const run = [command('clusvcadm', '-R', `vm:${vm.name}`)];
  const runs = started(`vm:${vm.name}`);
  return quiet({
    id: restartOf(vm),
    scope: 'once',
    when: ['changed'],
    given: runs,
    disruption: 'restart-vm',
    allow: 'push/restart-vm',
    reason: `${vm.name} keeps its old definition until it is stopped and started again`,
    worstCase: atMost(240, 'vm.sh waits 120 s for the guest to shut down, then destroys it; then it boots'),
    run,
    probe: runs,
    undo: { when: 'after-files', run, attended: true },
    after: [announce, START_RGMANAGER],
  });
}

/** By `clustat -x`, which does not truncate names; clustat.c. */
function started(name: string): Probe {
  return asking(command('clustat', '-x'), { some: 'group', with: { name, state_str: 'started' } });
}
