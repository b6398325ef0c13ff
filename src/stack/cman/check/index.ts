/** The checks that only cman, rgmanager and clvmd need. */
import type { CmanOptions } from '../options.ts';
import type { Check } from '../../../check/check.ts';
import { raceHasAWinner } from '../../../check/fence/race.ts';
import { agentChecks } from './agents.ts';
import { bootChecks } from './boot.ts';
import { dependencyChecks } from './dependencies.ts';
import { elementSizeChecks } from './element-size.ts';
import { failoverDomainChecks } from './failover-domains.ts';
import { fenceLimitChecks } from './fence-limits.ts';
import { factsChecks } from './facts.ts';
import { guestRecoveryChecks } from './guest-recovery.ts';
import { fencingChecks } from './fencing.ts';
import { heartbeatChecks } from './heartbeat.ts';
import { heuristicChecks } from './quorum/heuristics.ts';
import { lvmFilterChecks } from './storage/lvm-filter.ts';
import { lvmChecks } from './storage/lvm.ts';
import { nameChecks } from './names.ts';
import { pathTimeChecks } from './quorum/path-times.ts';
import { qdiskRiskChecks } from './quorum/qdisk-risk.ts';
import { qdiskChecks } from './quorum/qdisk.ts';
import { rawChecks } from './raw.ts';
import { resourceChecks } from './resources.ts';
import { ringChecks } from './rings.ts';
import { serviceAddressChecks } from './service-addresses.ts';
import { serviceStorageChecks } from './storage/service-storage.ts';
import { sharedGroupChecks } from './storage/shared-groups.ts';
import { timerChecks } from './timers.ts';

export const cmanChecks: readonly Check<CmanOptions>[] = [
  ...fenceLimitChecks,
  ...failoverDomainChecks,
  ...dependencyChecks,
  ...nameChecks,
  ...sharedGroupChecks,
  ...lvmChecks,
  ...lvmFilterChecks,
  ...ringChecks,
  ...qdiskChecks,
  ...qdiskRiskChecks,
  ...heuristicChecks,
  ...heartbeatChecks,
  ...timerChecks,
  raceHasAWinner,
  ...fencingChecks,
  ...resourceChecks,
  ...serviceAddressChecks,
  ...serviceStorageChecks,
  ...agentChecks,
  ...pathTimeChecks,
  ...rawChecks,
  ...elementSizeChecks,
  ...factsChecks,
  ...bootChecks,
  ...guestRecoveryChecks,
];
