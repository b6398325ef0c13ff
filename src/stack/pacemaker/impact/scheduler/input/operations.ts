/** Configured operations of a resource: timeout, failure policy, parameters. */
import { attributeOf, type XmlElement } from '../../../../../base/xml.ts';
import type { Cluster, Node, Resource } from './model.ts';
import { addValues } from './nvpairs.ts';
import type { Asked, Values } from './rules.ts';
import { booleanOf, intervalOf, millisOf, Role, roleOf } from './text.ts';

export type OnFail = 'ignore' | 'demote' | 'recover' | 'migrate' | 'block' | 'stop' | 'standby' | 'fence';

/** From least to most severe. */
const SEVERITY: readonly OnFail[] = ['ignore', 'demote', 'recover', 'migrate', 'block', 'stop', 'standby', 'fence'];
export const isMoreSevere = (a: OnFail, b: OnFail): boolean => SEVERITY.indexOf(a) > SEVERITY.indexOf(b);

/** Milliseconds of an operation for which nothing else is configured; Pacemaker Explained, "Operation Properties". */
export const DEFAULT_TIMEOUT = 20_000;

/** The `op` of a resource by name and interval. Disabled ones only on request. */
export function operationEntry(
  resource: Resource,
  name: string,
  interval: number,
  disabledToo = false,
): XmlElement | undefined {
  const find = (wanted: string, period: number) =>
    resource.operations.find(
      (op) =>
        (disabledToo || booleanOf(attributeOf(op, 'enabled')) !== false) &&
        attributeOf(op, 'name') === wanted &&
        intervalOf(attributeOf(op, 'interval')) === period,
    );
  return find(name, interval) ?? (name.startsWith('migrate_') ? find('migrate', 0) : undefined);
}

/** True if several `op` share that name and interval; pacemaker then ignores them. */
export function isDuplicate(resource: Resource, name: string, interval: number): boolean {
  const same = resource.operations.filter(
    (op) => attributeOf(op, 'name') === name && intervalOf(attributeOf(op, 'interval')) === interval,
  );
  return same.length > 1;
}

/** Meta attributes of an operation: its own, then op_defaults. */
function operationMeta(cluster: Cluster, resource: Resource, task: string, interval: number): Map<string, string> {
  const reading = { byId: cluster.byId, asked: askedFor(cluster, resource, task, interval) };
  const meta = new Map<string, string>();
  addValues(meta, { element: cluster.operationDefaults, block: 'meta_attributes' }, reading);
  if (task === 'monitor' && interval === 0) {
    const timeout = attributeOf(shortestMonitor(resource) ?? resource.xml, 'timeout');
    if (timeout !== undefined) meta.set('timeout', timeout);
  }
  const entry = operationEntry(resource, task, interval, true);
  if (entry === undefined) return meta;
  addValues(meta, { element: entry, block: 'meta_attributes', overwrite: true }, reading);
  for (const { name, value } of entry.attributes) meta.set(name, value);
  return meta;
}

function askedFor(cluster: Cluster, { xml }: Resource, name: string, interval: number): Asked {
  const agent = {
    class: attributeOf(xml, 'class'),
    provider: attributeOf(xml, 'provider'),
    type: attributeOf(xml, 'type'),
  };
  return { now: cluster.now, agent, operation: { name, interval } };
}

function shortestMonitor(resource: Resource): XmlElement | undefined {
  let shortest: XmlElement | undefined;
  for (const op of resource.operations) {
    const interval = intervalOf(attributeOf(op, 'interval'));
    const counts =
      attributeOf(op, 'name') === 'monitor' && booleanOf(attributeOf(op, 'enabled')) !== false && interval > 0;
    if (counts && (shortest === undefined || interval < intervalOf(attributeOf(shortest, 'interval')))) shortest = op;
  }
  return shortest;
}

/** The timeout in milliseconds. */
export function timeoutOf(cluster: Cluster, resource: Resource, task: string, interval: number): number {
  return millisOf(operationMeta(cluster, resource, task, interval).get('timeout')) ?? DEFAULT_TIMEOUT;
}

/** Parameters of one operation only, such as OCF_CHECK_LEVEL. */
export function ownParameters(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  { task, interval }: { task: string; interval: number },
): Values {
  const values = new Map<string, string>();
  const element = operationEntry(resource, task, interval, true);
  const asked = { now: cluster.now, nodeAttributes: node.attributes };
  addValues(values, { element, block: 'instance_attributes' }, { byId: cluster.byId, asked });
  return values;
}

export type FailurePolicy = { readonly onFail: OnFail; readonly role: Role };

/** The failure policy of an operation. */
export function failurePolicy(cluster: Cluster, resource: Resource, task: string, interval: number): FailurePolicy {
  const meta = operationMeta(cluster, resource, task, interval);
  const onFail = onFailOf(cluster, resource, {
    task,
    interval,
    value: writtenOnFail(resource, task, interval, meta.get('on-fail')),
  });
  if (onFail === 'stop') return { onFail, role: Role.stopped };
  const role = roleOf(meta.get('role_after_failure'));
  if (role !== Role.unknown) return { onFail, role };
  return { onFail, role: task === 'promote' ? Role.unpromoted : Role.started };
}

const INVALID_FOR_STOP = ['standby', 'demote', 'stop'];

/** on-fail as configured, if it is valid for the operation. */
function writtenOnFail(
  resource: Resource,
  task: string,
  interval: number,
  value: string | undefined,
): string | undefined {
  const word = value?.toLowerCase();
  if (task === 'stop') return word !== undefined && INVALID_FOR_STOP.includes(word) ? undefined : word;
  if (task === 'demote' && word === undefined) return promotedMonitorPolicy(resource);
  if (word !== 'demote' || task === 'promote') return word;
  const entry = operationEntry(resource, task, interval, true);
  const isPromotedMonitor =
    task === 'monitor' && interval > 0 && roleOf(entry && attributeOf(entry, 'role')) === Role.promoted;
  return isPromotedMonitor ? word : undefined;
}

/** A failed demote is treated as a failed monitor of the promoted role. */
function promotedMonitorPolicy(resource: Resource): string | undefined {
  return resource.operations
    .filter((op) => booleanOf(attributeOf(op, 'enabled')) !== false && attributeOf(op, 'name') === 'monitor')
    .filter((op) => roleOf(attributeOf(op, 'role')) === Role.promoted && intervalOf(attributeOf(op, 'interval')) > 0)
    .map((op) => attributeOf(op, 'on-fail')?.toLowerCase())
    .find((value) => value !== undefined && value !== 'demote');
}

function onFailOf(
  cluster: Cluster,
  resource: Resource,
  { task, value }: { task: string; interval: number; value: string | undefined },
): OnFail {
  const { fencing } = cluster.options;
  switch (value) {
    case 'block':
    case 'standby':
    case 'migrate':
    case 'stop':
    case 'demote':
    case 'ignore':
      return value;
    case 'nothing':
      return 'ignore';
    case 'fence':
      return fencing ? 'fence' : 'stop';
    case 'restart':
      return 'recover';
    case undefined:
    default:
      if (task !== 'stop') return 'recover';
      return fencing ? 'fence' : 'block';
  }
}

/** The recurring `op` elements of a resource, in file order. */
export function recurringOperations(
  resource: Resource,
): readonly { readonly name: string; readonly interval: number; readonly role: Role }[] {
  return resource.operations.flatMap((op) => {
    const name = attributeOf(op, 'name') ?? '';
    const interval = intervalOf(attributeOf(op, 'interval'));
    if (interval === 0 || NEVER_RECUR.includes(name) || isDuplicate(resource, name, interval)) return [];
    return operationEntry(resource, name, interval) === undefined
      ? []
      : [{ name, interval, role: roleOf(attributeOf(op, 'role')) }];
  });
}

const NEVER_RECUR = ['stop', 'start', 'demote', 'promote', 'reload-agent', 'migrate_to', 'migrate_from'];
