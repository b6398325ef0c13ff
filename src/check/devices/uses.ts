/** The map of storage: every use of a block device or image file that the site describes, and the device that its name leads to. */
import { familyOf } from '../../catalogue/fence.ts';
import type { HostName, SourcePath } from '../../base/brand.ts';
import { keyAt, valueAt, type Place } from '../../diag/diagnostic.ts';
import type { Disk, Model, Vm } from '../../model/model.ts';
import { below, type Service, type SharedResource } from '../../model/service.ts';
import {
  blockDevicesOf,
  lunDevice,
  volumeDevice,
  type BlockDevice,
  type BlockDevices,
} from '../../resolve/storage/block-device.ts';
import { elementsOf, nestedAttribute } from '../vm/overlay-elements.ts';

/** `alone`: nothing else may write to it; `shared`: several users agree on who writes. */
export type Access = 'alone' | 'shared' | 'read';

export type DeviceUse = {
  readonly at: Place;
  /** The user in a sentence: `vm1`, `fs www`, `volume group vg_vms`. */
  readonly user: string;
  /** `reserved`: fencing cuts nodes off from it; `messages`: fencing writes messages for nodes to it, as fence_sbd does. */
  readonly kind: 'guest' | 'overlay' | 'resource' | 'cluster' | 'group' | 'reserved' | 'messages';
  /** As in the site. */
  readonly name: string;
  readonly device: BlockDevice;
  readonly access: Access;
  /** Hosts on which it may be used. */
  readonly hosts: readonly HostName[];
  readonly resource: SharedResource | null;
  /** The services that use the resource. */
  readonly services: readonly Service[];
};

export type StorageMap = { readonly model: Model; readonly devices: BlockDevices; readonly uses: readonly DeviceUse[] };

export function storageMap(model: Model): StorageMap {
  const devices = blockDevicesOf(model);
  const uses = [
    ...model.volumeGroups.flatMap((group) => groupUses(group, model)),
    ...clusterUses(model, devices),
    ...model.vms.flatMap((vm) => guestUses(vm, model, devices)),
    ...resourceUses(model, devices),
    ...fencingUses(model, devices),
  ];
  return { model, devices, uses };
}

function groupUses({ name, at, on }: Model['volumeGroups'][number], { targets }: Model): readonly DeviceUse[] {
  return on.map((lun, index) => ({
    at: valueAt([...at, 'on', index]),
    user: `the volume group ${name}`,
    kind: 'group',
    name: `${lun.target}/${lun.name}`,
    device: lunDevice(lun, null),
    access: 'alone',
    hosts: targets.find((target) => target.name === lun.target)?.hosts ?? [],
    resource: null,
    services: [],
  }));
}

/** The cluster's own disks, which every host uses. */
function clusterUses({ cluster, hosts }: Model, devices: BlockDevices): readonly DeviceUse[] {
  return cluster.disks.flatMap(({ at, lun, device }): readonly DeviceUse[] => {
    const all = hosts.map(({ name }) => name);
    const common = {
      user: 'the cluster',
      kind: 'cluster',
      access: 'alone',
      hosts: all,
      resource: null,
      services: [],
    } as const;
    if (lun !== null)
      return [{ ...common, at: valueAt(at), name: `${lun.target}/${lun.name}`, device: lunDevice(lun, null) }];
    return device === null ? [] : [{ ...common, at: valueAt(at), name: device, device: devices.named(device) }];
  });
}

function guestUses(vm: Vm, { volumeGroups }: Model, devices: BlockDevices): readonly DeviceUse[] {
  const common = { user: vm.name, hosts: vm.runOn, resource: null, services: [] };
  const disks = vm.disks.flatMap((disk): readonly DeviceUse[] => {
    const name = disk.kind === 'volume' ? `${disk.volume.group}/${disk.volume.name}` : disk.path;
    const device = deviceOf(disk, volumeGroups, devices);
    if (name === null || device === null) return [];
    return [{ ...common, kind: 'guest', at: valueAt([...disk.at, disk.kind]), name, device, access: accessOf(disk) }];
  });
  const added = elementsOf(vm.overlay).flatMap(({ key, element }): readonly DeviceUse[] => {
    const name = nestedAttribute(element, 'source', 'dev') ?? nestedAttribute(element, 'source', 'file');
    if (element.name !== 'disk' || name === undefined) return [];
    const access = element.children.some((child) => typeof child !== 'string' && child.name === 'readonly')
      ? 'read'
      : 'alone';
    return [
      {
        ...common,
        kind: 'overlay',
        at: valueAt([...vm.at, 'overlay', key]),
        name,
        device: devices.named(name),
        access,
      },
    ];
  });
  return [...disks, ...added];
}

function deviceOf(disk: Disk, groups: Model['volumeGroups'], devices: BlockDevices): BlockDevice | null {
  if (disk.kind !== 'volume') return disk.path === null ? null : devices.named(disk.path);
  const group = groups.find(({ name }) => name === disk.volume.group);
  return group === undefined ? null : volumeDevice(disk.volume, group);
}

function accessOf({ kind, readonly, shareable }: Disk): Access {
  if (kind === 'cdrom' || readonly) return 'read';
  return shareable ? 'shared' : 'alone';
}

/** Definitions with a device: file systems. */
function resourceUses(model: Model, devices: BlockDevices): readonly DeviceUse[] {
  const users = usersOf(model);
  return definitionsOf(model).flatMap((resource): readonly DeviceUse[] => {
    const name = textOf(resource, 'device');
    if (name === undefined || textOf(resource, 'mountpoint') === undefined) return [];
    return [
      {
        at: valueAt([...resource.at, 'device']),
        user: labelOf(resource),
        kind: 'resource',
        name,
        device: devices.named(name),
        access: resource.type === 'clusterfs' ? 'shared' : 'alone',
        hosts: [...new Set(users.get(resource)?.flatMap(({ runOn }) => runOn))],
        services: users.get(resource) ?? [],
        resource,
      },
    ];
  });
}

/** Agents that use disks take a list of them, joined with commas; fence_scsi(8), fence_mpath(8), fence_sbd(8). */
function fencingUses({ fenceDevices, hosts }: Model, devices: BlockDevices): readonly DeviceUse[] {
  return fenceDevices.flatMap(({ at, name: user, agent, parameters }) => {
    const list = parameters.find(({ name }) => name === 'devices')?.value;
    if (typeof list !== 'string') return [];
    const way = familyOf(agent).class === 'storage' ? RESERVED : WRITTEN;
    return list
      .split(/[ ,]+/)
      .filter((name) => name !== '')
      .map((name): DeviceUse => ({
        at: valueAt([...at, 'devices']),
        user,
        ...way,
        name,
        device: devices.named(name),
        hosts: hosts.map((host) => host.name),
        resource: null,
        services: [],
      }));
  });
}

const RESERVED = { kind: 'reserved', access: 'read' } as const;
const WRITTEN = { kind: 'messages', access: 'shared' } as const;

/** All definitions, shared or inline. */
export function definitionsOf({
  resources,
  services,
}: Pick<Model, 'resources' | 'services'>): readonly SharedResource[] {
  return [
    ...resources,
    ...services.flatMap((service) => below(service.resources).filter(({ reference }) => !reference)),
  ];
}

/** What a service uses, as defined. */
export function definitionsIn({ resources }: Service, shared: readonly SharedResource[]): readonly SharedResource[] {
  const all = below(resources);
  return all.flatMap((one) =>
    one.reference ? shared.filter(({ type, name }) => type === one.type && name === one.name) : [one],
  );
}

/** The services that use each definition. */
export function usersOf({
  services,
  resources,
}: Pick<Model, 'services' | 'resources'>): ReadonlyMap<SharedResource, readonly Service[]> {
  const users = new Map<SharedResource, Service[]>();
  for (const service of services) {
    for (const one of definitionsIn(service, resources)) {
      const others = users.get(one);
      if (others === undefined) users.set(one, [service]);
      else others.push(service);
    }
  }
  return users;
}

export function textOf({ attributes }: Pick<SharedResource, 'attributes'>, key: string): string | undefined {
  const value = attributes.find(({ name }) => name === key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The resource as messages name it. */
export function labelOf({ type, name }: Pick<SharedResource, 'type' | 'name'>): string {
  return `${type} ${name}`;
}

/** The place of a declaration, as a related place. */
export function declaredAt(at: SourcePath, what: string): { readonly at: Place; readonly message: string } {
  return { at: keyAt(at), message: `${what} is declared here` };
}
