/** Red Hat Cluster Suite: cman, fenced, rgmanager, clvmd. RHEL 5 and 6. */
import { domainXmls } from '../../emit/domain-xml.ts';
import { initiatorNames, iscsidConfs } from '../../emit/iscsi.ts';
import { actions } from './actions.ts';
import { qdiskRiskChecks } from './check-qdisk-risk.ts';
import { qdiskChecks } from './check-qdisk.ts';
import { ringChecks } from './check-rings.ts';
import { timerChecks } from './check-timers.ts';
import { cmanChecks } from './checks.ts';
import { clusterConf } from './cluster-conf.ts';
import { lvmConfs } from './lvm-conf.ts';
import { rawChecks } from './raw.ts';

export const cman = {
  name: 'cman',
  checks: [...cmanChecks, ...ringChecks, ...qdiskChecks, ...qdiskRiskChecks, ...timerChecks, ...rawChecks],
  emitters: [clusterConf, lvmConfs, initiatorNames, iscsidConfs, domainXmls, actions],
} as const;
