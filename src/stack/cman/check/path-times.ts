/** A lost path must fail before the quorum disk gives up the node. Domain reference, 1.5 and 6.5. */
import type { CmanModel, CmanOptions } from '../options.ts';
import { timeouts } from '../../../check/storage/iscsi-timeouts.ts';
import type { Check } from '../../../check/check.ts';
import { seconds } from '../../../base/units.ts';
import { keyAt } from '../../../diag/diagnostic.ts';
import { dialectOf } from '../../../platform/platform.ts';
import { timingOf } from '../emit/qdisk-timing.ts';

/** Only if the quorum disk has several paths: with one, a lost path is a lost disk. */
function* pathsFailBeforeTheQuorumDisk(model: CmanModel) {
  const { own, targets, iscsi } = model;
  const { quorumDisk: disk } = own;
  const target = targets.find(({ name, multipath }) => multipath && name === disk?.lun?.target);
  const timing = timingOf(model);
  if (disk === null || target === undefined || timing === null) return;
  const failover = seconds(iscsi.noopInterval) + seconds(iscsi.noopTimeout) + secondsOfLoss(model);
  const patience = timing.intervalSeconds * timing.tko;
  if (failover >= patience)
    yield timeouts(
      keyAt(disk.at),
      {
        problem: `it takes up to ${failover} s to give up a lost path of ${target.name}, but after ${patience} s the quorum disk counts the node as dead`,
        cure: `write a tko above ${Math.floor(failover / timing.intervalSeconds)} with a token that fits it, or shorter times in iscsi`,
      },
      [{ at: keyAt(target.at), message: `${target.name} is defined here` }],
    );
}

/** How long a lost session queues its requests; multipathd overrides it if it can. multipath.conf(5), fast_io_fail_tmo. */
function secondsOfLoss({ cluster, iscsi, multipath }: CmanModel): number {
  const { pathTimes } = dialectOf(cluster.platform).multipath;
  return seconds(pathTimes ? multipath.fastIoFailTimeout : iscsi.replacementTimeout);
}

export const pathTimeChecks: readonly Check<CmanOptions>[] = [pathsFailBeforeTheQuorumDisk];
