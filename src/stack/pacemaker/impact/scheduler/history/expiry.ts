/** Expired failures: by failure-timeout, or by a changed definition. */
import { digestsOf } from '../input/digest.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';
import type { OnFail } from '../input/operations.ts';
import { clearFailures, failCount } from './failures.ts';
import type { Entry } from './history-entries.ts';

/** The effect of the results so far. */
export type Outcome = { onFail: OnFail; lastFailure: Entry | null };

export type Result = {
  readonly resource: Resource;
  readonly node: Node;
  readonly entry: Entry;
  readonly outcome: Outcome;
};

/** `rc-code`. */
export const Rc = {
  ok: 0,
  invalid: 2,
  unimplemented: 3,
  privileges: 4,
  notInstalled: 5,
  notConfigured: 6,
  notRunning: 7,
  promoted: 8,
  failedPromoted: 9,
  degraded: 190,
  degradedPromoted: 191,
} as const;

/** True if failure-timeout has passed. Then also schedules the removal of the fail count. */
export function checkExpiry(cluster: Cluster, result: Result): boolean {
  const { resource, node, entry } = result;
  const isLast = entry.id.endsWith('_last_failure_0');
  let [expired, clear, unexpired] = [false, false, 0];
  if (resource.failureTimeout > 0 && entry.changed > -1) {
    expired = cluster.now >= entry.changed + resource.failureTimeout;
    unexpired = failCount(cluster, resource, node, { entry });
  }
  if (expired && failCount(cluster, resource, node, { expired: true, entry }) > 0) {
    if (unexpired === 0) clear = true;
    else expired = false;
  }
  if (!expired && isLast && parametersChanged(cluster, result)) clear = true;
  if (clear) clearFailures(cluster, resource, node);
  const kept: readonly number[] = [Rc.ok, Rc.notRunning, Rc.promoted, Rc.degraded, Rc.degradedPromoted];
  return expired && !(entry.interval === 0 && entry.task === 'monitor' && kept.includes(entry.result));
}

/** True if the parameters changed, which clears a failed start or monitor. */
function parametersChanged(cluster: Cluster, { resource, node, entry }: Result): boolean {
  if ((entry.task !== 'start' && entry.task !== 'monitor') || entry.digest === undefined) return false;
  const restart = entry.restartDigest === undefined ? null : entry.restart;
  const digests = digestsOf(cluster, resource, node, { task: entry.task, interval: entry.interval, restart });
  return (
    digests.all !== entry.digest ||
    (restart !== null && digests.restart !== null && digests.restart !== entry.restartDigest)
  );
}
