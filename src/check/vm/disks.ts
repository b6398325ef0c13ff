/** Disks of virtual machines: names in the guest, buses, caches. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Disk, Host, Model, Vm } from '../../model/model.ts';
import { isAmong } from '../../model/reach.ts';
import { oldestDialect } from '../../platform/platform.ts';
import { PREFIX } from '../../resolve/vm/disks.ts';
import { shared, type Check } from '../check.ts';

export const disk = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'libvirt/disk',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'libvirt refuses the domain, or qemu does when the guest starts: two disks of one name, native I/O through the page cache, more disks than a bus has places. libvirt.org/formatdomain.html, disks.',
});

export const diskTarget = defineDiagnostic<{ vm: string; target: string; bus: string; prefix: string }>({
  code: 'libvirt/disk-target',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.target} of ${f.vm} is not a disk name on ${f.bus}`,
  help: (f) => `call it ${f.prefix} and a letter, or leave target out`,
  explain: 'libvirt accepts it, but the guest names its disks after the bus, so the disk has another name there.',
});

export const unsafeCache = defineDiagnostic<{ vm: string; cache: string }>({
  code: 'libvirt/unsafe-cache',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.vm} may migrate with a disk whose cache is ${f.cache}`,
  help: (f) => `write cache: none, or let ${f.vm} run on one host`,
  explain:
    "What is in one host's page cache is not seen by the other: libvirt refuses the migration from 0.9.11 on, and before it the guest's file system may be damaged.",
});

function isReadOnly({ kind, readonly }: Disk): boolean {
  return kind === 'cdrom' || readonly;
}

function* targetsAreUnique({ vms }: Model) {
  for (const vm of vms) {
    for (const [target, [first, ...others]] of shared(vm.disks, (one) => one.target)) {
      const related =
        first === undefined ? [] : [{ at: keyAt([...first.at, 'target']), message: 'the first one is here' }];
      const facts = { problem: `two disks of ${vm.name} are ${target}`, cure: 'write another target for one of them' };
      for (const one of others) yield disk(valueAt([...one.at, 'target']), facts, related);
    }
  }
}

function* targetsFitTheBus({ vms }: Model) {
  for (const vm of vms) {
    for (const { at, target, bus } of vm.disks.filter((one) => !one.target.startsWith(PREFIX[one.bus])))
      yield diskTarget(valueAt([...at, 'target']), { vm: vm.name, target, bus, prefix: PREFIX[bus] });
  }
}

/** The i440fx machine has an IDE controller and the q35 machine one for SATA; libvirt refuses the other. */
function* busesExist({ vms, hosts }: Model) {
  for (const vm of vms) {
    const machine = machineOf(vm, hosts);
    const [lacks, instead] = machine.includes('q35') ? (['ide', 'sata'] as const) : (['sata', 'ide'] as const);
    for (const { at } of vm.disks.filter(({ bus }) => bus === lacks))
      yield disk(keyAt(at), {
        problem: `${vm.name}: the machine ${machine} has no ${lacks} controller`,
        cure: `write bus: ${instead}`,
      });
  }
}

/** What is written, else what the oldest of its hosts gets. */
function machineOf({ machine, runOn }: Vm, hosts: readonly Host[]): string {
  const platforms = hosts.filter(({ name }) => isAmong(runOn, name)).map(({ platform }) => platform);
  return machine ?? (platforms.length === 0 ? '' : oldestDialect(platforms).machine);
}

/** Most IDE disks: two channels of two disks; qemu, PIIX3 IDE. */
const IDE_PLACES = 4;

function* ideHasPlaces({ vms }: Model) {
  for (const vm of vms) {
    for (const { at } of vm.disks.filter(({ bus }) => bus === 'ide').slice(IDE_PLACES))
      yield disk(keyAt(at), {
        problem: `${vm.name} has more than ${IDE_PLACES} disks on ide`,
        cure: 'write bus: virtio',
      });
  }
}

/** virtio-blk silently truncates it; Linux, virtio_blk.h, VIRTIO_BLK_ID_BYTES. */
const SERIAL_LENGTH = 20;

function* serialsFit({ vms }: Model) {
  for (const vm of vms) {
    for (const { at, serial } of vm.disks) {
      const length = serial?.length ?? 0;
      if (length > SERIAL_LENGTH)
        yield disk(valueAt([...at, 'serial']), {
          problem: `the serial number ${serial} has ${length} characters; a guest sees ${SERIAL_LENGTH}`,
          cure: `write at most ${SERIAL_LENGTH} characters`,
        });
    }
  }
}

/** libvirt.org/formatdomain, "Hard drives": io native needs O_DIRECT. An empty drive has no cache at all. */
function* nativeIoIsUncached({ vms }: Model) {
  for (const vm of vms) {
    for (const { at, io, cache } of vm.disks) {
      if (io === 'native' && cache !== 'none' && cache !== 'directsync')
        yield disk(valueAt([...at, 'io']), {
          problem: `${vm.name}: io native needs cache none or directsync, not ${cache ?? "the platform's default"}`,
          cure: 'write cache: none, or io: threads',
        });
    }
  }
}

/** The condition of libvirt's own check; qemu_migration.c, qemuMigrationIsSafe. */
function* cachesAreSafe({ vms }: Model) {
  for (const vm of vms.filter(({ runOn }) => runOn.length > 1)) {
    for (const one of vm.disks.filter((other) => !isReadOnly(other) && !other.shareable)) {
      if (one.cache !== null && one.cache !== 'none')
        yield unsafeCache(valueAt([...one.at, 'cache']), { vm: vm.name, cache: one.cache });
    }
  }
}

export const vmDiskChecks: readonly Check[] = [
  targetsAreUnique,
  targetsFitTheBus,
  busesExist,
  ideHasPlaces,
  serialsFit,
  nativeIoIsUncached,
  cachesAreSafe,
];
