/** Volume groups and volumes of services: they exist, are active where the service runs, and are used by nothing else. */
import type { CmanModel, CmanOptions } from '../options.ts';
import { similar } from '../../../base/similar.ts';
import { shared, type Check } from '../../../check/check.ts';
import { identity, unreachable } from '../../../check/vm/vms.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../../diag/diagnostic.ts';
import { mapperName, mapperPath, volumePath } from '../../../resolve/storage/device-path.ts';
import { unknownReference } from '../../../resolve/ledger.ts';
import { below, type Service, type SharedResource } from '../../../model/service.ts';
import type { VolumeGroup } from '../../../model/shared-storage.ts';
import { labelOf } from './resources.ts';

export const sharedGroup = defineDiagnostic<{ resource: string; group: string }>({
  code: 'rm/lvm-group',
  severity: 'error',
  message: (f) => `${f.resource} activates ${f.group} on one host at a time, but ${f.group} is clustered`,
  help: (f) => `write clustered: false for ${f.group}, or leave out the lvm resource`,
  explain:
    'lvm.sh refuses a clustered volume group, or activates it exclusively behind the back of guests that migrate. Domain reference, 5.4.',
});

export const notActivated = defineDiagnostic<{ resource: string; group: string; service: string }>({
  code: 'rm/lvm-missing',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.resource} is on ${f.group}, which no lvm resource of ${f.service} activates`,
  help: (f) => `put it below a resource { type: lvm, name: ${f.group}, vg_name: ${f.group} }`,
  explain:
    'A volume group that is not clustered is left out of volume_list, so that only lvm.sh activates it, on the host where the service runs. Domain reference, 5.4.',
});

/** A definition whose `key` names a volume group of the site. */
type Use = { readonly one: SharedResource; readonly key: string; readonly group: VolumeGroup };

/** By vg_name, or by a device `/dev/<volume group>/<volume>`. */
function useOf(one: SharedResource, { volumeGroups }: CmanModel, inMapper: InMapper): readonly Use[] {
  const group = textOf(one, 'vg_name');
  const device = deviceOf(one, inMapper);
  return volumeGroups.flatMap((known) => {
    if (known.name === group) return [{ one, key: 'vg_name', group: known }];
    return device?.startsWith(`/dev/${known.name}/`) ? [{ one, key: 'device', group: known }] : [];
  });
}

/** Device paths of volumes by their device-mapper name. */
type InMapper = ReadonlyMap<string, string>;

function volumesInMapper({ volumeGroups }: CmanModel): InMapper {
  const volumes = volumeGroups.flatMap((group) => group.volumes);
  return new Map(volumes.map((volume) => [mapperPath(mapperName(volume)), volumePath(volume)]));
}

/** The device of a resource; a volume always under the same name. */
function deviceOf(one: SharedResource, inMapper: InMapper): string | undefined {
  const device = textOf(one, 'device');
  return device === undefined ? undefined : (inMapper.get(device) ?? device);
}

function textOf({ attributes }: SharedResource, key: string): string | undefined {
  const value = attributes.find(({ name }) => name === key)?.value;
  return typeof value === 'string' ? value : undefined;
}

function placeOf({ one, key }: Use): Place {
  return valueAt([...one.at, key]);
}

/** All definitions, shared or inline. */
export function definitionsOf({ resources, services }: CmanModel): readonly SharedResource[] {
  return [...resources, ...services.flatMap((service) => below(service.resources))];
}

/** What a service uses, as defined. */
function definitionsIn({ resources }: Service, model: CmanModel): readonly SharedResource[] {
  return below(resources).flatMap((one) =>
    one.reference ? model.resources.filter(({ type, name }) => type === one.type && name === one.name) : [one],
  );
}

function usesByService(model: CmanModel): readonly { readonly service: Service; readonly uses: readonly Use[] }[] {
  const inMapper = volumesInMapper(model);
  return model.services.map((service) => ({
    service,
    uses: definitionsIn(service, model).flatMap((one) => useOf(one, model, inMapper)),
  }));
}

function* failoverGroupsAreNotClustered(model: CmanModel) {
  const inMapper = volumesInMapper(model);
  for (const use of definitionsOf(model).flatMap((one) => useOf(one, model, inMapper))) {
    if (use.key === 'vg_name' && use.group.clustered)
      yield sharedGroup(placeOf(use), { resource: labelOf(use.one), group: use.group.name });
  }
}

function* volumesAreThere(model: CmanModel) {
  const inMapper = volumesInMapper(model);
  for (const use of definitionsOf(model).flatMap((one) => useOf(one, model, inMapper))) {
    const device = deviceOf(use.one, inMapper) ?? '';
    const known = use.group.volumes.map(volumePath);
    if (use.key !== 'device' || known.includes(device)) continue;
    const facts = { what: 'volume', name: device, suggestion: similar(device, known) ?? null, known };
    yield unknownReference(placeOf(use), facts, [{ at: keyAt(use.group.at), message: 'the volume group is here' }]);
  }
}

function* devicesAreNotThoseOfGuests(model: CmanModel) {
  const disks = new Map(
    model.vms.flatMap((vm) =>
      vm.disks.flatMap((disk) =>
        disk.kind === 'volume' ? [[volumePath(disk.volume), { vm: vm.name, at: vm.at }] as const] : [],
      ),
    ),
  );
  const inMapper = volumesInMapper(model);
  for (const one of definitionsOf(model)) {
    const device = deviceOf(one, inMapper);
    const owner = device === undefined ? undefined : disks.get(device);
    if (owner === undefined) continue;
    const problem = `${labelOf(one)} and the VM ${owner.vm} both write to ${device}`;
    const related = [{ at: keyAt([...owner.at, 'disks']), message: `the disks of ${owner.vm} are here` }];
    const cure = `give ${labelOf(one)} a volume of its own`;
    yield identity(valueAt([...one.at, 'device']), { problem, cure }, related);
  }
}

/** One device under two types or two names. Within a type it is rm/name-format. */
function* devicesAreMountedOnce(model: CmanModel) {
  const inMapper = volumesInMapper(model);
  const mounted = definitionsOf(model).filter((one) => textOf(one, 'mountpoint') !== undefined);
  for (const [device, [first, ...others]] of shared(mounted, (one) => deviceOf(one, inMapper) ?? null)) {
    for (const one of others) {
      if (first === undefined || (one.type === first.type && textOf(one, 'device') === textOf(first, 'device')))
        continue;
      const problem = `${labelOf(first)} and ${labelOf(one)} both write to ${device}`;
      const related = [{ at: valueAt([...first.at, 'device']), message: `${labelOf(first)} has it here` }];
      const cure = `give ${labelOf(one)} a device of its own`;
      yield identity(valueAt([...one.at, 'device']), { problem, cure }, related);
    }
  }
}

function* groupsAreActivated(model: CmanModel) {
  for (const { service, uses } of usesByService(model)) {
    const active = new Set(uses.flatMap(({ key, group }) => (key === 'vg_name' ? [group.name] : [])));
    for (const use of uses.filter(({ one, group }) => one.type === 'fs' && !group.clustered && !active.has(group.name)))
      yield notActivated(placeOf(use), { resource: labelOf(use.one), group: use.group.name, service: service.name });
  }
}

function* groupsAreReachedByEveryHost(model: CmanModel) {
  for (const { service, uses } of usesByService(model)) {
    for (const use of firstOfEachGroup(uses)) {
      for (const target of model.targets.filter(({ name }) => use.group.on.some((lun) => lun.target === name))) {
        const related = [{ at: keyAt([...target.at, 'hosts']), message: `the hosts of ${target.name} are named here` }];
        for (const host of service.runOn.filter((name) => !target.hosts.includes(name))) {
          const facts = { vm: service.name, volume: use.group.name, host, target: target.name };
          yield unreachable(placeOf(use), facts, related);
        }
      }
    }
  }
}

/** One use per group, since everything on a group is reached together. */
function firstOfEachGroup(uses: readonly Use[]): readonly Use[] {
  return uses.filter(({ group }, index) => uses.findIndex((other) => other.group === group) === index);
}

export const serviceStorageChecks: readonly Check<CmanOptions>[] = [
  failoverGroupsAreNotClustered,
  volumesAreThere,
  devicesAreNotThoseOfGuests,
  devicesAreMountedOnce,
  groupsAreActivated,
  groupsAreReachedByEveryHost,
];
