/** The checks that every stack shares. */
import type { Check } from './check.ts';
import { clusterChecks } from './cluster.ts';
import { fencePowerChecks } from './fence-power.ts';
import { fenceRaceChecks } from './fence-race.ts';
import { fenceChecks } from './fence.ts';
import { iscsiChecks } from './iscsi.ts';
import { lvmChecks } from './lvm.ts';
import { platformChecks } from './platform.ts';
import { vmDiskChecks } from './vm-disks.ts';
import { vmHardwareChecks } from './vm-hardware.ts';
import { vmOverlayChecks } from './vm-overlay.ts';
import { vmPlatformChecks } from './vm-platform.ts';
import { secretChecks } from './secrets.ts';
import { vmChecks } from './vms.ts';

export const commonChecks: readonly Check[] = [
  ...clusterChecks,
  ...platformChecks,
  ...fenceChecks,
  ...fencePowerChecks,
  ...fenceRaceChecks,
  ...iscsiChecks,
  ...lvmChecks,
  ...vmChecks,
  ...vmDiskChecks,
  ...vmHardwareChecks,
  ...vmPlatformChecks,
  ...vmOverlayChecks,
  ...secretChecks,
];
