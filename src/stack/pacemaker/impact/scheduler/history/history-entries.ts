/** Operation history of the status, parsed and in chronological order. */
import { memoized } from '../../../../../base/memoize.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { integerOf } from '../input/text.ts';

/** An `lrm_rsc_op`. */
export type Entry = {
  readonly id: string;
  readonly key: string;
  readonly task: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly callId: number;
  readonly result: number;
  readonly status: number;
  /** The expected result; -1: unknown. */
  readonly expected: number;
  readonly node: string | undefined;
  /** Seconds since 1970; -1: unknown. */
  readonly changed: number;
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly digest: string | undefined;
  readonly restartDigest: string | undefined;
  /** Parameters that are not reloadable. */
  readonly restart: readonly string[] | 'all';
  readonly transition: { readonly id: number; readonly uuid: string } | null;
};

/** An `lrm_resource`: one resource's operations on one node, in the order of the file. */
export type Record = { readonly id: string; readonly xml: XmlElement; readonly entries: readonly Entry[] };

export class History {
  /** Results that count as changed, as their failure has expired. */
  readonly expired = new Set<Entry>();
  readonly #byNode = new Map<string, readonly Record[]>();
  readonly #byResource = new Map<string, Map<string, Record>>();

  constructor(status: XmlElement | undefined) {
    for (const state of status === undefined ? [] : elementsIn(status, 'node_state')) {
      const records = recordsOf(state);
      const name = attributeOf(state, 'uname') ?? '';
      this.#byNode.set(name, records);
      this.#byResource.set(name, new Map(records.map((record) => [record.id, record])));
    }
  }

  on(node: string): readonly Record[] {
    return this.#byNode.get(node) ?? [];
  }

  entries(resource: string, node: string): readonly Entry[] {
    return this.#byResource.get(node)?.get(resource)?.entries ?? [];
  }
}

/** Two predictions share a status. */
const recordsOf = memoized((state: XmlElement): readonly Record[] =>
  elementsIn(state, 'lrm')
    .slice(0, 1)
    .flatMap((lrm) => elementsIn(lrm, 'lrm_resources').slice(0, 1))
    .flatMap((list) => elementsIn(list, 'lrm_resource'))
    .flatMap((xml) => {
      const id = attributeOf(xml, 'id');
      return id === undefined ? [] : [{ id, xml, entries: elementsIn(xml, 'lrm_rsc_op').map(entryOf) }];
    }),
);

function entryOf(xml: XmlElement): Entry {
  const values = new Map<string, string>();
  for (const { name, value } of xml.attributes) values.set(name, value);
  const id = values.get('id') ?? '';
  return {
    id,
    key: values.get('operation_key') ?? id,
    task: values.get('operation') ?? '',
    interval: Math.max(0, integerOf(values.get('interval'))),
    callId: integerOf(values.get('call-id') ?? '-1'),
    result: integerOf(values.get('rc-code')),
    status: integerOf(values.get('op-status') ?? '-2'),
    expected: expectedOf(values.get('transition-key')),
    node: values.get('on_node'),
    changed: integerOf(values.get('last-rc-change') ?? '-1'),
    source: values.get('migrate_source'),
    target: values.get('migrate_target'),
    digest: values.get('op-digest'),
    restartDigest: values.get('op-restart-digest'),
    restart: values.get('op-force-restart')?.split(' ').filter(Boolean) ?? 'all',
    transition: transitionOf(values.get('transition-magic')),
  };
}

/** `action:transition:expected:uuid`. */
function expectedOf(key: string | undefined): number {
  const [, expected] = /^-?[0-9]+:-?[0-9]+:(-?[0-9]+):/.exec(key ?? '') ?? [];
  return expected === undefined ? -1 : Number(expected);
}

/** `status:rc;action:transition:expected:uuid`. */
function transitionOf(magic: string | undefined): Entry['transition'] {
  const [, id, uuid] = /^-?[0-9]+:-?[0-9]+;-?[0-9]+:(-?[0-9]+):-?[0-9]+:(.*)$/.exec(magic ?? '') ?? [];
  return id === undefined || uuid === undefined ? null : { id: Number(id), uuid };
}

/** Positive if the first entry is newer. `sameNode`: used if the entries name no node. */
export function compareAge(a: Entry, b: Entry, sameNode: boolean): number {
  const same = a.node === undefined || b.node === undefined ? sameNode : a.node === b.node;
  if ((same && a.id === b.id) || (a.callId === -1 && b.callId === -1)) return 0;
  if (same && a.callId >= 0 && a.callId < b.callId) return -1;
  if (same && b.callId >= 0 && a.callId > b.callId) return 1;
  if (a.callId >= 0 && b.callId >= 0) return compareChanges(a, b);
  return compareTransitions(a, b);
}

function compareChanges(a: Entry, b: Entry): number {
  if (a.changed >= 0 && a.changed < b.changed) return -1;
  return b.changed >= 0 && a.changed > b.changed ? 1 : 0;
}

/** Compares transitions when one entry is pending. A shutdown has no call id and is always last. */
function compareTransitions(a: Entry, b: Entry): number {
  if (a.transition === null || b.transition === null) return 0;
  const [x, y] = [a.transition.id, b.transition.id];
  if (a.transition.uuid !== b.transition.uuid || x === y) return b.callId === -1 ? -1 : 1;
  if ((x >= 0 && x < y) || y === -1) return -1;
  return 1;
}

/**
 * Entries in chronological order, the last of the document first among equal ones. By the steps of GLib's g_list_sort: entries of
 * the same id count as equal, whatever is between them, so that the order depends on the way of sorting.
 */
export function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return merged(entries.toReversed());
}

function merged(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length < 2) return entries;
  const half = Math.floor(entries.length / 2);
  const [first, second] = [merged(entries.slice(0, half)), merged(entries.slice(half))];
  const result: Entry[] = [];
  let at = 0;
  for (const entry of first) {
    for (let other = second[at]; other !== undefined && compareAge(entry, other, true) > 0; other = second[at]) {
      result.push(other);
      at += 1;
    }
    result.push(entry);
  }
  return [...result, ...second.slice(at)];
}

/** Indexes of the last start and stop in a sorted list; -1: none. */
export function activePart(entries: readonly Entry[]): { readonly start: number; readonly stop: number } {
  let [start, stop, monitored, promoted] = [-1, -1, -1, -1];
  for (const [at, { task, status, result }] of entries.entries()) {
    if (task === 'stop' && status === 0) stop = at;
    else if (task === 'start' || task === 'migrate_from') start = at;
    else if (monitored <= stop && task === 'monitor') {
      if (result === 0 || result === 8) monitored = at;
    } else if (task === 'promote' || task === 'demote') promoted = at;
  }
  if (start !== -1) return { start, stop };
  return { start: promoted !== -1 ? promoted : monitored, stop };
}

/** True for a probe that reports a missing agent or invalid parameters. */
export function isMaskedProbe({ task, interval, status, result }: Entry): boolean {
  return task === 'monitor' && interval === 0 && (result === 5 || result === 2 || status === 7);
}
