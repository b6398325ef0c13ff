/** The checks that every stack shares. */
import type { Check } from './check.ts';
import { deviceChecks } from './devices/index.ts';
import { clusterChecks } from './site/cluster.ts';
import { factsClusterChecks } from './facts/cluster.ts';
import { factsCpuChecks } from './facts/cpus.ts';
import { factsGuestChecks } from './facts/guests.ts';
import { factsHostChecks } from './facts/hosts.ts';
import { factsPackageChecks } from './facts/packages.ts';
import { factsStorageChecks } from './facts/storage.ts';
import { fenceAgentChecks } from './fence/agents.ts';
import { fenceIpmiChecks } from './fence/ipmi.ts';
import { fencePowerChecks } from './fence/power.ts';
import { fenceRaceChecks } from './fence/race.ts';
import { fenceStorageChecks } from './fence/storage.ts';
import { fenceChecks } from './fence/methods.ts';
import { iscsiCardChecks } from './storage/iscsi-cards.ts';
import { iscsiChapChecks } from './storage/iscsi-chap.ts';
import { iscsiPortalChecks } from './storage/iscsi-portals.ts';
import { iscsiTimeoutChecks } from './storage/iscsi-timeouts.ts';
import { iscsiChecks } from './storage/iscsi.ts';
import { localDiskChecks } from './storage/local-disks.ts';
import { lvmChecks } from './storage/lvm.ts';
import { nameChecks } from './site/names.ts';
import { maintenanceChecks } from './site/maintenance.ts';
import { multipathChecks } from './storage/multipath.ts';
import { platformChecks } from './site/platform.ts';
import { consoleChecks } from './vm/consoles.ts';
import { vmDiskChecks } from './vm/disks.ts';
import { vmHardwareChecks } from './vm/hardware.ts';
import { vmOverlayChecks } from './vm/overlay.ts';
import { vmNameChecks } from './vm/names.ts';
import { vmPlatformChecks } from './vm/platform.ts';
import { vmFileChecks } from './vm/files.ts';
import { preferredHostChecks } from './site/preferred-hosts.ts';
import { quorumChecks } from './site/quorum.ts';
import { secretChecks } from './site/secrets.ts';
import { serviceAddressChecks } from './site/service-addresses.ts';
import { storageReleaseChecks } from './storage/release.ts';
import { identityChecks } from './vm/identities.ts';
import { vmChecks } from './vm/vms.ts';

export const commonChecks: readonly Check[] = [
  ...clusterChecks,
  ...nameChecks,
  ...quorumChecks,
  ...preferredHostChecks,
  ...platformChecks,
  ...fenceChecks,
  ...fenceAgentChecks,
  ...fenceIpmiChecks,
  ...fencePowerChecks,
  ...fenceRaceChecks,
  ...fenceStorageChecks,
  ...iscsiChecks,
  ...iscsiChapChecks,
  ...iscsiCardChecks,
  ...iscsiPortalChecks,
  ...iscsiTimeoutChecks,
  ...multipathChecks,
  ...storageReleaseChecks,
  ...lvmChecks,
  ...localDiskChecks,
  ...deviceChecks,
  ...identityChecks,
  ...vmChecks,
  ...vmNameChecks,
  ...vmDiskChecks,
  ...vmHardwareChecks,
  ...consoleChecks,
  ...vmPlatformChecks,
  ...vmOverlayChecks,
  ...vmFileChecks,
  ...serviceAddressChecks,
  ...secretChecks,
  ...maintenanceChecks,
  ...factsHostChecks,
  ...factsClusterChecks,
  ...factsGuestChecks,
  ...factsStorageChecks,
  ...factsCpuChecks,
  ...factsPackageChecks,
];
