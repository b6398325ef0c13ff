/** Guests that libvirt would start, restart or keep running without rgmanager. */
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, valueAt } from '../../../diag/diagnostic.ts';
import type { Model } from '../../../model/model.ts';

export const doubleStart = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'libvirt/double-start',
  severity: 'warning',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'rgmanager decides where and when a guest starts. What libvirt does on its own hides a failure from it, or causes a needless failover.',
});

function* recoveryIsRgmanagers({ vms }: Model) {
  for (const { name, at, recovery, onCrash, onReboot, onPoweroff } of vms) {
    if (onCrash.endsWith('restart') && recovery !== 'restart')
      yield doubleStart(valueAt([...at, 'on_crash']), {
        problem: `libvirt restarts ${name} when it crashes, so that rgmanager never gets to recovery ${recovery}`,
        cure: 'write on_crash: destroy',
      });
    if (onReboot === 'destroy')
      yield doubleStart(valueAt([...at, 'on_reboot']), {
        problem: `a reboot of ${name} is a failure to rgmanager`,
        cure: 'write on_reboot: restart',
      });
    if (onPoweroff !== 'destroy')
      yield doubleStart(valueAt([...at, 'on_poweroff']), {
        problem: `${name} cannot be stopped: libvirt does ${onPoweroff} when it switches itself off`,
        cure: 'write on_poweroff: destroy',
      });
  }
}

export const guestRecoveryChecks: readonly Check[] = [recoveryIsRgmanagers];
