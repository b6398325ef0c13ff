/** Red Hat Cluster Suite: cman, fenced, rgmanager, clvmd. RHEL 5 and 6. */
import { domainXmls } from '../../emit/guest/domain-xml.ts';
import { initiatorNames, iscsidConfs } from '../../emit/storage/iscsi.ts';
import { multipathConfs } from '../../emit/storage/multipath.ts';
import { iscsiActions } from '../../emit/storage/iscsi-actions.ts';
import { runChecks } from '../../check/check.ts';
import type { Emitter } from '../../emit/draft.ts';
import type { CmanOptions } from './options.ts';
import { resolveCman } from './resolve/index.ts';
import type { Stack } from '../stack.ts';
import { FAMILIES } from './families.ts';
import { identitiesOf } from './identities.ts';
import { AGENTS_FROM } from './facts/source.ts';
import { actions } from './push/index.ts';
import { cmanChecks } from './check/index.ts';
import { clusterConf } from './emit/cluster-conf.ts';
import { lvmConfs } from './emit/lvm-conf.ts';
import { placer } from './placement/index.ts';
import { runtime } from './push/runtime.ts';
import { timers } from './timers.ts';

/** In the order of the manifest. */
const EMITTERS: readonly Emitter<CmanOptions>[] = [
  clusterConf,
  lvmConfs,
  initiatorNames,
  iscsidConfs,
  multipathConfs,
  domainXmls,
  iscsiActions,
  actions,
];

export const cman: Stack<CmanOptions> = {
  name: 'cman',
  families: FAMILIES,
  kinds: () => import('./kinds.ts').then(({ kinds }) => kinds),
  apart: ['membership', 'gfs_controld', 'clvmd', 'fence_xvmd', 'group', 'logging', 'rgmanager', 'users'],
  resolve: resolveCman,
  check: (model) => runChecks(model, cmanChecks),
  identities: identitiesOf,
  emit: (model) => EMITTERS.flatMap((emitter) => [...emitter(model)]),
  placer,
  timers,
  runtime,
  agentsFrom: AGENTS_FROM,
  conversion: null,
  operations: () => import('./operations.ts').then(({ operations }) => operations),
};
