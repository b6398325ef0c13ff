/** Fail counts: transient node attributes, and the actions that clear them. */
import { memoized } from '../../../../../base/memoize.ts';
import { attributeOf } from '../../../../../base/xml.ts';
import { resourceAction } from '../acting/actions.ts';
import type { Entry } from './history-entries.ts';
import { baseOf } from './history-names.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { topOf } from '../input/tree.ts';
import { addScores, integerOf, intervalOf, scoreOf } from '../input/text.ts';

/** The fail count on a node. Expired failures are included only on request. */
export function failCount(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  { expired = false, entry }: { expired?: boolean; entry?: Entry } = {},
): number {
  const { count, last } = counted(resource, node);
  if (count > 0 && resource.failureTimeout > 0 && isBlocking(cluster, resource, node, entry))
    resource.failureTimeout = 0;
  const over = last > 0 && resource.failureTimeout > 0 && cluster.now > last + resource.failureTimeout;
  return over && !expired ? 0 : count;
}

type Failure = { readonly what: string; readonly of: string; readonly value: string };

/** The attributes of a node about failures. They do not change once the status is read. */
const failuresIn = memoized((attributes: Node['attributes']): readonly Failure[] =>
  [...attributes].flatMap(([attribute, value]) => {
    const [, what, of] = /^(fail-count|last-failure)-(.*)#.+_[0-9]+$/.exec(attribute) ?? [];
    return what === undefined || of === undefined ? [] : [{ what, of, value }];
  }),
);

function counted(resource: Resource, { attributes }: Node): { readonly count: number; readonly last: number } {
  const name = resource.historyName ?? resource.id;
  const base = resource.is.unique ? name : baseOf(name);
  let [count, last] = [0, 0];
  for (const { what, of, value } of failuresIn(attributes)) {
    if (of !== base && (resource.is.unique || baseOf(of) !== base)) continue;
    if (what === 'fail-count') count = addScores(count, scoreOf(value));
    else last = Math.max(last, integerOf(value));
  }
  return { count, last };
}

/** True for a failure under on-fail=block, which does not expire. */
function isBlocking({ history }: Cluster, resource: Resource, node: Node, entry: Entry | undefined): boolean {
  const name = baseOf(resource.id);
  return resource.operations.some((op) => {
    if (attributeOf(op, 'on-fail') !== 'block') return false;
    const [task, interval] = [attributeOf(op, 'name') ?? '', intervalOf(attributeOf(op, 'interval'))];
    const entries = entry === undefined ? history.entries(name, node.name) : [entry];
    return entries.some(
      (each) =>
        each.task === task &&
        each.interval === interval &&
        (each.id === `${name}_last_failure_0` ||
          (each.id === `${name}_${task}_${interval}` && each.result !== each.expected)),
    );
  });
}

/** The resource to ban, if failures reached migration-threshold. */
export function reachedThreshold(cluster: Cluster, resource: Resource, node: Node): Resource | null {
  if (resource.migrationThreshold === 0 || resource.is.failureIgnored) return null;
  const count = failCount(cluster, resource, node);
  if (count <= 0 || resource.migrationThreshold > count) return null;
  return resource.is.unique ? resource : topOf(resource);
}

export function clearFailures(cluster: Cluster, resource: Resource, node: Node): Action {
  return resourceAction(cluster, resource, { task: 'clear_failcount', node, required: true });
}

/** Deletes a resource from a node's history when its lock expires. */
export function clearHistory(cluster: Cluster, resource: Resource, node: Node): Action {
  return resourceAction(cluster, resource, { task: 'lrm_delete', node, required: true });
}
