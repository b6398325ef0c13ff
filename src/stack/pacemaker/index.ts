/** The stack of corosync and pacemaker: RHEL 8 and later, Debian 12 and later, Ubuntu 24.04, current Fedora. */
import { runChecks } from '../../check/check.ts';
import type { Emitter } from '../../emit/draft.ts';
import { domainXmls } from '../../emit/guest/domain-xml.ts';
import { iscsiActions } from '../../emit/storage/iscsi-actions.ts';
import { initiatorNames, iscsidConfs } from '../../emit/storage/iscsi.ts';
import { multipathConfs } from '../../emit/storage/multipath.ts';
import type { Stack } from '../stack.ts';
import { FAMILIES } from './families.ts';
import { pacemakerChecks } from './check/index.ts';
import { bootOrder } from './emit/boot-order.ts';
import { cib } from './emit/cib.ts';
import { corosyncConf } from './emit/corosync-conf.ts';
import { dlmConf } from './emit/dlm-conf.ts';
import { knownHosts } from './emit/known-hosts.ts';
import { lvmConfs } from './emit/lvm-conf.ts';
import { sbdFiles } from './emit/sbd.ts';
import { AGENTS_FROM } from './facts.ts';
import type { PacemakerOptions } from './options.ts';
import { identitiesOf } from './identities.ts';
import { placer } from './placement/index.ts';
import { actions } from './push/index.ts';
import { runtime } from './push/runtime.ts';
import { activationsOf } from './push/storage.ts';
import { timers } from './timers.ts';
import { resolvePacemaker } from './resolve/index.ts';

/** In the order of the manifest. */
const EMITTERS: readonly Emitter<PacemakerOptions>[] = [
  corosyncConf,
  cib,
  lvmConfs,
  dlmConf,
  sbdFiles,
  bootOrder,
  knownHosts,
  initiatorNames,
  iscsidConfs,
  multipathConfs,
  (model) => domainXmls(model, (vm) => activationsOf(vm, model)),
  iscsiActions,
  actions,
];

export const pacemaker: Stack<PacemakerOptions> = {
  name: 'pacemaker',
  families: FAMILIES,
  kinds: () => import('./kinds.ts').then(({ kinds }) => kinds),
  apart: [],
  resolve: resolvePacemaker,
  check: (model) => runChecks(model, pacemakerChecks),
  identities: identitiesOf,
  emit: (model) => EMITTERS.flatMap((emitter) => [...emitter(model)]),
  placer,
  timers,
  runtime,
  agentsFrom: AGENTS_FROM,
  conversion: () => import('./convert/index.ts').then(({ conversion }) => conversion),
  operations: () => import('./operations.ts').then(({ operations }) => operations),
};
