/** The measured pairs: a CIB, what was asked of the simulator, and what it said. Made with Pacemaker 2.1.5. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { withEvent, type Event } from '../../../../src/stack/pacemaker/impact/events.ts';
import type { XmlElement } from '../../../../src/base/xml.ts';
import type { Failing } from '../../../../src/stack/pacemaker/impact/scheduler/result/execute.ts';

export type Vector = {
  readonly id: string;
  readonly base: string;
  readonly about: string;
  readonly new_configuration: string;
  readonly status?: string;
  readonly have_quorum: string;
  /** `--node-down HOST`, `--node-fail HOST`, `--op-inject SPEC` or `--op-fail SPEC`. */
  readonly simulate_options: readonly string[];
  readonly actions: readonly object[];
  readonly transition: readonly object[];
  readonly effect: { readonly [resource: string]: string };
  readonly final: { readonly [resource: string]: readonly string[] };
};

const FILE = 'fixtures/recorded/pacemaker/change-vectors.json.gz';
const recorded: { readonly bases: { readonly [name: string]: string }; readonly vectors: readonly Vector[] } =
  JSON.parse(gunzipSync(readFileSync(FILE)).toString());

/** When the pairs were recorded, in seconds since 1970. */
export const RECORDED = 1_795_983_000;

export const vectors = recorded.vectors;

/** The running document that a pair starts from. */
export function baseOf({ base }: Vector): string {
  return recorded.bases[base] ?? '';
}

/** The base with the new configuration, and the status where that differs. */
export function cibOf(vector: Vector): string {
  const changed = baseOf(vector)
    .replace(/<configuration>[\s\S]*<\/configuration>/, () => vector.new_configuration)
    .replace(/have-quorum="."/, `have-quorum="${vector.have_quorum}"`);
  const { status } = vector;
  return status === undefined ? changed : changed.replace(/<status>[\s\S]*<\/status>/, () => status);
}

/** What else was asked: an event in the CIB, or an operation that is taken to fail. */
export function asked(
  cib: XmlElement,
  { simulate_options: [option = '', value = ''] }: Vector,
  now: number,
): { readonly cib: XmlElement; readonly failing: readonly Failing[] } {
  if (option === '--op-fail') {
    const { resource, task, interval, node } = specOf(value);
    return { cib, failing: [{ resource, key: `${task}_${interval}`, node }] };
  }
  const event = eventOf(option, value);
  return { cib: event === null ? cib : withEvent(cib, event, now), failing: [] };
}

function eventOf(option: string, value: string): Event | null {
  if (option === '--node-down') return { kind: 'down', node: value };
  if (option === '--node-fail') return { kind: 'failed', node: value };
  return option === '--op-inject' ? { kind: 'result', result: specOf(value) } : null;
}

/** `vm1_monitor_30000@host1=7`. */
function specOf(spec: string): Extract<Event, { kind: 'result' }>['result'] {
  const match = /^(.+?)_(monitor|start|stop|migrate_to|migrate_from)_(\d+)@([^=]+)=(\d+)$/.exec(spec);
  const [, resource = '', task = '', interval = '', node = '', rc = ''] = match ?? [];
  return { resource, task, interval: Number(interval), node, rc: Number(rc) };
}
