/** The checks that every stack shares. */
import type { Check } from './check.ts';
import { clusterChecks } from './cluster.ts';
import { fenceAgentChecks } from './fence-agents.ts';
import { fenceLimitChecks } from './fence-limits.ts';
import { fencePowerChecks } from './fence-power.ts';
import { fenceRaceChecks } from './fence-race.ts';
import { fenceStorageChecks } from './fence-storage.ts';
import { fenceChecks } from './fence.ts';
import { iscsiChecks } from './iscsi.ts';
import { lvmChecks } from './lvm.ts';
import { platformChecks } from './platform.ts';
import { secretChecks } from './secrets.ts';
import { vmChecks } from './vms.ts';

export const commonChecks: readonly Check[] = [
  ...clusterChecks,
  ...platformChecks,
  ...fenceChecks,
  ...fenceAgentChecks,
  ...fencePowerChecks,
  ...fenceRaceChecks,
  ...fenceStorageChecks,
  ...fenceLimitChecks,
  ...iscsiChecks,
  ...lvmChecks,
  ...vmChecks,
  ...secretChecks,
];
