/** Adds an event to the CIB of an idle cluster: a node leaves, or an operation reports a result. */
import { greatest } from '../../../base/lists.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { integerOf } from './scheduler/input/text.ts';
import { element, withAttributes, withChild } from './xml.ts';

export type Event =
  /** `down`: a clean shutdown. `failed`: a node loss. */
  { readonly kind: 'down' | 'failed'; readonly node: string } | { readonly kind: 'result'; readonly result: Result };

export type Result = {
  readonly resource: string;
  readonly task: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly node: string;
  /** OCF exit code of the agent. */
  readonly rc: number;
};

/** The CIB after an event, as with `crm_simulate --node-down`, `--node-fail` and `--op-inject`. `now`: seconds since 1970. */
export function withEvent(cib: XmlElement, event: Event, now: number): XmlElement {
  const name = event.kind === 'result' ? event.result.node : event.node;
  return withChild(cib, 'status', (status) => ({
    ...status,
    children: status.children.map((child) =>
      'name' in child && child.name === 'node_state' && attributeOf(child, 'uname') === name
        ? stateAfter(child, event, { cib, now })
        : child,
    ),
  }));
}

function stateAfter(
  state: XmlElement,
  event: Event,
  at: { readonly cib: XmlElement; readonly now: number },
): XmlElement {
  if (event.kind === 'result') return withResult(state, event.result, at);
  if (event.kind === 'failed')
    return withAttributes(state, { in_ccm: 'false', crmd: 'online', join: 'member', expected: 'member' });
  const gone = withAttributes(state, { in_ccm: 'false', crmd: 'offline', join: 'down', expected: 'down' });
  const forgotten = ['lrm', 'transient_attributes'];
  return { ...gone, children: gone.children.filter((child) => !('name' in child && forgotten.includes(child.name))) };
}

function withResult(
  state: XmlElement,
  result: Result,
  { cib, now }: { readonly cib: XmlElement; readonly now: number },
): XmlElement {
  const counted = isFailure(result) ? withFailure(state, result, now) : state;
  const inRecords = (records: XmlElement): XmlElement => {
    const known = elementsIn(records).find((record) => attributeOf(record, 'id') === result.resource);
    const record = known ?? newRecord(cib, result.resource, records.line);
    const others = records.children.filter((child) => child !== known);
    return { ...records, children: [...others, withEntry(record, result, now)] };
  };
  return withChild(counted, 'lrm', (lrm) => withChild(lrm, 'lrm_resources', inRecords));
}

function isFailure({ rc, interval }: Result): boolean {
  return rc !== 0 && !(rc === 7 && interval === 0);
}

/** Increments the fail count and sets the time of the last failure. */
function withFailure(state: XmlElement, { resource, task, interval }: Result, now: number): XmlElement {
  const operation = `${resource}#${task}_${interval}`;
  const id = attributeOf(state, 'id') ?? '';
  return withChild(state, 'transient_attributes', (attributes) =>
    withChild(withAttributes(attributes, { id }), 'instance_attributes', (block) => {
      const count = integerOf(valueIn(block, `fail-count-${operation}`)) + 1;
      const values = { [`fail-count-${operation}`]: String(count), [`last-failure-${operation}`]: String(now) };
      const kept = block.children.filter(
        (child) => !('name' in child && Object.hasOwn(values, attributeOf(child, 'name') ?? '')),
      );
      const pairs = Object.entries(values).map(([name, value]) =>
        element('nvpair', { id: `status-${id}-${name}`, name, value }, [], block.line),
      );
      return { ...withAttributes(block, { id }), children: [...kept, ...pairs] };
    }),
  );
}

function valueIn(block: XmlElement, name: string): string | undefined {
  const pair = elementsIn(block, 'nvpair').find((each) => attributeOf(each, 'name') === name);
  return pair && attributeOf(pair, 'value');
}

function newRecord(cib: XmlElement, resource: string, line: number): XmlElement {
  const found = elementsIn(cib, 'configuration').flatMap((part) => findById(part, resource));
  const agent = found[0]?.attributes.filter(({ name }) => ['class', 'provider', 'type'].includes(name)) ?? [];
  return { name: 'lrm_resource', attributes: [{ name: 'id', value: resource }, ...agent], children: [], line };
}

function findById(element: XmlElement, id: string): readonly XmlElement[] {
  if (element.name === 'primitive' && attributeOf(element, 'id') === id) return [element];
  return elementsIn(element).flatMap((child) => findById(child, id));
}

/** Records the newest result of a resource on a node, without a digest. Failures get an entry of their own. */
function withEntry(record: XmlElement, { resource, task, interval, rc }: Result, now: number): XmlElement {
  const calls = elementsIn(record, 'lrm_rsc_op').map((entry) => integerOf(attributeOf(entry, 'call-id')));
  const names = namesOf(task, interval, rc !== 0);
  const transition = '-1:-1:0:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';
  const entries = names.map((name) =>
    element(
      'lrm_rsc_op',
      {
        id: `${resource}_${name}`,
        operation_key: `${resource}_${task}_${interval}`,
        operation: task,
        'transition-key': transition,
        'transition-magic': `0:${rc};${transition}`,
        'call-id': String(greatest(calls, 0) + 1),
        'rc-code': String(rc),
        'op-status': '0',
        interval: String(interval),
        'last-rc-change': String(now),
      },
      [],
      record.line,
    ),
  );
  const replaced = new Set(entries.map((entry) => attributeOf(entry, 'id')));
  const kept = record.children.filter((child) => !('name' in child && replaced.has(attributeOf(child, 'id'))));
  return { ...record, children: [...kept, ...entries] };
}

function namesOf(task: string, interval: number, failed: boolean): readonly string[] {
  if (failed) return interval === 0 ? ['last_failure_0', 'last_0'] : ['last_failure_0'];
  return [interval === 0 ? 'last_0' : `${task}_${interval}`];
}
