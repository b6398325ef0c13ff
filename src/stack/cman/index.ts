/** Red Hat Cluster Suite: cman, fenced, rgmanager, clvmd. RHEL 5 and 6. */
import { domainXmls } from '../../emit/domain-xml.ts';
import { initiatorNames, iscsidConfs } from '../../emit/iscsi.ts';
import { multipathConfs } from '../../emit/multipath.ts';
import { actions } from './actions.ts';
import { agentChecks } from './agent-checks.ts';
import { qdiskRiskChecks } from './check-qdisk-risk.ts';
import { qdiskChecks } from './check-qdisk.ts';
import { pathTimeChecks } from './check-path-times.ts';
import { ringChecks } from './check-rings.ts';
import { timerChecks } from './check-timers.ts';
import { cmanChecks } from './checks.ts';
import { clusterConf } from './cluster-conf.ts';
import { lvmConfs } from './lvm-conf.ts';
import { nameChecks } from './name-checks.ts';
import { rawChecks } from './raw.ts';
import { resourceChecks } from './resource-checks.ts';

export const cman = {
  name: 'cman',
  checks: [
    ...cmanChecks,
    ...ringChecks,
    ...qdiskChecks,
    ...qdiskRiskChecks,
    ...timerChecks,
    ...nameChecks,
    ...resourceChecks,
    ...agentChecks,
    ...pathTimeChecks,
    ...rawChecks,
  ],
  emitters: [clusterConf, lvmConfs, initiatorNames, iscsidConfs, multipathConfs, domainXmls, actions],
} as const;
