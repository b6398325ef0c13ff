/** How long pacemaker may be at work, by the timeouts of operations in its document. */
import { as, type Millis } from '../../../base/brand.ts';
import { leastOf } from '../../../base/lists.ts';
import { membersOf, type Cib, type Primitive } from '../cib/document.ts';
import { DEFAULT_TIMEOUT } from '../impact/scheduler/input/operations.ts';
import { millisOf } from '../impact/scheduler/input/text.ts';
import { longestChain } from './chains.ts';

/** Our choice of a margin, for the scheduler and for monitors. */
const MARGIN = 60_000;

/** The longest stop and the longest start of any resource. */
export function longestOf(documents: readonly Cib[]): Millis {
  const all = documents.flatMap((one) => primitivesOf(one));
  const longest = (name: string) => all.reduce((most, one) => Math.max(most, timeoutOf(one, name)), 0);
  return as<Millis>(longest('stop') + longest('start') + MARGIN);
}

/**
 * Until resources with these ids have moved to another host, by migrations that fail. What no constraint orders moves at the same time, so
 * that the longest chain of constraints counts, and with it what is stopped and started again as it depends on what moves. With a limit
 * of actions at the same time, what waits for its turn is added (Graham 1966).
 */
export function movingTime(cib: Cib, ids: readonly string[]): Millis {
  const isMoved = new Set(ids);
  const times = new Map(primitivesOf(cib).map((one) => [one.id, timeOf(one, isMoved.has(one.id) ? MOVING : AGAIN)]));
  return timeOfAll(cib, times, ids);
}

/** Until all resources have stopped or started, in the order of their constraints. */
export function restartTime(cib: Cib): Millis {
  const times = new Map(primitivesOf(cib).map((one) => [one.id, timeOf(one, AGAIN)]));
  return timeOfAll(cib, times, [...times.keys()]);
}

function timeOfAll(cib: Cib, times: ReadonlyMap<string, number>, ids: readonly string[]): Millis {
  const limit = limitOf(cib);
  const waits = limit === null ? 0 : sumOf(ids.map((id) => times.get(id) ?? 0)) / limit;
  return as<Millis>(Math.ceil(longestChain(cib, times) + waits + longestOf([cib])));
}

const MOVING = ['migrate_to', 'migrate_from', 'stop', 'start'];
const AGAIN = ['stop', 'start'];

/** Cluster options that let pacemaker do so many things at once, on a host or in all. Other values are no limit. */
const LIMITS = ['batch-limit', 'migration-limit', 'node-action-limit'];

function limitOf({ options }: Cib): number | null {
  const limits = options.filter(({ name }) => LIMITS.includes(name)).map(({ value }) => Number(value));
  const positive = limits.filter((one) => one > 0);
  return positive.length === 0 ? null : leastOf(positive);
}

function primitivesOf({ resources }: Cib): readonly Primitive[] {
  return resources.flatMap((one) => membersOf(one));
}

function sumOf(times: readonly number[]): number {
  return times.reduce((sum, one) => sum + one, 0);
}

function timeOf(primitive: Primitive, names: readonly string[]): number {
  return sumOf(names.map((name) => timeoutOf(primitive, name)));
}

function timeoutOf({ operations }: Primitive, name: string): number {
  const text = operations.find((one) => one.name === name)?.settings.find((one) => one.name === 'timeout')?.value;
  return (text === undefined ? undefined : millisOf(text)) ?? DEFAULT_TIMEOUT;
}
