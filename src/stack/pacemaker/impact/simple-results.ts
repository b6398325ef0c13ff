/** What nodes have recorded of resources, as far as it is simple: results that were expected. Cheaper to read than a whole history. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

/** The records of one resource by the name of the node. */
export type Records = ReadonlyMap<string, readonly XmlElement[]>;

const LISTS = ['status', 'node_state', 'lrm', 'lrm_resources'];

/** The records of some resources. */
export function recordsIn(cib: XmlElement, ids: ReadonlySet<string>): ReadonlyMap<string, Records> {
  const found = new Map<string, Map<string, XmlElement[]>>();
  const walk = (parent: XmlElement, node: string): void => {
    for (const child of elementsIn(parent)) {
      const id = attributeOf(child, 'id') ?? '';
      if (LISTS.includes(child.name)) walk(child, attributeOf(child, 'uname') ?? node);
      else if (child.name === 'lrm_resource' && ids.has(id)) add(found, id, node, child);
    }
  };
  walk(cib, '');
  return found;
}

function add(found: Map<string, Map<string, XmlElement[]>>, id: string, node: string, record: XmlElement): void {
  const own = found.get(id) ?? new Map<string, XmlElement[]>();
  found.set(id, own);
  own.set(node, [...(own.get(node) ?? []), record]);
}

/** A status without the records of some resources. */
export function withoutRecords(parent: XmlElement, ids: ReadonlySet<string>): XmlElement {
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
  readonly rc: number;
  readonly call: number;
  readonly digest: string | undefined;
};

const ATTRIBUTES = ['id', 'operation_key', 'transition-magic', 'crm-debug-origin', 'crm_feature_set', 'exit-reason'];
const TIMES = ['last-run', 'last-rc-change', 'exec-time', 'queue-time'];
const IGNORED = new Set([...ATTRIBUTES, ...TIMES]);

/** A result as it was expected; null for any other, and for one with attributes that mean more. */
export function simpleResult({ attributes }: XmlElement, node: string): Result | null {
  let [task, interval, rc, call, status, key] = ['', 0, -1, -1, '', ''];
  let digest: string | undefined;
  for (const { name, value } of attributes) {
    if (name === 'operation') task = value;
    else if (name === 'interval') interval = Number(value);
    else if (name === 'rc-code') rc = Number(value);
    else if (name === 'call-id') call = Number(value);
    else if (name === 'op-status') status = value;
    else if (name === 'transition-key') key = value;
    else if (name === 'op-digest') digest = value;
    else if (!IGNORED.has(name) && (name !== 'on_node' || value !== node)) return null;
  }
  const isExpected = /^-?[0-9]+:-?[0-9]+:([0-9]+):/.exec(key)?.[1] === String(rc);
  return status === '0' && isExpected ? { task, interval, rc, call, digest } : null;
}
