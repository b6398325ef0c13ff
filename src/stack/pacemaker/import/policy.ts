/** Meta attributes and constraints -> how a service or VM is recovered and related; the inverse of emit/policy.ts. */
import type { JsonMap } from '../../../base/json.ts';
import { durationText } from '../../../import/values.ts';
import type { Value } from '../cib/blocks.ts';
import type { Constraint } from '../cib/constraints.ts';
import type { Operation } from '../cib/document.ts';
import { META_DEFAULTS } from '../cib/owned.ts';
import { booleanOf, millisOf } from '../impact/scheduler/input/text.ts';
import { inWords, noteAt, noteConstraint, valueOf, type CibReading } from './reading.ts';

/** Meta attributes that `recoveryOf` reads. */
export const POLICY_META = [
  'migration-threshold',
  'failure-timeout',
  'target-role',
  'resource-stickiness',
  'is-managed',
  'maintenance',
];

/** `recovery`, `max_restarts`, `restart_expire_time` and `autostart`. `label`: what has the attributes. */
export function recoveryOf(
  meta: readonly Value[],
  operations: readonly Operation[],
  label: string,
  reading: CibReading,
): JsonMap {
  noteOperators(meta, label, reading);
  const stopped = valueOf(meta, 'target-role')?.toLowerCase() === 'stopped' ? { autostart: false } : {};
  const [threshold, expire] = [valueOf(meta, 'migration-threshold'), valueOf(meta, 'failure-timeout')];
  if (isDisabled(operations)) return { recovery: 'disable', ...stopped };
  const time = { restart_expire_time: durationText(millisOf(expire) ?? 0) };
  if (threshold === '1') return { recovery: 'relocate', ...time, ...stopped };
  const count = Number(threshold);
  const known = threshold !== undefined && Number.isInteger(count) && count > 1;
  return { max_restarts: known ? count - 1 : 0, ...time, ...stopped };
}

function isDisabled(operations: readonly Operation[]): boolean {
  const stops = (name: string) =>
    operations.some((one) => one.name === name && valueOf(one.settings, 'on-fail') === 'stop');
  return stops('monitor') && stops('start');
}

/** States that an operator sets for a while. */
function noteOperators(meta: readonly Value[], label: string, reading: CibReading): void {
  for (const value of meta) {
    const usual = value.name === 'is-managed' || value.name === 'maintenance' ? META_DEFAULTS[value.name] : undefined;
    if (usual !== undefined && booleanOf(value.value) !== booleanOf(usual))
      noteAt(
        reading,
        value.line,
        'lost',
        `${inWords(label, value)} is a state that an operator sets; left out, and a build does not keep it`,
        'warning',
      );
    if (value.name === 'target-role' && !/^(started|stopped)$/i.test(value.value))
      noteAt(reading, value.line, 'lost', `${inWords(label, value)} is not modelled; left out`);
  }
}

/** Something that constraints place and relate: a service or a VM, with the ids that mean it. */
export type Placed = { readonly kind: 'service' | 'vm'; readonly name: string; readonly ids: readonly string[] };

/** `depend`, `depend_mode` and `exclusive`. */
export function relationsOf(subject: Placed, all: readonly Placed[], reading: CibReading): JsonMap {
  return { ...dependOf(subject, all, reading), ...exclusiveOf(subject, all, reading) };
}

function dependOf({ ids, name }: Placed, all: readonly Placed[], reading: CibReading): JsonMap {
  const orders = reading.cib.constraints.flatMap((one) => {
    if (one.kind !== 'order' || !ids.includes(one.next)) return [];
    const first = all.find((other) => other.ids.includes(one.first) && !ids.includes(one.first));
    return first === undefined ? [] : [{ order: one, first }];
  });
  const [chosen, ...more] = orders.filter(({ order }) => order.more.length === 0);
  for (const { order } of orders.filter(({ order: one }) => one.more.length > 0))
    noteConstraint(reading, order, `${order.more.map((pair) => pair.join('=')).join(' ')} is not modelled`);
  for (const { order } of more) noteConstraint(reading, order, `a site lets ${name} depend on one thing`);
  if (chosen === undefined) return {};
  reading.done.add(chosen.order);
  const soft = chosen.order.isMandatory ? {} : { depend_mode: 'soft' };
  return { depend: `${chosen.first.kind}/${chosen.first.name}`, ...soft };
}

/** Exclusive: it and each other one never run on the same host, whichever is placed first. */
function exclusiveOf(subject: Placed, all: readonly Placed[], reading: CibReading): JsonMap {
  const others = all.filter((one) => one !== subject);
  const apart = others.map((other) => [between(subject, other, reading), between(other, subject, reading)]);
  const isExclusive = others.length > 0 && apart.every(([to, from]) => to !== undefined && from !== undefined);
  if (!isExclusive) return {};
  for (const one of apart.flat()) if (one !== undefined) reading.done.add(one);
  return { exclusive: true };
}

function between({ ids }: Placed, other: Placed, { cib }: CibReading): Constraint | undefined {
  return cib.constraints.find(
    (one) =>
      one.kind === 'colocation' &&
      one.score === '-INFINITY' &&
      one.more.length === 0 &&
      ids.includes(one.resource) &&
      other.ids.includes(one.with),
  );
}
