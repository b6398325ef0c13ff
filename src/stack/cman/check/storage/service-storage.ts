/** Volume groups of services: active where the service runs, and only there. */
import type { CmanModel, CmanOptions } from '../../options.ts';
import type { Check } from '../../../../check/check.ts';
import { groupUsesOf } from '../../../../check/devices/service-groups.ts';
import { definitionsOf, labelOf, textOf } from '../../../../check/devices/uses.ts';
import { defineDiagnostic } from '../../../../diag/diagnostic.ts';
import type { VolumeGroup } from '../../../../model/shared-storage.ts';
import { platformName } from '../../../../platform/platform.ts';
import { volumeDisks } from '../../../../resolve/vm/disks.ts';

export const sharedGroup = defineDiagnostic<{ resource: string; group: string; reason: string }>({
  code: 'rm/lvm-group',
  severity: 'error',
  message: (f) =>
    `${f.resource} activates ${f.group} on one host at a time, but ${f.group} is clustered, and ${f.reason}`,
  help: () => 'give the service a volume group of its own, and write clustered: false for it',
  explain:
    'lvm.sh of RHEL 5.5 and before refuses a clustered volume group, and later ones activate it exclusively, whatever else uses it. ' +
    'Source of lvm.sh; Red Hat solution 3067.',
});

export const notActivated = defineDiagnostic<{ resource: string; group: string; service: string }>({
  code: 'rm/lvm-missing',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.resource} is on ${f.group}, which no lvm resource of ${f.service} activates`,
  help: (f) => `put it below a resource { type: lvm, name: ${f.group}, vg_name: ${f.group} }`,
  explain:
    'A volume group that is not clustered is left out of volume_list, so that only lvm.sh activates it, on the host where the service runs. Source of lvm.sh.',
});

function* failoverGroupsAreNotClustered(model: CmanModel) {
  for (const { resource, group, key, at } of groupUsesOf(model)) {
    const reason = key === 'vg_name' && group.clustered ? whyNot(group, model) : undefined;
    if (reason !== undefined) yield sharedGroup(at, { resource: labelOf(resource), group: group.name, reason });
  }
}

/** First minor release of RHEL 5 whose lvm.sh activates a clustered group exclusively; Red Hat solution 3067. */
const EXCLUSIVE_SINCE = 6;

/** lvm.sh activates a clustered group exclusively, which no other user of the group survives. */
function whyNot({ name }: VolumeGroup, { cluster, vms, services, resources }: CmanModel): string | undefined {
  const { family, minor } = cluster.platform;
  if (family === 'rhel5' && minor < EXCLUSIVE_SINCE) return `lvm.sh of ${platformName(cluster.platform)} refuses it`;
  const vm = vms.find((one) => volumeDisks(one).some(({ volume }) => volume.group === name));
  if (vm !== undefined) return `${vm.name} is on it, too`;
  const mounted = definitionsOf({ resources, services }).find(
    (one) => one.type === 'clusterfs' && textOf(one, 'device')?.includes(name) === true,
  );
  return mounted === undefined ? undefined : `${labelOf(mounted)} is on it, too`;
}

function* groupsAreActivated(model: CmanModel) {
  const uses = groupUsesOf(model);
  const active = new Set(
    uses.flatMap((use) => (use.key === 'vg_name' ? [`${use.service.name} ${use.group.name}`] : [])),
  );
  for (const { service, resource, group, at } of uses) {
    if (resource.type === 'fs' && !group.clustered && !active.has(`${service.name} ${group.name}`))
      yield notActivated(at, { resource: labelOf(resource), group: group.name, service: service.name });
  }
}

export const serviceStorageChecks: readonly Check<CmanOptions>[] = [failoverGroupsAreNotClustered, groupsAreActivated];
