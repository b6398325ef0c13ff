/** Facts of the hosts that guests need: bridges and machine types. */
import { firstNames } from '../../base/names.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import { factsOf } from '../../resolve/facts.ts';
import type { Model, Vm } from '../../model/model.ts';
import { oldestDialect } from '../../platform/platform.ts';
import type { Check } from '../check.ts';
import { hostsWithFacts } from './hosts.ts';
import { hostsOf } from '../vm/vms.ts';

export const bridgeMissing = defineDiagnostic<{ host: string; bridge: string; vms: readonly string[] }>({
  code: 'facts/bridge',
  severity: 'warning',
  acceptable: true,
  message: (f) => `no bridge ${f.bridge} was found on ${f.host}, where ${firstNames(f.vms, SHOWN)} may run`,
  help: (f) => `set ${f.bridge} up on ${f.host} and run clusterc facts again, or take it out of the bridges`,
  explain:
    'A guest whose bridge is missing neither starts on that host nor migrates to it: this shows only when the other host fails.',
});

export const machineType = defineDiagnostic<{ vm: string; machine: string; host: string }>({
  code: 'facts/machine-type',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm}: libvirt on ${f.host} does not know the machine ${f.machine}`,
  help: (f) => `update ${f.host} and run clusterc facts again, or write a machine that all its hosts know`,
  explain:
    'qemu refuses to start a guest whose machine type it does not have, and to take one over. virsh capabilities lists what a host has.',
});

const SHOWN = 3;

/** Bridges of the site that a guest may need on the host. */
function* bridgesAreThere(model: Model) {
  for (const { host, facts } of hostsWithFacts(model)) {
    for (const [index, bridge] of host.bridges.entries()) {
      const users = model.vms.filter(
        (vm) => vm.runOn.includes(host.name) && vm.nics.some((nic) => nic.bridge === bridge),
      );
      if (facts.bridges?.includes(bridge) !== false || users.length === 0) continue;
      const related = [{ at: keyAt([...facts.at, 'bridges']), message: 'those that were found are here' }];
      const names = users.map(({ name }) => name);
      yield bridgeMissing(valueAt([...host.at, 'bridges', index]), { host: host.name, bridge, vms: names }, related);
    }
  }
}

function* machineTypesAreKnown(model: Model) {
  for (const vm of model.vms) {
    const machine = machineOf(vm, model);
    const lacking = hostsOf(vm, model.hosts).find((host) => {
      const machines = factsOf(host, model)?.machines;
      return machine !== undefined && machines?.includes(machine) === false;
    });
    if (machine === undefined || lacking === undefined) continue;
    const related = [
      { at: keyAt(['facts', lacking.name, 'libvirt', 'machines']), message: 'those that it knows are here' },
    ];
    yield machineType(valueAt([...vm.at, 'machine']), { vm: vm.name, machine, host: lacking.name }, related);
  }
}

/** The machine type in the domain: that of the oldest host where it may run. */
function machineOf(vm: Vm, { hosts }: Model): string | undefined {
  const platforms = hostsOf(vm, hosts).map(({ platform }) => platform);
  return vm.machine ?? (platforms.length === 0 ? undefined : oldestDialect(platforms).machine);
}

export const factsGuestChecks: readonly Check[] = [bridgesAreThere, machineTypesAreKnown];
