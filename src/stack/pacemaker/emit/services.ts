/** Services as groups of resources, in the start order of their tree. Metadata of resource-agents 4.12. */
import { own } from '../../../base/json.ts';
import { seconds } from '../../../base/units.ts';
import type { XmlValue, Xml } from '../../../emit/draft.ts';
import { madeFrom } from '../../../emit/draft.ts';
import type { Model } from '../../../model/model.ts';
import type { Attribute, Resource, Service } from '../../../model/service.ts';
import type { Counterpart, Source } from '../catalogue/counterpart.ts';
import { COUNTERPARTS, START_LEVELS, TRANSPARENT } from '../catalogue/ocf.ts';
import type { PacemakerModel } from '../options.ts';
import { colocation, groupXml, order, primitiveXml, type Op, type Pair, type Primitive } from './cib-xml.ts';
import { onFailOf, policyMeta } from './policy.ts';

/** A resource of a service, with its ancestors. */
export type Member = {
  readonly id: string;
  readonly resource: Resource;
  /** Ancestors, from the service to the parent. */
  readonly around: readonly Resource[];
  /** True if its failure leaves the rest of the service running. */
  readonly independent: boolean;
};

/** Members in start order: parents before children, siblings by the start level of their type. */
export function membersOf({ name, resources }: Service, model: Pick<Model, 'resources'>): readonly Member[] {
  const below = (list: readonly Resource[], around: readonly Resource[], independent: boolean): readonly Member[] =>
    inOrder(list.map((one) => defined(one, model))).flatMap((resource) => {
      const apart = independent || resource.special.independentSubtree === 'yes';
      const own = { id: memberId(name, resource), resource, around, independent: apart };
      const children = below(resource.children, [...around, resource], apart);
      return TRANSPARENT.includes(resource.type) ? children : [own, ...children];
    });
  const all = below(resources, [], false);
  if (all.some(({ independent }) => !independent)) return all;
  // Where every part is independent, the first one is what the others follow: a service needs a group.
  return all.map((member) => ({ ...member, independent: !isWithin(member, all[0]) }));
}

function isWithin({ resource, around }: Member, first: Member | undefined): boolean {
  const top = first?.around[0] ?? first?.resource;
  return (around[0] ?? resource) === top;
}

/** The resource itself or the shared one that it refers to. In pacemaker each service gets its own copy. */
function defined(one: Resource, { resources }: Pick<Model, 'resources'>): Resource {
  const shared = one.reference ? resources.find(({ type, name }) => type === one.type && name === one.name) : undefined;
  return shared === undefined ? one : { ...one, attributes: shared.attributes };
}

const LAST = 100;

function inOrder(resources: readonly Resource[]): readonly Resource[] {
  const level = ({ type }: Resource) => own(START_LEVELS, type) ?? LAST;
  return resources.toSorted((a, b) => level(a) - level(b));
}

/** An id of letters, digits, dots, hyphens and underscores. */
function memberId(service: string, { type, name }: Resource): string {
  return `${service}-${type}-${name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-|-$/g, '')}`;
}

/** The group of a service, and its independent members as separate primitives. */
export function serviceResources(service: Service, model: PacemakerModel): readonly Xml[] {
  const members = membersOf(service, model);
  const xml = (member: Member) => primitiveXml(primitive(member, service, model));
  const grouped = members.filter(({ independent }) => !independent).map(xml);
  const group = madeFrom([service.at], groupXml(service.name, grouped, policyMeta(service, model)));
  return [...(grouped.length === 0 ? [] : [group]), ...members.filter(({ independent }) => independent).map(xml)];
}

/** Orders and colocations that make independent members follow the group. */
export function serviceConstraints(service: Service, model: Pick<Model, 'resources'>): readonly Xml[] {
  const members = membersOf(service, model);
  if (members.every(({ independent }) => independent)) return [];
  return members
    .filter(({ independent }) => independent)
    .flatMap(({ id }) => [order(service.name, id), colocation(id, service.name)]);
}

function primitive(member: Member, service: Service, model: PacemakerModel): Primitive {
  const { id, resource } = member;
  const counterpart = counterpartOf(resource);
  return {
    id,
    class: counterpart.class,
    provider: counterpart.provider,
    type: typeOf(counterpart, resource),
    parameters: parametersOf(member, counterpart, model),
    meta: memberMeta(resource),
    ops: opsOf(resource, counterpart, onFailOf(service)),
    from: [resource.at],
  };
}

function counterpartOf({ type }: Resource): Counterpart {
  const found = own(COUNTERPARTS, type);
  if (found === undefined) throw new Error(`bug/check: ${type} has no counterpart`);
  return found;
}

/** The agent's type, or the unit or init script that the resource names. */
export function typeOf({ type, unit }: Counterpart, resource: Resource): string {
  return type ?? String(valueIn(resource, unit ?? '')).replace(/^.*\//, '');
}

function valueIn({ attributes }: Resource, name: string): Attribute['value'] | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

/** Parameters of the agent that the site sets. */
export function parametersOf(member: Member, { parameters }: Counterpart, model: PacemakerModel): readonly Pair[] {
  const pairs = Object.entries(parameters).flatMap(([name, source]): readonly Pair[] => {
    const value = sourceValue(source, member);
    return value === null ? [] : [[name, value]];
  });
  return member.resource.type === 'lvm' ? withLocks(pairs, model) : pairs;
}

/** Adds the lock type to a group under lvmlockd, which is active on one host at a time. */
function withLocks(pairs: readonly Pair[], { volumeGroups }: PacemakerModel): readonly Pair[] {
  const name = pairs.find(([parameter]) => parameter === 'vgname')?.[1];
  if (!volumeGroups.some((group) => group.name === name && group.clustered)) return pairs;
  const others = pairs.filter(([parameter]) => parameter !== 'vg_access_mode');
  return [...others, ['vg_access_mode', 'lvmlockd'], ['activation_mode', 'exclusive']];
}

function sourceValue(source: Source, { resource, around }: Member): XmlValue | null {
  if ('value' in source) return source.value;
  if ('join' in source) {
    const parts = source.join.map((name) => valueIn(resource, name));
    return parts.includes(undefined) ? null : parts.map(String).join(source.with);
  }
  const holder = 'of' in source ? around.findLast(({ type }) => type === source.of) : resource;
  const value = holder === undefined ? undefined : valueIn(holder, source.from);
  if ('around' in source && value === undefined) return aroundOf(around, source.around);
  if (value === undefined) return null;
  if (typeof value === 'object') return { $secret: value.secret };
  if (typeof value === 'boolean') return String(value);
  return 'part' in source ? partOf(String(value), source.part) : value;
}

/** The value of the nearest ancestor that sets a path or a mount point. */
function aroundOf(around: readonly Resource[], attribute: string): string | null {
  const values = around.toReversed().map((one) => valueIn(one, 'path') ?? valueIn(one, attribute));
  const value = values.find((one) => typeof one === 'string');
  return typeof value === 'string' ? value : null;
}

function partOf(address: string, part: 'address' | 'prefix'): string | null {
  const [before = '', after = null] = address.split('/');
  return part === 'address' ? before : after;
}

function memberMeta({ special }: Resource): readonly Pair[] {
  const { maxRestarts, restartExpireTime, independentSubtree } = special;
  return [
    ...(independentSubtree === 'non_critical' ? [['critical', 'false'] as const] : []),
    ...(maxRestarts === null ? [] : [['migration-threshold', maxRestarts + 1] as const]),
    ...(restartExpireTime === null ? [] : [['failure-timeout', `${seconds(restartExpireTime)}s`] as const]),
  ];
}

/** Operations with the agent's times, or those of the site. */
function opsOf({ actions }: Resource, { times }: Counterpart, onFail: string | null): readonly Op[] {
  const said = (name: string) => actions.find((action) => action.name === name && action.depth === null);
  const timeout = (name: string, fallback: number) => {
    const millis = said(name)?.timeout ?? null;
    return millis === null ? fallback : seconds(millis);
  };
  const interval = said('status')?.interval ?? said('monitor')?.interval ?? null;
  return [
    {
      name: 'monitor',
      interval: interval === null ? times.interval : seconds(interval),
      timeout: timeout('status', timeout('monitor', times.monitor)),
      onFail,
    },
    { name: 'start', interval: 0, timeout: timeout('start', times.start), onFail },
    { name: 'stop', interval: 0, timeout: timeout('stop', times.stop) },
  ];
}
