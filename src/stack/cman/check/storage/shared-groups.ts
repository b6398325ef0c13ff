/** Guests on volume groups that only one host may use at a time: clvmd alone keeps several hosts apart, and nothing activates a group for a VM. */
import type { Check } from '../../../../check/check.ts';
import { defineDiagnostic, valueAt } from '../../../../diag/diagnostic.ts';
import type { Model } from '../../../../model/model.ts';
import { volumeDisks } from '../../../../resolve/vm/disks.ts';

export const sharedGroup = defineDiagnostic<{ vm: string; other: string | null; group: string }>({
  code: 'lvm/shared-vg',
  severity: 'error',
  message: (f) =>
    `${f.vm} can run on ${f.other === null ? 'several hosts' : `another host than ${f.other}`}, but ${f.group} is not a clustered volume group`,
  help: (f) =>
    `write clustered: true at ${f.group}, or keep ${f.other === null ? 'the VM on one host' : 'both VMs on one host'}`,
  explain:
    'Without cluster-wide locks nothing keeps two hosts from changing the same volume group, or activating the same volume, at once. lvm.conf(5), locking_type.',
});

/** A group that is not clustered is active on one host: that of a service, or the one of its VMs. */
function* groupsOfSeveralHostsAreClustered({ vms, volumeGroups }: Model) {
  for (const group of volumeGroups.filter(({ clustered }) => !clustered)) {
    const uses = vms.flatMap((vm) =>
      volumeDisks(vm)
        .filter(({ volume }) => volume.group === group.name)
        .map(({ at }) => ({ vm, at: [...at, 'volume'] })),
    );
    const settled = uses.find(({ vm }) => vm.runOn.length === 1);
    const related = [{ at: valueAt([...group.at, 'clustered']), message: 'the volume group is declared here' }];
    for (const { vm, at } of uses) {
      const other = vm.runOn.length === 1 && vm.runOn[0] !== settled?.vm.runOn[0] ? (settled?.vm.name ?? null) : null;
      if (vm.runOn.length > 1 || other !== null)
        yield sharedGroup(valueAt(at), { vm: vm.name, other, group: group.name }, related);
    }
  }
}

export const sharedGroupChecks: readonly Check[] = [groupsOfSeveralHostsAreClustered];
