/** Checks of volume groups: DLM where hosts share them, and a filter that includes the host's own disks. */
import { own as entry } from '../../../base/json.ts';
import type { Check } from '../../../check/check.ts';
import { hostsWithFacts } from '../../../check/facts/hosts.ts';
import { localDisksMissing } from '../../../check/storage/lvm.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import { groupsOf } from '../../../model/reach.ts';
import { platformName } from '../../../platform/platform.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { pacemakerDialectOf, releasesOf } from '../dialect.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const noDlm = defineDiagnostic<{ group: string; release: string }>({
  code: 'lvm/no-dlm',
  severity: 'error',
  message: (f) => `${f.group} is shared by several hosts, and ${f.release} has no dlm and no lvmlockd`,
  help: (f) => `write clustered: false at ${f.group}, and use it for one VM`,
  explain:
    "Red Hat's Resilient Storage, which has them, ends with RHEL 9: its repository is missing in the data of the ha_cluster role for RHEL 10.",
});

export const lockMode = defineDiagnostic<{ group: string; host: string; problem: string; cure: string }>({
  code: 'lvm/lock-mode',
  severity: 'error',
  acceptable: true,
  message: (f) => `on ${f.host}, ${f.group} ${f.problem}`,
  help: (f) => f.cure,
  explain:
    'LVM-activate refuses a volume group whose lock type does not match vg_access_mode, with a configuration error that bans it from every host. Without a running lvmlockd vgchange --lock-type changes nothing and exits 0: read vgs -o locktype back. Measured with lvm2 2.03.16; lvmlockd(8).',
});

function* locksAreThoseOfTheSite(model: PacemakerModel) {
  for (const { host, facts } of hostsWithFacts(model))
    for (const { name, clustered } of model.volumeGroups) {
      const found = entry(facts.volumeGroups ?? {}, name);
      if (found === undefined || clustered === (found.lockType === 'dlm')) continue;
      yield lockMode(valueAt([...facts.at, 'volume_groups', name, 'lock_type']), {
        group: name,
        host: host.name,
        ...(clustered
          ? {
              problem: `has the lock type ${found.lockType}, and the site shares it`,
              cure: `with all its volumes inactive on all hosts and lvmlockd running: vgchange --lock-type dlm ${name}`,
            }
          : {
              problem: `has the lock type ${found.lockType}, and the site activates it on one host at a time`,
              cure: `with all its volumes inactive on all hosts: vgchange --lock-type none ${name}; or remove clustered: false`,
            }),
      });
    }
}

function* sharedGroupsHaveLocks({ cluster, volumeGroups }: PacemakerModel) {
  if (pacemakerDialectOf(cluster.platform).dlm) return;
  const release = platformName(cluster.platform);
  for (const { at, name } of volumeGroups.filter(({ clustered }) => clustered))
    yield noDlm(keyAt(at), { group: name, release });
}

/** Does not apply where LVM uses a devices file instead of a filter. */
function* localDisksAreNamed(model: PacemakerModel) {
  for (const host of model.hosts)
    if (host.localDisks === null && usesFilter(host.platform, model) && groupsOf(host, model).length > 0)
      yield localDisksMissing(keyAt(host.at), { host: host.name });
}

/** A host of another stack's release has a finding of its own. */
function usesFilter(platform: Platform, model: PacemakerModel): boolean {
  return releasesOf(model).includes(platform) && !pacemakerDialectOf(platform).devicesFile;
}

export const storageChecks: readonly Check<PacemakerOptions>[] = [
  sharedGroupsHaveLocks,
  localDisksAreNamed,
  locksAreThoseOfTheSite,
];
