/** Red Hat Cluster Suite: cman, fenced, rgmanager, clvmd. RHEL 5 and 6. */
import { domainXmls } from '../../emit/domain-xml.ts';
import { initiatorNames, iscsidConfs } from '../../emit/iscsi.ts';
import { actions } from './actions.ts';
import { cmanChecks } from './checks.ts';
import { clusterConf } from './cluster-conf.ts';
import { fenceInputChecks } from './fence-input.ts';
import { lvmConfs } from './lvm-conf.ts';

export const cman = {
  name: 'cman',
  checks: [...cmanChecks, ...fenceInputChecks],
  emitters: [clusterConf, lvmConfs, initiatorNames, iscsidConfs, domainXmls, actions],
} as const;
