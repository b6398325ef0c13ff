/** Virtual machines: identity, and whether every host of the failover domain can run them. */
import { distinctSizes } from '../../base/units.ts';
import { defineDiagnostic, keyAt, valueAt, type Related } from '../../diag/diagnostic.ts';
import { factsOf, machineOf, RESERVE } from '../../resolve/facts.ts';
import type { Host, Model, Vm } from '../../model/model.ts';
import { isAmong } from '../../model/reach.ts';
import { volumeDisks } from '../../resolve/vm/disks.ts';
import type { Check } from '../check.ts';

export const identity = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'libvirt/identity',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'libvirt does not see that two guests share a MAC address or a disk; two writers on one volume destroy its file system.',
});

export const parity = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'libvirt/migration-parity',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain: 'The guest would neither start on that host nor migrate to it: this shows only when the other host fails.',
});

export const unreachable = defineDiagnostic<{ vm: string; volume: string; host: string; target: string }>({
  code: 'storage/unreachable',
  severity: 'error',
  message: (f) => `${f.vm} may run on ${f.host}, but ${f.host} does not log in to ${f.target}, where ${f.volume} is`,
  help: (f) => `add ${f.host} to the hosts of target ${f.target}, or take it out of run_on`,
  explain: 'The disk does not exist on that host, so the VM or service cannot start there.',
});

export const overEveryHost = defineDiagnostic<{ vm: string; needBytes: number; largest: string; freeBytes: number }>({
  code: 'capacity/vm-over-every-host',
  severity: 'error',
  acceptable: true,
  message: (f) => {
    const [need, free] = distinctSizes(f.needBytes, f.freeBytes);
    return `${f.vm} needs ${need}, but no host where it may run has that much; ${f.largest} has ${free} for VMs`;
  },
  help: (f) => `lower the memory of ${f.vm}, or add a larger host to run_on`,
  explain: 'The VM could never start. 1 GiB of each host is kept for the host itself: our choice.',
});

export const overOneHost = defineDiagnostic<{ vm: string; needBytes: number; host: string; freeBytes: number }>({
  code: 'capacity/vm-over-host',
  severity: 'error',
  acceptable: true,
  message: (f) => {
    const [need, free] = distinctSizes(f.needBytes, f.freeBytes);
    return `${f.vm} needs ${need}, but ${f.host}, where it may run, has ${free} for VMs`;
  },
  help: (f) => `lower the memory of ${f.vm}, or take ${f.host} out of its run_on`,
  explain:
    'A VM that does not fit on a host of its failover domain is lost in exactly the situation the cluster exists for.',
});

export const cpusOverHost = defineDiagnostic<{ vm: string; cpus: number; host: string; hostCpus: number }>({
  code: 'capacity/vcpus-over-host',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} has ${f.cpus} cpus, but ${f.host}, where it may run, has ${f.hostCpus}`,
  help: (f) => `lower the cpus of ${f.vm}, or take ${f.host} out of its run_on`,
  explain:
    'More virtual processors than real ones make a guest slower: they wait for each other. qemu starts it all the same.',
});

/** The hosts where a VM may run. */
export function hostsOf(vm: Vm, hosts: readonly Host[]): readonly Host[] {
  return hosts.filter(({ name }) => isAmong(vm.runOn, name));
}

function* bridgesExistOnEveryHost({ vms, hosts }: Model) {
  for (const vm of vms) {
    for (const { at, bridge } of vm.nics) {
      const missing = hostsOf(vm, hosts).filter(({ bridges }) => !bridges.includes(bridge));
      for (const host of missing)
        yield parity(
          valueAt([...at, 'bridge']),
          {
            problem: `${vm.name}: bridge ${bridge} does not exist on ${host.name}, where it may run`,
            cure: `add ${bridge} to the bridges of ${host.name}, or take ${host.name} out of run_on`,
          },
          declaredAt(host, 'bridges'),
        );
    }
  }
}

function declaredAt(host: Host, key: string): readonly Related[] {
  return [{ at: keyAt([...host.at, key]), message: `${host.name} is declared here` }];
}

function* disksAreReachedByEveryHost({ vms, hosts, volumeGroups, targets }: Model) {
  const groups = new Map(volumeGroups.map((group) => [group.name, group]));
  for (const vm of vms) {
    for (const { at, volume } of volumeDisks(vm)) {
      const needed = targets.filter(({ name }) => groups.get(volume.group)?.on.some(({ target }) => target === name));
      for (const target of needed) {
        const cut = hostsOf(vm, hosts).filter(({ name }) => !isAmong(target.hosts, name));
        const related = [{ at: keyAt([...target.at, 'hosts']), message: `the hosts of ${target.name} are named here` }];
        for (const host of cut)
          yield unreachable(
            valueAt([...at, 'volume']),
            { vm: vm.name, volume: `${volume.group}/${volume.name}`, host: host.name, target: target.name },
            related,
          );
      }
    }
  }
}

/** The hosts with their memory and CPUs for guests: the lower of site and facts. */
function machinesIn(model: Model): readonly Host[] {
  return model.hosts.map((host) => ({ ...host, ...machineOf(host, model) }));
}

/** The place of a host's memory or CPUs: the site, or the facts if they are lower. */
function saidAt(host: Host, key: 'memory' | 'cpus', model: Model): readonly Related[] {
  const facts = factsOf(host, model);
  const written = model.hosts.find(({ name }) => name === host.name)?.[key];
  if (facts === undefined || written === host[key]) return declaredAt(host, key);
  return [{ at: valueAt([...facts.at, key]), message: `${host.name} was found to have it` }];
}

function* memoryFitsTheHosts(model: Model) {
  const hosts = machinesIn(model);
  for (const vm of model.vms) {
    const allowed = hostsOf(vm, hosts).toSorted((a, b) => b.memory - a.memory);
    const tight = allowed.filter(({ memory }) => vm.memory > memory - RESERVE);
    const [largest] = allowed;
    const at = valueAt([...vm.at, 'memory']);
    if (largest !== undefined && tight.length === allowed.length) {
      yield overEveryHost(
        at,
        { vm: vm.name, needBytes: vm.memory, largest: largest.name, freeBytes: largest.memory - RESERVE },
        saidAt(largest, 'memory', model),
      );
    } else {
      for (const host of tight)
        yield overOneHost(
          at,
          { vm: vm.name, needBytes: vm.memory, host: host.name, freeBytes: host.memory - RESERVE },
          saidAt(host, 'memory', model),
        );
    }
  }
}

function* cpusFitTheHosts(model: Model) {
  const hosts = machinesIn(model);
  for (const vm of model.vms) {
    for (const host of hostsOf(vm, hosts).filter(({ cpus }) => vm.cpus > cpus))
      yield cpusOverHost(
        valueAt([...vm.at, 'cpus']),
        { vm: vm.name, cpus: vm.cpus, host: host.name, hostCpus: host.cpus },
        saidAt(host, 'cpus', model),
      );
  }
}

export const vmChecks: readonly Check[] = [
  bridgesExistOnEveryHost,
  disksAreReachedByEveryHost,
  memoryFitsTheHosts,
  cpusFitTheHosts,
];
