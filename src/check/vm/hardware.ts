/** The hardware of a guest except its disks: whether it can run and migrate. */
import { distinctSizes } from '../../base/units.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Model, Vm } from '../../model/model.ts';
import { dialectOf, platformName } from '../../platform/platform.ts';
import type { Check } from '../check.ts';
import { hostsOf, parity } from './vms.ts';

export const hardware = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'libvirt/hardware',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'libvirt accepts some of it and qemu does not, so that the guest fails to start when its host has failed. libvirt.org/formatdomain.html.',
});

export const notMigratable = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'libvirt/not-migratable',
  severity: 'warning',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Such a guest cannot move, or only if the hosts are alike, and may not start on the other host when its own has failed.',
});

export const nothingToStart = defineDiagnostic<{ vm: string }>({
  code: 'libvirt/nothing-to-start',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.vm} has nothing to start from: no disk, no image in a CD drive, no network card`,
  help: () => 'write its disks and nics',
  explain:
    'Such a guest stops in its firmware, and the cluster counts it as running. An import writes it for a VM whose XML it did not find; ' +
    'its memory and cpus are made up, too.',
});

export const openGraphics = defineDiagnostic<{ vm: string; listen: string }>({
  code: 'libvirt/open-graphics',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the console of ${f.vm} is offered on ${f.listen} without a password`,
  help: () => 'write listen: 127.0.0.1, or a password',
  explain: 'Anyone who reaches the host controls the console of the guest, and can restart it into single-user mode.',
});

function* balloonsFitTheMemory({ vms }: Model) {
  for (const { name, at, balloon, memory } of vms) {
    if (balloon === null || balloon <= memory) continue;
    const [start, all] = distinctSizes(balloon, memory);
    const facts = {
      problem: `${name} starts with ${start} of the ${all} that it has`,
      cure: 'write a balloon of at most its memory',
    };
    yield hardware(valueAt([...at, 'balloon']), facts, [
      { at: valueAt([...at, 'memory']), message: 'its memory is here' },
    ]);
  }
}

function* balloonsHaveADriver({ vms }: Model) {
  for (const { name, at, balloon, memballoon } of vms) {
    if (balloon !== null && memballoon === false)
      yield hardware(valueAt([...at, 'memballoon']), {
        problem: `${name} starts with a part of its memory, and has no memballoon to get the rest`,
        cure: 'remove balloon, or memballoon',
      });
  }
}

function* topologiesMakeTheCpus({ vms }: Model) {
  for (const { name, at, cpus, cpu } of vms) {
    if (cpu === null || cpu.topology === null) continue;
    const { sockets, cores, threads } = cpu.topology;
    const product = sockets * cores * threads;
    if (product !== cpus)
      yield hardware(
        keyAt([...cpu.at, 'topology']),
        {
          problem: `${name} has ${cpus} cpus, but its topology makes ${product}`,
          cure: `write a topology whose product is ${cpus}`,
        },
        [{ at: valueAt([...at, 'cpus']), message: 'its cpus are here' }],
      );
  }
}

function* featuresHaveAModel({ vms }: Model) {
  for (const { name, cpu } of vms) {
    if (cpu !== null && cpu.mode === 'custom' && cpu.model === null && cpu.features.length > 0)
      yield hardware(keyAt([...cpu.at, 'features']), {
        problem: `the cpu of ${name} has features, but no model that they change`,
        cure: 'add model',
      });
  }
}

/** Does an overlay have such a device? A CD drive does not count as a disk to start from. */
function overlays({ overlay }: Vm, name: string): boolean {
  return (overlay?.devices ?? []).some((device) => device.name === name && device.attributes['device'] !== 'cdrom');
}

const BOOTS = {
  disk: {
    key: 'disks',
    has: (vm: Vm) => vm.disks.some(({ kind }) => kind !== 'cdrom') || overlays(vm, 'disk'),
    what: 'disk',
  },
  cdrom: { key: 'disks', has: (vm: Vm) => vm.disks.some(({ kind }) => kind === 'cdrom'), what: 'CD drive' },
  network: { key: 'nics', has: (vm: Vm) => vm.nics.length > 0 || overlays(vm, 'interface'), what: 'network card' },
} as const;

function* bootDevicesExist({ vms }: Model) {
  for (const vm of vms) {
    for (const [index, device] of vm.boot.entries()) {
      const { has, key, what } = BOOTS[device];
      const related = [{ at: keyAt([...vm.at, key]), message: `its ${key} are here` }];
      const facts = {
        problem: `${vm.name} starts from a ${what}, but has none`,
        cure: `add a ${what}, or write boot without ${device}`,
      };
      if (!has(vm)) yield hardware(valueAt([...vm.at, 'boot', index]), facts, related);
    }
  }
}

function* guestsHaveSomethingToStart({ vms }: Model) {
  for (const vm of vms) {
    const starts = vm.disks.some((disk) => disk.kind !== 'cdrom' || disk.path !== null) || vm.nics.length > 0;
    if (!starts && vm.overlay === null) yield nothingToStart(keyAt([...vm.at, 'disks']), { vm: vm.name });
  }
}

/** Each host expands an alias by itself, so another host may lack the resulting machine type. */
function* machinesExistOnEveryHost({ vms, hosts }: Model) {
  for (const vm of vms) {
    const { machine } = vm;
    const lacking = hostsOf(vm, hosts).find(
      ({ platform }) => machine !== null && !dialectOf(platform).machines.includes(machine),
    );
    if (lacking === undefined || machine === null) continue;
    yield parity(valueAt([...vm.at, 'machine']), {
      problem: `${vm.name}: machine ${machine} is not known to ${lacking.name} with ${platformName(lacking.platform)}`,
      cure: `write ${dialectOf(lacking.platform).machine}, or leave machine out`,
    });
  }
}

function* guestsCanMove({ vms }: Model) {
  for (const vm of vms.filter(({ runOn }) => runOn.length > 1)) {
    if (vm.cpu !== null && vm.cpu.mode !== 'custom')
      yield notMigratable(valueAt([...vm.cpu.at, 'mode']), {
        problem: `${vm.name} has the processor of its host, and can move only to equal ones`,
        cure: 'write a model that all hosts have',
      });
    if (vm.cpu !== null && vm.cpu.mode === 'custom' && vm.cpu.match === 'minimum')
      yield notMigratable(valueAt([...vm.cpu.at, 'match']), {
        problem: `${vm.name} has the processor of its host where that is better than what is written, and can move only to equal ones`,
        cure: 'write match: exact',
      });
    if (vm.graphics !== null && vm.graphics.port !== null)
      yield notMigratable(valueAt([...vm.graphics.at, 'port']), {
        problem: `${vm.name} can move only to hosts where port ${vm.graphics.port} is free`,
        cure: 'remove port',
      });
  }
}

function* consolesAreGuarded({ vms }: Model) {
  for (const { name, graphics } of vms) {
    if (graphics !== null && !graphics.listen.startsWith('127.') && graphics.password === null)
      yield openGraphics(keyAt([...graphics.at, 'listen']), { vm: name, listen: graphics.listen });
  }
}

export const vmHardwareChecks: readonly Check[] = [
  balloonsFitTheMemory,
  balloonsHaveADriver,
  topologiesMakeTheCpus,
  featuresHaveAModel,
  bootDevicesExist,
  guestsHaveSomethingToStart,
  machinesExistOnEveryHost,
  guestsCanMove,
  consolesAreGuarded,
];
