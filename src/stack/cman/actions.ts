/** What has to be run when a file of this stack changed. */
import { as, type Millis } from '../../base/brand.ts';
import type { Action } from '../../bundle/bundle.ts';
import { RELOAD_MULTIPATHD } from '../../emit/multipath.ts';
import type { Model } from '../../model/model.ts';
import { dialectOf } from '../../platform/dialect.ts';
import { clusteredGroupsOf } from '../../model/reach.ts';
import { ANNOUNCE, CLUSTER_CONF } from './cluster-conf.ts';
import { REFRESH_CLVMD } from './lvm-conf.ts';

export function* actions(model: Model): Iterable<Action> {
  yield dialectOf(model.cluster.platform).ccsd ? distribute : announce;
  const several = model.targets.some(({ multipath, hosts }) => multipath && hosts.length > 0);
  if (several) yield reloadMultipathd;
  if (model.hosts.some((host) => clusteredGroupsOf(host, model).length > 0))
    yield several ? { ...refreshClvmd, after: [reloadMultipathd.id] } : refreshClvmd;
}

/**
 * One announcement for all nodes, after every one of them has the file. -S: do not distribute through ricci.
 * Exit 0 proves nothing, every node has to be asked afterwards. cman_tool(8); measured on cman 3.2.
 */
const announce: Action = {
  id: ANNOUNCE,
  scope: 'once',
  mixable: false,
  disruption: 'reload',
  reason: 'cman and rgmanager read cluster.conf again when a higher version is announced',
  worstCase: {
    millis: as<Millis>(30_000),
    source: 'every member has the version within 30 s; Red Hat cluster administration, 9.4',
  },
  check: ['ccs_config_validate', '-f', { staged: CLUSTER_CONF }],
  run: ['cman_tool', 'version', '-r', '-S'],
  probe: ['cman_tool', 'status'],
  revert: ['cman_tool', 'version', '-r', '-S'],
  after: [],
};

/**
 * RHEL 5: ccsd carries the staged file from one node to every member and tells cman its version; it refuses without
 * quorum, and a file of another cluster or without a higher version. There is no schema on the node, so the check is
 * that it is XML. Domain reference, 1.10 and 8.2; not run on a RHEL 5 machine.
 */
const distribute: Action = {
  ...announce,
  reason: 'ccsd copies a cluster.conf with a higher version to every member, and cman and rgmanager read it again',
  worstCase: { millis: as<Millis>(60_000), source: 'twice that of RHEL 6, as members are told in turn: our choice' },
  check: ['xmllint', '--noout', { staged: CLUSTER_CONF }],
  run: ['ccs_tool', 'update', { staged: CLUSTER_CONF }],
  revert: ['ccs_tool', 'update', { staged: CLUSTER_CONF }],
};

/** multipathd reads its file again, and gives LUNs their names; clvmd looks for those. Red Hat's "DM Multipath", 3.1. */
const reloadMultipathd: Action = {
  id: RELOAD_MULTIPATHD,
  scope: 'each-node',
  mixable: true,
  disruption: 'none',
  reason: 'multipathd reads multipath.conf when it starts and when it is told to',
  worstCase: { millis: as<Millis>(60_000), source: 'it takes seconds for some ten LUNs: our choice' },
  check: null,
  run: ['service', 'multipathd', 'reload'],
  probe: ['multipath', '-ll'],
  revert: ['service', 'multipathd', 'reload'],
  after: [],
};

/** All clvmds of the cluster read lvm.conf and their device cache again; clvmd(8), -R. */
const refreshClvmd: Action = {
  id: REFRESH_CLVMD,
  scope: 'once',
  mixable: true,
  disruption: 'none',
  reason: 'clvmd reads lvm.conf when it starts and when it is told to',
  worstCase: { millis: as<Millis>(60_000), source: 'timeout of a clvmd command; clvmd(8), -t' },
  check: null,
  run: ['clvmd', '-R'],
  probe: ['vgs', '--noheadings', '-o', 'vg_name,vg_attr'],
  revert: ['clvmd', '-R'],
  after: [],
};
