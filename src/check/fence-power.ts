/** Whether a fence method leaves the node without power at some moment: what fencing means. */
import { familyOf } from '../catalogue/fence.ts';
import { defineDiagnostic, keyAt, valueAt } from '../diag/diagnostic.ts';
import type { FenceDevice, FenceMethod, FenceUse, Model } from '../model/model.ts';
import type { Check } from './check.ts';

export const neverOff = defineDiagnostic<{ host: string; method: string }>({
  code: 'fence/never-off',
  severity: 'error',
  message: (f) => `method ${f.method} only switches on: it would report success, and ${f.host} was never off`,
  help: () => 'write action: reboot, or off before on',
  explain:
    'A method succeeds when all its devices say so. A node that counts as fenced and still runs writes to disks that others took over. fenced(8).',
});

export const dualFeed = defineDiagnostic<{ host: string; method: string; outlets: readonly string[] }>({
  code: 'fence/dual-feed',
  severity: 'error',
  message: (f) => `${f.host}: method ${f.method} never has all of ${f.outlets.join(' and ')} off at the same time`,
  help: () => 'switch all outlets off before the first one is switched on: off, off, on, on',
  explain:
    'A node with two power supplies runs on through two reboots of one outlet each, and fencing reports success. ' +
    'Outlets that stay off are fine: so does the node. RHEL 6 Fence Configuration Guide, dual power supplies.',
});

type Step = { readonly use: FenceUse; readonly device: FenceDevice };

function* everyMethodSwitchesOff(model: Model) {
  const devices = new Map(model.fenceDevices.map((device) => [device.name, device]));
  for (const { name: host, fence } of model.hosts) {
    for (const method of fence) {
      const steps = stepsOf(method, devices);
      const outlets = [...new Set(steps.filter(isOutlet).map(outletOf))];
      const facts = { host, method: method.name };
      if (steps.length > 0 && steps.every(({ use }) => use.action === 'on')) {
        yield neverOff(valueAt([...method.at, 'devices', 0, 'action']), facts);
      } else if (!losesPower(steps, outlets)) yield dualFeed(keyAt([...method.at, 'devices']), { ...facts, outlets });
    }
  }
}

function stepsOf({ uses }: FenceMethod, devices: ReadonlyMap<string, FenceDevice>): readonly Step[] {
  return uses.flatMap((use) => {
    const device = devices.get(use.device);
    return device === undefined ? [] : [{ use, device }];
  });
}

/** A device without plugs is the board of the node: it switches the node, however many power supplies that has. */
function isOutlet({ device }: Step): boolean {
  return familyOf(device.agent).plug === 'required';
}

function outletOf({ use, device }: Step): string {
  return use.plug === null ? device.name : `${device.name} plug ${use.plug}`;
}

/** Plays the steps in order: is there a moment when the board, or every outlet, is off? */
function losesPower(steps: readonly Step[], outlets: readonly string[]): boolean {
  const off = new Set<string>();
  return (
    steps.length === 0 ||
    steps.some((step) => {
      const outlet = outletOf(step);
      if (!isOutlet(step)) return step.use.action !== 'on';
      if (step.use.action !== 'on') off.add(outlet);
      const isOff = off.size === outlets.length;
      if (step.use.action !== 'off') off.delete(outlet);
      return isOff;
    })
  );
}

export const fencePowerChecks: readonly Check[] = [everyMethodSwitchesOff];
