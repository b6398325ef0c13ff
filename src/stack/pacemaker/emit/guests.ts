/** VMs as resources of ocf:heartbeat:VirtualDomain. Its source, resource-agents 4.12. */
import { own as entry } from '../../../base/json.ts';
import { memoized } from '../../../base/memoize.ts';
import { seconds } from '../../../base/units.ts';
import { DOMAIN_FOLDER } from '../../../emit/guest/domain-xml.ts';
import { madeFrom, type Xml } from '../../../emit/draft.ts';
import type { Model, Vm } from '../../../model/model.ts';
import type { VolumeGroup } from '../../../model/shared-storage.ts';
import { volumeDisks } from '../../../resolve/vm/disks.ts';
import type { PacemakerModel, VmTimes } from '../options.ts';
import { groupXml, primitiveXml, type Op, type Pair, type Primitive } from './cib-xml.ts';
import { onFailOf, policyMeta } from './policy.ts';
import { activation, ownGroupsOf } from './storage.ts';

/** The resource that constraints refer to: the guest, or its group with storage. */
export function guestId(vm: Vm, model: Model): string {
  return ownGroupsOf(vm, model).length === 0 ? vm.name : `${vm.name}-group`;
}

export function guestResource(vm: Vm, model: PacemakerModel): Xml {
  const storage = ownGroupsOf(vm, model);
  const guest = primitiveXml(primitive(vm, model));
  if (storage.length === 0) return guest;
  const members = [...storage.map((group) => primitiveXml(activation(group))), guest];
  return madeFrom([vm.at], groupXml(guestId(vm, model), members));
}

function primitive(vm: Vm, model: PacemakerModel): Primitive {
  const times = timesOf(vm, model);
  const isLive = migratesLive(vm, model);
  return {
    id: vm.name,
    class: 'ocf',
    provider: 'heartbeat',
    type: 'VirtualDomain',
    parameters: parameters(vm, isLive),
    meta: [...(isLive ? [['allow-migrate', 'true'] as const] : []), ...policyMeta(vm, model), ...priorityOf(times)],
    ops: ops(vm, times, isLive),
    from: [vm.at],
  };
}

/** Disables the agent's automatic changes to the CIB, so that the CIB keeps its configured values. */
const AUTOMATIC: readonly Pair[] = [
  ['autoset_utilization_cpu', 'false'],
  ['autoset_utilization_host_memory', 'false'],
  ['autoset_utilization_hv_memory', 'false'],
];

function parameters(vm: Vm, isLive: boolean): readonly Pair[] {
  const { path, xmlfile } = vm;
  const suffix = suffixOf(vm);
  const options = migrateOptions(vm);
  const snapshot = optionalOf(vm, 'snapshot');
  return [
    ...AUTOMATIC,
    ['config', xmlfile ?? `${path ?? DOMAIN_FOLDER}/${vm.name}.xml`],
    ['hypervisor', optionalOf(vm, 'hypervisor_uri') ?? 'qemu:///system'],
    ...(isLive ? [['migration_transport', 'ssh'] as const] : []),
    ...(isLive && options !== '' ? [['migrate_options', options] as const] : []),
    ...(isLive && typeof suffix === 'string' && suffix !== '' ? [['migration_network_suffix', suffix] as const] : []),
    ...(snapshot === null ? [] : [['snapshot', snapshot] as const]),
  ];
}

/** The options of a migration. libvirt tunnels only between its daemons (--p2p): virsh(1). */
function migrateOptions(vm: Vm): string {
  const isTunnelled = vm.optional.some(({ name, value }) => name === 'tunnelled' && value === true);
  return [...(isTunnelled ? ['--p2p --tunnelled'] : []), optionalOf(vm, 'migrate_options') ?? []].flat().join(' ');
}

function optionalOf({ optional }: Vm, key: string): string | null {
  const value = optional.find(({ name }) => name === key)?.value;
  return typeof value === 'string' ? value : null;
}

/**
 * The suffix of names in the migration network, after the first label. Empty without a mapping. Null if the targets share no
 * suffix.
 */
export function suffixOf({ migrationMapping }: Pick<Vm, 'migrationMapping'>): string | null {
  const suffixes = new Set(
    (migrationMapping ?? []).map(({ member, target }) => {
      const [label = '', ...domain] = member.split('.');
      const tail = domain.length === 0 ? '' : `.${domain.join('.')}`;
      const middle = target.slice(label.length, target.length - tail.length);
      return `${label}${middle}${tail}` === target && target.startsWith(label) ? middle : null;
    }),
  );
  const [only = ''] = suffixes;
  return suffixes.size > 1 ? null : only;
}

/** True unless the VM uses a volume group that is active on one host at a time: both hosts need it during migration. */
export function migratesLive(vm: Vm, { volumeGroups }: Pick<Model, 'volumeGroups'>): boolean {
  return vm.migrate === 'live' && !hasExclusiveDisk(vm, { volumeGroups });
}

const exclusiveGroups = memoized(
  (groups: readonly VolumeGroup[]) => new Set(groups.filter(({ clustered }) => !clustered).map(({ name }) => name)),
);

export function hasExclusiveDisk(vm: Vm, { volumeGroups }: Pick<Model, 'volumeGroups'>): boolean {
  return volumeDisks(vm).some(({ volume }) => exclusiveGroups(volumeGroups).has(volume.group));
}

export function timesOf({ name }: Vm, { own }: PacemakerModel): VmTimes {
  const times = entry(own.vms, name);
  if (times === undefined) throw new Error(`bug/resolve: there are no times of ${name}`);
  return times;
}

function priorityOf({ priority }: VmTimes): readonly Pair[] {
  return priority === null ? [] : [['priority', priority]];
}

function ops(vm: Vm, times: VmTimes, isLive: boolean): readonly Op[] {
  const onFail = onFailOf(vm);
  const migration: readonly Op[] = [
    { name: 'migrate_to', interval: 0, timeout: migrateSeconds(vm, times) },
    { name: 'migrate_from', interval: 0, timeout: seconds(times.start) },
  ];
  return [
    { name: 'monitor', interval: seconds(times.monitorInterval), timeout: seconds(times.monitor), onFail },
    { name: 'start', interval: 0, timeout: seconds(times.start), onFail },
    { name: 'stop', interval: 0, timeout: seconds(times.stop) },
    ...(isLive ? migration : []),
  ];
}

/** Lowest assumed rate of a migration in bytes per second: a network of 1 Gbit/s that copies memory three times. */
const MEMORY_RATE = 100e6 / 3;
const LEAST_MIGRATION = 600;

/**
 * Migration timeout in seconds: ten minutes, or three times the time for the memory at 100 MB/s, if longer. Our choice.
 */
export function migrateSeconds({ memory }: Pick<Vm, 'memory'>, { migrate }: Pick<VmTimes, 'migrate'>): number {
  return migrate === null ? Math.max(LEAST_MIGRATION, Math.ceil(memory / MEMORY_RATE)) : seconds(migrate);
}
