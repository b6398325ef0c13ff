/**
 * /etc/cluster/cluster.conf: identical on every node; the version is filled in by the push.
 *
 * Elements and attributes in the order of cluster.conf(5). rgmanager compares values as text, so the spelling never changes:
 * booleans 0 or 1, whole numbers without sign or leading zero.
 */
import type { CmanModel } from '../options.ts';
import type { ActionId, SourcePath } from '../../../base/brand.ts';
import { as } from '../../../base/brand.ts';
import { memoized } from '../../../base/memoize.ts';
import {
  element,
  hostNames,
  madeFrom,
  remotePath,
  ROOT_FILE,
  withRaw,
  type Draft,
  type Xml,
  unlessEmpty,
  xmlBody,
} from '../../../emit/draft.ts';
import { cmanDialectOf } from '../dialect.ts';
import { clvmd, dlm, fenceDaemon, fenceXvmd, gfsControld, group, users } from './daemons.ts';
import { clusterNode, fenceDevice } from './fencing.ts';
import { logging } from './logging.ts';
import { cmanSection, totemSection } from './membership.ts';
import { quorumDisk } from './quorum-disk.ts';
import { rgmanager } from './rgmanager.ts';

export const CLUSTER_CONF = remotePath('/etc/cluster/cluster.conf');
export const ANNOUNCE = as<ActionId>('cman/announce');
/** RHEL 5 has no schema on the node, so only well-formed XML is checked. */
const CARRIED = {
  install: { action: ANNOUNCE },
  check: { argv: ['xmllint', '--noout', { staged: CLUSTER_CONF }] },
} as const;
const VALIDATED = { check: { argv: ['ccs_config_validate', '-f', { staged: CLUSTER_CONF }] } } as const;
const COMMENT = 'Written by clusterc; a change made here is reported as drift.';

export function* clusterConf(model: CmanModel): Iterable<Draft> {
  yield {
    ...ROOT_FILE,
    emitter: 'cluster-conf',
    nodes: hostNames(model.hosts),
    path: CLUSTER_CONF,
    mode: 0o640, // holds fence passwords; cman's own tools write it with umask 026
    from: [['cluster'], ['fence_devices'], ['hosts'], ...managedSections(model), ['vms']],
    needs: [ANNOUNCE],
    ...(cmanDialectOf(model.cluster.platform).ccsd ? CARRIED : VALIDATED),
    body: xmlBody(() => document(model), COMMENT),
  };
}

/** Optional sections. */
function managedSections({ failoverDomains, resources, services }: CmanModel): readonly SourcePath[] {
  return [
    ...(failoverDomains.some(({ at }) => at !== null) ? [['failover_domains']] : []),
    ...(resources.length > 0 ? [['resources']] : []),
    ...(services.length > 0 ? [['services']] : []),
  ];
}

const document = memoized((model: CmanModel): Xml => {
  const { cluster, own, hosts, fenceDevices } = model;
  const attributes = { name: cluster.name, config_version: { $late: 'config-version' } } as const;
  const root = element('cluster', attributes, [
    cmanSection(model),
    ...unlessEmpty([totemSection(model)]),
    ...quorumDisk(model),
    fenceDaemon(model),
    ...fenceXvmd(model),
    ...unlessEmpty([dlm(model), gfsControld(model), clvmd(model), group(model), ...users(model), logging(model)]),
    madeFrom([['hosts']], element('clusternodes', {}, hosts.map(clusterNode))),
    madeFrom([['fence_devices']], element('fencedevices', {}, fenceDevices.map(fenceDevice))),
    rgmanager(model),
  ]);
  return madeFrom([cluster.at], withRaw(own.raw, root));
});
