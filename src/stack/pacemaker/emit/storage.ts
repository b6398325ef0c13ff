/**
 * Volume groups as resources: shared by all hosts under DLM locks, or active on one host at a time.
 * lvmlockd(8); source of LVM-activate, resource-agents 4.12.
 */
import { memoized } from '../../../base/memoize.ts';
import { madeFrom, type Xml } from '../../../emit/draft.ts';
import type { Model, Vm } from '../../../model/model.ts';
import type { VolumeGroup } from '../../../model/shared-storage.ts';
import { volumeDisks } from '../../../resolve/vm/disks.ts';
import { cloneXml, colocation, groupXml, order, primitiveXml, type Op, type Primitive } from './cib-xml.ts';

export const LOCKING = 'locking-clone';

/** A volume group that guests use, with these guests. */
export type GroupUse = { readonly group: VolumeGroup; readonly users: readonly Vm[] };

/** Volume groups with the guests that use them. */
export const groupUses = memoized(({ volumeGroups, vms }: Pick<Model, 'volumeGroups' | 'vms'>): readonly GroupUse[] => {
  const users = new Map<string, Vm[]>(volumeGroups.map(({ name }) => [name, []]));
  for (const vm of vms)
    for (const name of new Set(volumeDisks(vm).map(({ volume }) => volume.group))) users.get(name)?.push(vm);
  return volumeGroups
    .map((group) => ({ group, users: users.get(group.name) ?? [] }))
    .filter((use) => use.users.length > 0);
});

const usesByVm = memoized((model: Model): ReadonlyMap<Vm, readonly GroupUse[]> => {
  const uses = new Map<Vm, GroupUse[]>(model.vms.map((vm) => [vm, []]));
  for (const use of groupUses(model)) for (const vm of use.users) uses.get(vm)?.push(use);
  return uses;
});

/** True if any host needs DLM and lvmlockd. */
export function hasSharedGroups(model: Pick<Model, 'volumeGroups'>): boolean {
  return model.volumeGroups.some(({ clustered }) => clustered);
}

/** Unshared volume groups that only this VM uses. They become members of its resource group. */
export function ownGroupsOf(vm: Vm, model: Model): readonly VolumeGroup[] {
  return usesOf(vm, model).flatMap(({ group, users }) => (!group.clustered && users.length === 1 ? [group] : []));
}

function usesOf(vm: Vm, model: Model): readonly GroupUse[] {
  return usesByVm(model).get(vm) ?? [];
}

/** Names of resources that a VM needs outside its own resource group. */
export function storageOf(vm: Vm, model: Model): readonly string[] {
  return usesOf(vm, model).flatMap(({ group, users }) => {
    if (group.clustered) return [cloneOf(group)];
    return users.length > 1 ? [storageId(group)] : [];
  });
}

export function storageId({ name }: Pick<VolumeGroup, 'name'>): string {
  return `lvm-${name}`;
}

function cloneOf(group: Pick<VolumeGroup, 'name'>): string {
  return `${storageId(group)}-clone`;
}

export function storageResources(model: Model): readonly Xml[] {
  if (model.volumeGroups.length === 0) return [];
  const locking = hasSharedGroups(model) ? [cloneXml(LOCKING, groupXml('locking', LOCKERS.map(primitiveXml)))] : [];
  const shared = groupUses(model).flatMap(({ group, users }) => {
    if (group.clustered) return [madeFrom([group.at], cloneXml(cloneOf(group), primitiveXml(activation(group))))];
    return users.length > 1 ? [primitiveXml(activation(group))] : [];
  });
  return [...locking, ...shared];
}

/** A failed lock manager leaves locks that only fencing releases. */
const LOCK_OPS: readonly Op[] = [
  { name: 'monitor', interval: 30, timeout: 90, onFail: 'fence' },
  { name: 'start', interval: 0, timeout: 90 },
  { name: 'stop', interval: 0, timeout: 100 },
];

const LOCKERS: readonly Primitive[] = [
  locker('dlm', 'pacemaker', 'controld'),
  locker('lvmlockd', 'heartbeat', 'lvmlockd'),
];

function locker(id: string, provider: string, type: string): Primitive {
  return { id, class: 'ocf', provider, type, parameters: [], meta: [], ops: LOCK_OPS, from: [['storage']] };
}

/** Activates all volumes of a group. Only a shared group has `activation_mode`. */
export function activation(group: VolumeGroup): Primitive {
  return {
    id: storageId(group),
    class: 'ocf',
    provider: 'heartbeat',
    type: 'LVM-activate',
    parameters: [
      ['vgname', group.name],
      ['vg_access_mode', group.clustered ? 'lvmlockd' : 'system_id'],
      ...(group.clustered ? [['activation_mode', 'shared'] as const] : []),
    ],
    meta: [],
    ops: [
      { name: 'monitor', interval: 30, timeout: 90 },
      { name: 'start', interval: 0, timeout: 90 },
      { name: 'stop', interval: 0, timeout: 90 },
    ],
    from: [group.at],
  };
}

/** Starts the lock managers before the groups on each host. */
export function storageConstraints(model: Model): readonly Xml[] {
  return groupUses(model)
    .filter(({ group }) => group.clustered)
    .flatMap(({ group }) => [order(LOCKING, cloneOf(group)), colocation(cloneOf(group), LOCKING)]);
}

/** An order with a colocation. Without the colocation, a guest could start on a host without its storage. */
export function needs(resource: string, storage: readonly string[]): readonly Xml[] {
  return storage.flatMap((one) => [order(one, resource), colocation(resource, one)]);
}
