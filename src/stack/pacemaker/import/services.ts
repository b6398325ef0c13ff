/** Groups and single primitives -> services; the inverse of emit/services.ts. */
import type { Json } from '../../../base/brand.ts';
import { own, type JsonMap } from '../../../base/json.ts';
import { durationText } from '../../../import/values.ts';
import type { Group, Operation, Primitive } from '../cib/document.ts';
import type { Order } from '../cib/constraints.ts';
import { COUNTERPARTS, START_LEVELS } from '../catalogue/ocf.ts';
import { booleanOf, millisOf } from '../impact/scheduler/input/text.ts';
import { placementOf, type Domains } from './placement.ts';
import { POLICY_META, recoveryOf, relationsOf, type Placed } from './policy.ts';
import { inWords, noteAt, noteLeft, valueOf, type CibReading } from './reading.ts';
import { keysOf, typeFor } from './resource-types.ts';

/** A service in the CIB. `apart`: primitives that follow it, and whose failure leaves the rest running. */
export type ServiceInCib = Placed & {
  readonly kind: 'service';
  readonly members: readonly Primitive[];
  readonly apart: readonly Primitive[];
  readonly group: Group | null;
};

/** Services of the resources that are none of storage, fencing and VMs. */
export function servicesIn(taken: ReadonlySet<string>, reading: CibReading): readonly ServiceInCib[] {
  const { cib } = reading;
  const free = cib.resources
    .filter((one) => !('of' in one) && !taken.has(one.id))
    .flatMap((one) => ('of' in one ? [] : [one]));
  const groups = free.filter((one) => 'members' in one);
  const singles = free.flatMap((one) => ('members' in one ? [] : [one]));
  const followers = new Map(
    singles.flatMap((one) => {
      const leader = leaderOf(one, groups, reading);
      return leader === undefined ? [] : [[one, leader] as const];
    }),
  );
  const services = free.filter((one) => 'members' in one || !followers.has(one));
  return services.flatMap((one): readonly ServiceInCib[] => {
    const group = 'members' in one ? one : null;
    const apart = [...followers].flatMap(([follower, leader]) => (leader === one ? [follower] : []));
    const members = ('members' in one ? one.members : [one]).filter((member) => isModelled(member, one.id, reading));
    const others = apart.filter((member) => isModelled(member, one.id, reading));
    if (members.length + others.length === 0) return [];
    const ids =
      group === null ? [one.id] : [group.id, ...(group.members.length === 1 ? group.members.map(({ id }) => id) : [])];
    return [{ kind: 'service', name: one.id, ids, members, apart: others, group }];
  });
}

/** The group that a primitive starts after and runs with: it is an independent part of that service. */
function leaderOf({ id }: Primitive, groups: readonly Group[], reading: CibReading): Group | undefined {
  return groups.find((group) => {
    if (!id.startsWith(`${group.id}-`)) return false;
    const { constraints } = reading.cib;
    const order = constraints.find(
      (one): one is Order => one.kind === 'order' && one.first === group.id && one.next === id,
    );
    const colocation = constraints.find(
      (one) => one.kind === 'colocation' && one.resource === id && one.with === group.id && one.score === 'INFINITY',
    );
    if (order === undefined || colocation === undefined) return false;
    reading.done.add(order).add(colocation);
    return true;
  });
}

function isModelled(primitive: Primitive, service: string, reading: CibReading): boolean {
  if (typeFor(primitive, service) !== undefined) return true;
  const { id, class: kind, provider, type, line } = primitive;
  const agent = [kind, provider, type].filter((one) => one !== null).join(':');
  noteAt(reading, line, 'lost', `resource ${id}: the agent ${agent} is not modelled; left out, with everything in it`);
  return false;
}

export function serviceKeys(
  service: ServiceInCib,
  all: readonly Placed[],
  domains: Domains,
  reading: CibReading,
): JsonMap {
  const { members, apart, group, name, ids } = service;
  const [first] = members;
  const isSingle = group === null || (members.length === 1 && apart.length === 0);
  // What the only member says counts before what its group says.
  const meta = [...(isSingle ? (first?.meta ?? []) : []), ...(group?.meta ?? [])];
  const operations = first?.operations ?? [];
  const staysPut = /INFINITY/i.test(valueOf(meta, 'resource-stickiness') ?? '');
  const label = `${isSingle && first !== undefined ? first.id : name}:`;
  noteLeft(reading, label, meta, [...POLICY_META, ...(isSingle ? ['critical'] : [])]);
  const inGroup = { isSingle, onFail: recoveryOf(meta, operations, label, reading)['recovery'] === 'disable' };
  return {
    ...recoveryOf(meta, operations, label, reading),
    ...placementOf({ name, ids, staysPut }, domains, reading),
    ...relationsOf(service, all, reading),
    resources: [
      ...nested(members.map((one) => resourceOf(one, name, inGroup, reading))),
      ...apart.map((one) => ({ ...resourceOf(one, name, inGroup, reading), independent_subtree: true })),
    ],
  };
}

type Read = JsonMap & { readonly type: string };
type InGroup = { readonly isSingle: boolean; readonly onFail: boolean };

const LAST = 100;

/**
 * A tree whose start order is that of the group. Siblings start by the level of their type, so one that would start too early
 * goes below the one before it.
 */
function nested(members: readonly Read[]): readonly Json[] {
  const level = ({ type }: Read) => own(START_LEVELS, type) ?? LAST;
  const cut = members.findIndex((one, index) => {
    const before = members[index - 1];
    return before !== undefined && (level(one) < level(before) || needsParent(one, before));
  });
  if (cut < 0) return members;
  const head = members.slice(0, cut);
  const last = head.at(-1);
  return last === undefined ? members : [...head.slice(0, -1), { ...last, resources: nested(members.slice(cut)) }];
}

/** A listener finds the name of its database in the resource around it. */
function needsParent({ type }: Read, before: Read): boolean {
  return type === 'oralistener' && before.type === 'oracledb';
}

function resourceOf(primitive: Primitive, service: string, inGroup: InGroup, reading: CibReading): Read {
  const type = typeFor(primitive, service) ?? '';
  const prefix = `${service}-${type}-`;
  const name = primitive.id.startsWith(prefix) ? primitive.id.slice(prefix.length) : primitive.id;
  const keys = keysOf(primitive, type, name, reading);
  if (!primitive.id.startsWith(prefix)) {
    const message = `resource ${primitive.id} gets an id that begins with ${prefix}: pacemaker takes it for another one, stops the old and starts the new`;
    noteAt(reading, primitive.line, 'changed', message, 'warning');
  }
  return { type, ...keys, ...special(primitive, inGroup, reading), ...actions(primitive, type, inGroup, reading) };
}

/** Meta attributes of a member. Those of a single resource are the service's. */
function special({ id, meta }: Primitive, { isSingle }: InGroup, reading: CibReading): JsonMap {
  const critical = valueOf(meta, 'critical');
  const subtree =
    critical !== undefined && booleanOf(critical) === false ? { independent_subtree: 'non_critical' } : {};
  if (isSingle) return subtree;
  noteLeft(reading, `${id}:`, meta, ['critical', 'migration-threshold', 'failure-timeout', 'target-role']);
  const [threshold, expire] = [
    Number(valueOf(meta, 'migration-threshold')),
    millisOf(valueOf(meta, 'failure-timeout')),
  ];
  return {
    ...subtree,
    ...(Number.isInteger(threshold) && threshold > 0 ? { max_restarts: threshold - 1 } : {}),
    ...(expire === undefined ? {} : { restart_expire_time: durationText(expire) }),
  };
}

/** Times that differ from those of the type. */
function actions(primitive: Primitive, type: string, { onFail }: InGroup, reading: CibReading): JsonMap {
  const { operations, id } = primitive;
  const times = own(COUNTERPARTS, type)?.times;
  if (times === undefined) return {};
  const known = [
    actionOf('start', find(operations, 'start'), { timeout: times.start }),
    actionOf('stop', find(operations, 'stop'), { timeout: times.stop }),
    actionOf('status', find(operations, 'monitor'), { timeout: times.monitor, interval: times.interval }),
  ].flatMap((one) => (one === undefined ? [] : [one]));
  for (const operation of operations) noteOperation(operation, operations, { id, onFail }, reading);
  return known.length === 0 ? {} : { actions: known };
}

function find(operations: readonly Operation[], name: string): Operation | undefined {
  return operations.find((one) => one.name === name);
}

function actionOf(
  name: string,
  operation: Operation | undefined,
  usual: { readonly [key: string]: number },
): JsonMap | undefined {
  const entries = Object.entries(usual).flatMap(([key, value]) => {
    const millis = operation === undefined ? undefined : millisOf(valueOf(operation.settings, key));
    return millis === undefined || millis === value * 1000 || millis < 1000
      ? []
      : [[key, durationText(millis)] as const];
  });
  return entries.length === 0 ? undefined : { name, ...Object.fromEntries(entries) };
}

function noteOperation(
  operation: Operation,
  all: readonly Operation[],
  { id, onFail }: { readonly id: string; readonly onFail: boolean },
  reading: CibReading,
): void {
  const { name, settings, line } = operation;
  if (!['start', 'stop', 'monitor'].includes(name) || find(all, name) !== operation) {
    noteAt(reading, line, 'lost', `${id}: ${name}, a further operation, is not modelled; left out`);
    return;
  }
  for (const value of settings) {
    const isKnown =
      ['interval', 'timeout', 'enabled', 'record-pending'].includes(value.name) ||
      (value.name === 'on-fail' && value.value === 'stop' && onFail);
    if (!isKnown) noteAt(reading, value.line, 'lost', `${inWords(`${id}: ${name}`, value)} is not modelled; left out`);
  }
}
