/** Whether a fence method leaves the node without power or disks at some moment, which is what fencing means. */
import { familyOf } from '../../catalogue/fence.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { FenceMethod, Host, Model } from '../../model/model.ts';
import type { Check } from '../check.ts';
import { classOf, endpointOf, usesOf, type Use } from './uses.ts';

export const neverOff = defineDiagnostic<{ host: string; method: string; disks: 'kept' | 'none' }>({
  code: 'fence/never-off',
  severity: 'error',
  message: (f) =>
    f.disks === 'kept'
      ? `method ${f.method} leaves a path to the disks open: it would report success while ${f.host} still writes`
      : `method ${f.method} only switches on: it would report success although ${f.host} was never off`,
  help: (f) =>
    f.disks === 'kept' ? 'write action: off alone; unfence switches on' : 'write action: reboot, or off before on',
  explain:
    'A method succeeds when all its devices say so. A node that counts as fenced and still runs writes to disks that others took over. fenced(8).',
});

export const dualFeed = defineDiagnostic<{ host: string; methods: readonly string[]; outlets: readonly string[] }>({
  code: 'fence/dual-feed',
  severity: 'error',
  message: (f) =>
    f.methods.length > 1
      ? `${f.host}: the methods ${f.methods.join(' and ')} switch one feed each, ${f.outlets.join(' and ')}: the other one keeps it on`
      : `${f.host}: method ${f.methods.join('')} never has all of ${f.outlets.join(' and ')} off at the same time`,
  help: () => 'name all outlets as feeds of one method: they are switched off, off, on, on',
  explain:
    'A node with two power supplies runs on through two reboots of one outlet each, and fencing reports success. ' +
    'Outlets that stay off are fine: so does the node. RHEL 6 Fence Configuration Guide, dual power supplies.',
});

type Method = { readonly method: FenceMethod; readonly steps: readonly Use[] };

function methodsOf(model: Model, host: Host): readonly Method[] {
  const steps = new Map(usesOf(model, [host]).map((step) => [step.use, step]));
  return host.fence.map((method) => ({ method, steps: method.uses.flatMap((use) => steps.get(use) ?? []) }));
}

function* everyMethodSwitchesOff(model: Model) {
  for (const host of model.hosts) {
    for (const { method, steps } of methodsOf(model, host)) {
      const power = steps.filter(isPower);
      const storage = steps.filter(({ use }) => classOf(use) === 'storage');
      const outlets = outletsOf(power);
      const facts = { host: host.name, method: method.name };
      if (power.length + storage.length === 0 || losesPower(power, outlets) || staysCutOff(storage)) continue;
      if (power.length === 0) yield neverOff(keyAt(method.at), { ...facts, disks: 'kept' });
      else if (power.every(({ use }) => use.action === 'on'))
        yield neverOff(valueAt([...method.at, 'devices', 0, 'action']), { ...facts, disks: 'none' });
      else yield dualFeed(keyAt([...method.at, 'devices']), { host: host.name, methods: [method.name], outlets });
    }
  }
}

function isPower({ use }: Use): boolean {
  return !['storage', 'notice'].includes(classOf(use));
}

/** Is it an outlet? A device without outlets is the board or chassis of the node, and switches all of its power supplies. */
function isOutlet({ device }: Use): boolean {
  return familyOf(device.agent).outlets;
}

function outletsOf(steps: readonly Use[]): readonly string[] {
  return [...new Set(steps.filter(isOutlet).map(outletOf))];
}

function outletOf(step: Use): string {
  const { use, device } = step;
  return use.plug === null ? device.name : `${device.name} plug ${use.plug}`;
}

/** Simulates the steps: is there a moment when the board, or every outlet, is off? */
function losesPower(steps: readonly Use[], outlets: readonly string[]): boolean {
  const off = new Set<string>();
  return steps.some((step) => {
    const outlet = outletOf(step);
    if (!isOutlet(step)) return step.use.action !== 'on';
    if (step.use.action !== 'on') off.add(outlet);
    const isOff = off.size === outlets.length;
    if (step.use.action !== 'off') off.delete(outlet);
    return isOff;
  });
}

/** A node that keeps its power must not regain its disks before it restarts. */
function staysCutOff(steps: readonly Use[]): boolean {
  const last = new Map(steps.map((step) => [outletOf(step), step.use.action]));
  return last.size > 0 && [...last.values()].every((action) => action !== 'on');
}

/** Two methods that switch different outlets of a node: each leaves the other feed on. */
function* feedsAreInOneMethod(model: Model) {
  for (const host of model.hosts) {
    const strips = methodsOf(model, host).filter(({ steps }) => steps.length > 0 && steps.every(isOutlet));
    const [first, ...others] = strips.map(({ method, steps }) => ({
      method,
      steps,
      ends: new Set(steps.map(endpointOf)),
    }));
    const other = others.find(
      ({ ends }) => first !== undefined && !covers(ends, first.ends) && !covers(first.ends, ends),
    );
    if (first === undefined || other === undefined) continue;
    const related = [{ at: keyAt(first.method.at), message: 'the other feed is here' }];
    const methods = [first.method.name, other.method.name];
    const outlets = outletsOf([...first.steps, ...other.steps]);
    yield dualFeed(keyAt(other.method.at), { host: host.name, methods, outlets }, related);
  }
}

function covers(all: ReadonlySet<unknown>, some: ReadonlySet<unknown>): boolean {
  return [...some].every((one) => all.has(one));
}

export const fencePowerChecks: readonly Check[] = [everyMethodSwitchesOff, feedsAreInOneMethod];
