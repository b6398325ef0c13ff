/** Spec -> this stack's own options of the cluster, and the votes. */
import type { SourcePath } from '../../../base/brand.ts';
import type { Ledger } from '../../../resolve/ledger.ts';
import { rawOf } from '../../../resolve/raw.ts';
import type { Referable, StackPart } from '../../../resolve/stack-resolver.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type { CmanOptions, QuorumDisk } from '../options.ts';
import { clvmdOf, dlmOf, fenceDaemonOf, fenceXvmdOf, gfsControldOf, membershipOf, rgmanagerOf } from './daemons.ts';
import { loggingOf } from './logging.ts';
import { networkOf, totemOf } from './network.ts';
import { quorumOf } from './quorum.ts';

/** Reports `ref/unknown` for the LUN of the quorum disk and for lock masters. */
export function resolveCman(
  value: Spec.Cluster,
  at: SourcePath,
  referable: Referable,
  ledger: Ledger,
): StackPart<CmanOptions> {
  const { quorum, poll, disk } = quorumOf(value.quorum ?? {}, [...at, 'quorum'], referable, ledger);
  const own = {
    quorumPoll: poll,
    quorumDisk: disk,
    network: networkOf(value.network ?? {}),
    membership: membershipOf(value.membership ?? {}),
    totem: totemOf(value.totem ?? {}),
    fenceDaemon: fenceDaemonOf(value.fence_daemon ?? {}, [...at, 'fence_daemon'], ledger),
    dlm: dlmOf(value.dlm ?? {}, [...at, 'dlm'], referable.hosts, ledger),
    gfsControld: gfsControldOf(value.gfs_controld ?? {}),
    clvmd: clvmdOf(value.clvmd ?? {}),
    fenceXvmd: value.fence_xvmd === undefined ? null : fenceXvmdOf(value.fence_xvmd),
    groupdCompat: value.group?.groupd_compat ?? null,
    logging: loggingOf(value.logging ?? {}, [...at, 'logging']),
    rgmanager: rgmanagerOf(value.rgmanager ?? {}),
    users: (value.users ?? []).map(({ uid = null, gid = null }) => ({ uid, gid })),
    raw: rawOf(value.raw),
  };
  const disks = disk === null ? [] : [{ at: placeOf(disk), lun: disk.lun, device: disk.device }];
  return { own, quorum, selfFencing: false, disks };
}

/** Where the disk is named: by its LUN, its device, or by a label alone. */
function placeOf({ at, lun, device }: QuorumDisk): SourcePath {
  if (lun !== null) return [...at, 'lun'];
  return device === null ? at : [...at, 'device'];
}
