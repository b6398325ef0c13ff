/** Red Hat Cluster Suite: cman, fenced, rgmanager, clvmd. RHEL 5 and 6. */
import { domainXmls } from '../../emit/guest/domain-xml.ts';
import { initiatorNames, iscsidConfs } from '../../emit/storage/iscsi.ts';
import { multipathConfs } from '../../emit/storage/multipath.ts';
import { iscsiActions } from '../../emit/storage/iscsi-actions.ts';
import { kindsIn } from '../../diag/diagnostic.ts';
import type { Stack } from '../stack.ts';
import { actions } from './push/index.ts';
import { cmanChecks } from './check/index.ts';
import { importer } from './import/index.ts';
import { clusterConf } from './emit/cluster-conf.ts';
import { lvmConfs } from './emit/lvm-conf.ts';
import { MODULES } from './kinds.gen.ts';
import { watch } from './push/runtime.ts';

export const cman: Stack = {
  name: 'cman',
  families: ['rhel5', 'rhel6', 'fedora'],
  kinds: kindsIn(MODULES),
  checks: cmanChecks,
  emitters: [clusterConf, lvmConfs, initiatorNames, iscsidConfs, multipathConfs, domainXmls, iscsiActions, actions],
  importer,
  watch,
};
