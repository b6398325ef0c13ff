/** What nodes have recorded of resources, as far as it is simple: results that were expected. Cheaper to read than a whole history. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

const LISTS = ['status', 'node_state', 'lrm', 'lrm_resources'];

/** The records of all resources on all nodes. */
export function* recordsIn(cib: XmlElement, node = ''): Generator<readonly [node: string, record: XmlElement]> {
  for (const child of elementsIn(cib))
    if (child.name === 'lrm_resource') yield [node, child];
    else if (LISTS.includes(child.name)) yield* recordsIn(child, attributeOf(child, 'uname') ?? node);
}

/** A status without the records of some resources. */
export function withoutRecords(parent: XmlElement, ids: { has(id: string): boolean }): XmlElement {
  const children = elementsIn(parent).flatMap((child) => {
    if (child.name === 'lrm_resource') return ids.has(attributeOf(child, 'id') ?? '') ? [] : [child];
    return LISTS.includes(child.name) ? [withoutRecords(child, ids)] : [child];
  });
  return { ...parent, children };
}

export type Result = {
  readonly task: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly rc: string;
  readonly call: number;
  readonly digest: string | undefined;
};

const IDS = ['id', 'operation_key', 'transition-magic', 'crm-debug-origin', 'crm_feature_set', 'exit-reason'];
const TIMES = ['last-run', 'last-rc-change', 'exec-time', 'queue-time'];
const IGNORED = new Set([...IDS, ...TIMES]);

/** A result as it was expected; null for any other, and for one with attributes that mean more. */
export function simpleResult({ attributes }: XmlElement, node: string): Result | null {
  let [task, interval, rc, call, status, key] = ['', '', '', '', '', ''];
  let digest: string | undefined;
  for (const { name, value } of attributes) {
    if (name === 'operation') task = value;
    else if (name === 'interval') interval = value;
    else if (name === 'rc-code') rc = value;
    else if (name === 'call-id') call = value;
    else if (name === 'op-status') status = value;
    else if (name === 'transition-key') key = value;
    else if (name === 'op-digest') digest = value;
    else if (!IGNORED.has(name) && (name !== 'on_node' || value !== node)) return null;
  }
  // action:transition:expected:uuid
  return status === '0' && key.split(':', 3)[2] === rc
    ? { task, interval: Number(interval), rc, call: Number(call), digest }
    : null;
}
