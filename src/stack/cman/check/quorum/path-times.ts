/** A lost path must fail before the quorum disk gives up the node. qdisk(5); Red Hat, DM Multipath. */
import type { CmanModel, CmanOptions } from '../../options.ts';
import { timeouts } from '../../../../check/storage/iscsi-timeouts.ts';
import type { Check } from '../../../../check/check.ts';
import { keyAt } from '../../../../diag/diagnostic.ts';
import { timingOf } from '../../emit/qdisk-timing.ts';
import { failoverSeconds, inYaml, smallestTimes } from '../../timers.ts';

/** Only if the quorum disk has several paths: with one, a lost path is a lost disk. */
function* pathsFailBeforeTheQuorumDisk(model: CmanModel) {
  const { own, targets } = model;
  const { quorumDisk: disk } = own;
  const target = targets.find(({ name, multipath }) => multipath && name === disk?.lun?.target);
  const timing = timingOf(model);
  if (disk === null || target === undefined || timing === null) return;
  const failover = failoverSeconds(model);
  const smallest = smallestTimes(model);
  const patience = timing.intervalSeconds * timing.tko;
  if (failover !== null && smallest !== null && failover >= patience)
    yield timeouts(
      keyAt(disk.at),
      {
        problem: `it takes up to ${failover} s to give up a lost path of ${target.name}, but after ${patience} s the quorum disk counts the node as dead`,
        cure: `write ${inYaml(smallest, model)}, or shorter times in iscsi`,
      },
      [{ at: keyAt(target.at), message: `${target.name} is defined here` }],
    );
}

export const pathTimeChecks: readonly Check<CmanOptions>[] = [pathsFailBeforeTheQuorumDisk];
