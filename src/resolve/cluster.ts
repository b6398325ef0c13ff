/** Spec -> the cluster as a whole: name, votes, network, daemons. */
import type { SourcePath } from '../base/brand.ts';
import { platformOf } from '../platform/platform.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Cluster } from '../stack/cman/options.ts';
import {
  clvmdOf,
  dlmOf,
  fenceDaemonOf,
  fenceXvmdOf,
  gfsControldOf,
  membershipOf,
  rgmanagerOf,
} from '../stack/cman/resolve/daemons.ts';
import type { Ledger } from './ledger.ts';
import { loggingOf } from '../stack/cman/resolve/logging.ts';
import { networkOf, totemOf } from '../stack/cman/resolve/network.ts';
import { quorumOf, type Around } from '../stack/cman/resolve/quorum.ts';
import { rawOf } from './raw.ts';

/** Stands in for a cluster section that cannot be used, so that the rest can still be checked; nothing is emitted then. */
const STAND_IN: Spec.Cluster = { name: 'unknown', platform: 'rhel6', domain: 'invalid' };

/** The cluster with what follows from its hosts. Reports `ref/unknown` for the quorum disk's LUN and for lock masters. */
export function resolveCluster(site: Spec.Site, around: Around, ledger: Ledger): Cluster {
  const at: SourcePath = ['cluster'];
  const value = site.cluster ?? STAND_IN;
  if (ledger.hasLost('hosts')) ledger.doubt(at);
  return {
    at,
    name: value.name,
    domain: value.domain,
    platform: platformOf(value.platform),
    ...quorumOf(value.quorum ?? {}, [...at, 'quorum'], around, ledger),
    network: networkOf(value.network ?? {}),
    membership: membershipOf(value.membership ?? {}),
    totem: totemOf(value.totem ?? {}),
    fenceDaemon: fenceDaemonOf(value.fence_daemon ?? {}, [...at, 'fence_daemon'], ledger),
    dlm: dlmOf(value.dlm ?? {}, [...at, 'dlm'], around.hosts, ledger),
    gfsControld: gfsControldOf(value.gfs_controld ?? {}),
    clvmd: clvmdOf(value.clvmd ?? {}),
    fenceXvmd: value.fence_xvmd === undefined ? null : fenceXvmdOf(value.fence_xvmd),
    groupdCompat: value.group?.groupd_compat ?? null,
    logging: loggingOf(value.logging ?? {}, [...at, 'logging']),
    rgmanager: rgmanagerOf(value.rgmanager ?? {}),
    users: (value.users ?? []).map(({ uid = null, gid = null }) => ({ uid, gid })),
    raw: rawOf(value.raw),
  };
}
