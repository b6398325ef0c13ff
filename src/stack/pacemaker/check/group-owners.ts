/** Checks that one resource, and one alone, activates a volume group that is active on one host at a time. */
import type { HostName } from '../../../base/brand.ts';
import type { Check } from '../../../check/check.ts';
import { groupUsesOf, type GroupUse } from '../../../check/devices/service-groups.ts';
import { defineDiagnostic, valueAt, type Place } from '../../../diag/diagnostic.ts';
import type { VolumeGroup } from '../../../model/shared-storage.ts';
import { volumeDisks } from '../../../resolve/vm/disks.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const severalOwners = defineDiagnostic<{ group: string; owners: readonly string[] }>({
  code: 'lvm/several-owners',
  severity: 'error',
  message: (f) =>
    `${f.owners.join(' and ')} both activate ${f.group}, which belongs to one host at a time, and may run on different hosts`,
  help: () => 'put both into one service, or give each a volume group of its own',
  explain:
    'LVM-activate with vg_access_mode=system_id makes its own host the owner of the group, whichever host has it: two hosts then write to the same metadata, and perhaps to the same volume. Its source, resource-agents 4.12.',
});

export const notActivated = defineDiagnostic<{ service: string; resource: string; group: string }>({
  code: 'lvm/not-activated',
  severity: 'error',
  message: (f) => `${f.service}: ${f.resource} is on ${f.group}, which no resource of the service activates`,
  help: (f) => `put it into the resources of a resource { type: lvm, name: ${f.group}, vg_name: ${f.group} }`,
  explain:
    'A volume group that is not shared belongs to no host, or to any, when the cluster starts; LVM-activate of the same service makes the host its owner. Without it the device is not there, and the service starts nowhere. lvmsystemid(7).',
});

type Owner = { readonly name: string; readonly hosts: readonly HostName[]; readonly at: Place };

/** Who activates a group: the VMs on it, which share one resource, and each service with an lvm resource for it. */
function ownersOf(group: VolumeGroup, { vms }: PacemakerModel, uses: readonly GroupUse[]): readonly Owner[] {
  const disks = vms.flatMap((vm) =>
    volumeDisks(vm)
      .filter(({ volume }) => volume.group === group.name)
      .map(({ at }) => ({ name: vm.name, hosts: vm.runOn, at: valueAt([...at, 'volume']) })),
  );
  const guests = disks.slice(0, 1).map((first) => ({ ...first, hosts: disks.flatMap(({ hosts }) => hosts) }));
  const services = uses
    .filter((use) => use.key === 'vg_name' && use.group === group)
    .map(({ service, at }) => ({ name: service.name, hosts: service.runOn, at }));
  const firsts = services.filter(({ name }, index) => services.findIndex((one) => one.name === name) === index);
  return [...guests, ...firsts];
}

function* groupsHaveOneOwner(model: PacemakerModel) {
  const uses = groupUsesOf(model);
  for (const group of model.volumeGroups.filter(({ clustered }) => !clustered)) {
    const [first, ...others] = ownersOf(group, model, uses);
    for (const other of others)
      if (first !== undefined && new Set([...first.hosts, ...other.hosts]).size > 1)
        yield severalOwners(other.at, { group: group.name, owners: [first.name, other.name] });
  }
}

function* groupsAreActivated(model: PacemakerModel) {
  const uses = groupUsesOf(model).filter(({ group }) => !group.clustered);
  const isActivated = ({ service, group }: GroupUse) =>
    uses.some((one) => one.key === 'vg_name' && one.service === service && one.group === group);
  for (const use of uses.filter((one) => one.key === 'device' && !isActivated(one))) {
    const { service, resource, group, at } = use;
    yield notActivated(at, { service: service.name, resource: `${resource.type} ${resource.name}`, group: group.name });
  }
}

export const groupOwnerChecks: readonly Check<PacemakerOptions>[] = [groupsHaveOneOwner, groupsAreActivated];
