/** How long pacemaker may be at work, by the timeouts of operations in its document. */
import { as, type Millis } from '../../../base/brand.ts';
import { membersOf, type Cib, type Primitive } from '../cib/document.ts';
import { DEFAULT_TIMEOUT } from '../impact/scheduler/input/operations.ts';
import { millisOf } from '../impact/scheduler/input/text.ts';

/** Our choice of a margin, for the scheduler and for monitors. */
const MARGIN = 60_000;

/** The longest stop and the longest start of any resource. */
export function longestOf(documents: readonly Cib[]): Millis {
  const all = documents.flatMap((one) => primitivesOf(one));
  const longest = (name: string) => all.reduce((most, one) => Math.max(most, timeoutOf(one, name)), 0);
  return as<Millis>(longest('stop') + longest('start') + MARGIN);
}

/** Until resources with these ids have moved to another host, one after the other, by a migration that fails. */
export function movingTime(cib: Cib, ids: readonly string[]): Millis {
  const moved = primitivesOf(cib).filter(({ id }) => ids.includes(id));
  const each = moved.map((one) => MOVING.reduce((sum, name) => sum + timeoutOf(one, name), 0));
  return as<Millis>(each.reduce((sum, one) => sum + one, longestOf([cib])));
}

const MOVING = ['migrate_to', 'migrate_from', 'stop', 'start'];

function primitivesOf({ resources }: Cib): readonly Primitive[] {
  return resources.flatMap((one) => membersOf(one));
}

function timeoutOf({ operations }: Primitive, name: string): number {
  const text = operations.find((one) => one.name === name)?.settings.find((one) => one.name === 'timeout')?.value;
  return (text === undefined ? undefined : millisOf(text)) ?? DEFAULT_TIMEOUT;
}
