/** Simulates a transition: the executed operations, their order, and the final state. */
import { addAll } from '../../../../../base/lists.ts';
import { has } from '../acting/action-store.ts';
import type { Step } from './graph.ts';
import type { Action, Cluster, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';
import { findResource } from '../input/resources.ts';
import { INFINITY } from '../input/text.ts';

export type Operation =
  | { readonly kind: 'pseudo_action'; readonly task: string }
  | {
      readonly kind: 'rsc_action';
      readonly resource: string;
      readonly op: string;
      readonly node: string;
      readonly interval?: string;
    }
  | { readonly kind: 'fencing_action'; readonly target: string; readonly op: string }
  | { readonly kind: 'cluster_action'; readonly task: string; readonly node: string; readonly id?: string }
  /** A counted failure. */
  | {
      readonly kind: 'inject_attr';
      readonly name: string;
      readonly value: string;
      readonly cib_node: string;
      readonly node_path: '/node_state';
    };

/** An operation that is assumed to fail, by resource, `task_interval` and node. */
export type Failing = { readonly resource: string; readonly key: string; readonly node: string };

/** All steps that can be executed. After a failure, only those of the highest priority. */
export function operationsOf(
  cluster: Cluster,
  steps: readonly Step[],
  failing: readonly Failing[] = [],
): readonly Operation[] {
  const operations: Operation[] = [];
  const done = new Set<Action>();
  const failed = new Set<Action>();
  let aborted = false;
  let waiting = [...steps];
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length;
    waiting = waiting.filter((step) => {
      const ready = step.waitsFor.every(
        (action) => done.has(action) && (!failed.has(action) || step.priority >= INFINITY),
      );
      if (!ready || (aborted && !has(step.action.flags, Is.pseudo) && step.priority < INFINITY)) return true;
      const operation = operationOf(cluster, step.action);
      done.add(step.action);
      if (operation !== null) operations.push(operation);
      const fails = operation?.kind === 'rsc_action' && failing.some((failure) => matches(failure, operation));
      if (fails) {
        failed.add(step.action);
        aborted = true;
        addAll(operations, failureOf(cluster, step.action, operation));
      }
      return false;
    });
  }
  return operations;
}

function matches({ resource, key, node }: Failing, operation: Operation & { kind: 'rsc_action' }): boolean {
  return (
    resource === operation.resource && key === `${operation.op}_${operation.interval ?? 0}` && node === operation.node
  );
}

function failureOf(
  cluster: Cluster,
  { node }: Action,
  { resource, op, interval = '0' }: Operation & { kind: 'rsc_action' },
): readonly Operation[] {
  const values = { 'fail-count': 'value++', 'last-failure': String(cluster.now) };
  return Object.entries(values).map(([kind, value]) => ({
    kind: 'inject_attr',
    name: `${kind}-${resource}#${op}_${interval}`,
    value,
    cib_node: node?.id ?? '',
    node_path: '/node_state',
  }));
}

function operationOf(cluster: Cluster, action: Action): Operation | null {
  const { resource, task, node, fencing } = action;
  if (task === 'stonith') return { kind: 'fencing_action', target: node?.name ?? '', op: fencing ?? '' };
  if (task === 'do_shutdown') return { kind: 'cluster_action', task, node: node?.name ?? '' };
  if (task === 'clear_failcount' && resource !== null)
    return { kind: 'cluster_action', task, node: node?.name ?? '', id: nameOf(cluster, resource) };
  if (task === 'lrm_delete') return { kind: 'cluster_action', task, node: node?.name ?? '' };
  if (has(action.flags, Is.pseudo)) return { kind: 'pseudo_action', task: pseudoName(action) };
  if (resource === null || node === null) return null;
  const interval = action.interval > 0 ? { interval: String(action.interval) } : {};
  return { kind: 'rsc_action', resource: nameOf(cluster, resource), op: task, node: node.name, ...interval };
}

function pseudoName({ resource, key, task, interval, notifies }: Action): string {
  if (resource === null) return task;
  if (resource.historyName === null) return `${resource.id}_${key}`;
  const step = task === 'notify' ? `${notifies?.type}_notify_${notifies?.of}_0` : `${task}_${interval}`;
  return `${resource.historyName}_${step}`;
}

/** The name in the node's history, where instances of anonymous clones have no number. */
function nameOf(cluster: Cluster, resource: Resource): string {
  if (resource.is.orphan && resource.historyName !== null) return resource.historyName;
  if (resource.is.unique) return resource.id;
  return findResource(cluster, resource.xmlId) === undefined ? (resource.historyName ?? resource.id) : resource.xmlId;
}
