/** A running document after a transition in which everything succeeds: what the next change is predicted on. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { resultOf } from './at-rest.ts';
import { findResource } from './scheduler/input/resources.ts';
import { integerOf } from './scheduler/input/text.ts';
import type { Operation } from './scheduler/result/execute.ts';
import type { Schedule } from './scheduler/schedule.ts';
import { element, withAttributes, withChild } from './xml.ts';

type Result = { readonly resource: string; readonly agent: XmlElement; readonly id: string; readonly xml: XmlElement };

/** `cib`: the document that was scheduled. `now`: seconds since 1970. */
export function played(cib: XmlElement, { cluster, operations }: Schedule, now: number): XmlElement {
  let call = lastCallIn(cib);
  const results = new Map<string, Result[]>();
  for (const operation of operations) {
    const result = resultFor(operation);
    if (result === undefined || operation.kind !== 'rsc_action') continue;
    results.set(operation.node, [...(results.get(operation.node) ?? []), result]);
  }
  return withChild(cib, 'status', (status) => ({
    ...status,
    children: status.children.map((state) =>
      'name' in state ? withResults(state, results.get(attributeOf(state, 'uname') ?? '') ?? []) : state,
    ),
  }));

  function resultFor(operation: Operation): Result | undefined {
    if (operation.kind !== 'rsc_action') return undefined;
    const { resource: name, node: uname, interval = '0' } = operation;
    // A guest that has arrived runs as if it had been started there.
    const task = operation.op === 'migrate_from' ? 'start' : operation.op;
    const resource = findResource(cluster, name) ?? findResource(cluster, `${name}:0`);
    const node = cluster.nodes.find((one) => one.name === uname);
    if (resource === undefined || node === undefined || !RECORDED.has(task)) return undefined;
    const known = resource.is.unique ? resource.id : resource.xmlId;
    const { id, xml } = resultOf(cluster, { resource, node, name: known, task, interval: Number(interval) });
    call += 1;
    const times = { 'call-id': String(call), 'last-rc-change': String(now) };
    return { resource: known, agent: resource.xml, id, xml: withAttributes(xml, times) };
  }
}

const RECORDED = new Set(['start', 'monitor', 'stop', 'promote', 'demote']);

function lastCallIn(cib: XmlElement): number {
  let last = 0;
  const visit = (one: XmlElement): void => {
    if (one.name === 'lrm_rsc_op') last = Math.max(last, integerOf(attributeOf(one, 'call-id')));
    for (const child of elementsIn(one)) visit(child);
  };
  for (const status of elementsIn(cib, 'status')) visit(status);
  return last;
}

function withResults(state: XmlElement, results: readonly Result[]): XmlElement {
  if (results.length === 0) return state;
  return withChild(state, 'lrm', (lrm) =>
    withChild(lrm, 'lrm_resources', (list) => results.reduce((done, result) => withResult(done, result), list)),
  );
}

/** After a stop there is no monitor any more. */
function withResult(list: XmlElement, { resource, agent, id, xml }: Result): XmlElement {
  const known = elementsIn(list, 'lrm_resource').find((one) => attributeOf(one, 'id') === resource);
  const record = known ?? element('lrm_resource', { id: resource, ...agentOf(agent) });
  const stops = attributeOf(xml, 'operation') === 'stop';
  const others = elementsIn(record).filter(
    (one) => attributeOf(one, 'id') !== id && !(stops && attributeOf(one, 'operation') === 'monitor'),
  );
  const now = { ...record, children: [...others, xml] };
  const rest = list.children.filter((one) => one !== known);
  return { ...list, children: [...rest, now] };
}

function agentOf(primitive: XmlElement): { readonly [name: string]: string } {
  const named = ['class', 'provider', 'type'].flatMap((key) => {
    const value = attributeOf(primitive, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(named);
}
