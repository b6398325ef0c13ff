/**
 * Splits a change into parts if pacemaker would otherwise stop something that could keep running. Each part leads to a valid document, and
 * the cluster is at rest between them. Measured with crm_simulate 2.1.5.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';
import { danglingReferences } from '../references.ts';
import { withChild } from '../xml.ts';
import { shortened } from '../short-stops.ts';
import { held, standAlone, unneeded } from './held.ts';
import { primitivesIn, structureOf, type Structure } from './structure.ts';

/** `what`: which part of the change is in it, in words. `stops`, `starts`: resources that it stops and does not remove, or starts. */
export type Stage = {
  readonly document: XmlElement;
  readonly what: string;
  readonly stops?: readonly string[];
  readonly starts?: readonly string[];
};

/**
 * The last one is `after`. Removed resources are stopped while they still have their own timeouts. If guests replace others, they start
 * when the old ones are gone, since both may be one. New resources run before anything waits for them, and nothing waits for
 * removed ones, so that a rollback is the same in reverse order.
 */
export function stagesOf(live: XmlElement, after: XmlElement): readonly Stage[] {
  const [old, now] = [structureOf(live), structureOf(after)];
  const [gone, came] = [guestsIn(old, now), guestsIn(now, old)];
  const isExchange = gone.length > 0 && came.length > 0;
  const [ties, loose] = [tiesIn(old, now), tiesIn(now, old)];
  const [free, tied] = [untied(live, loose), untied(after, ties)];
  const going = standAlone(old, now);
  const first = isExchange || shortened(going, old, after).length > 0 ? going : [];
  const last = isExchange ? unneeded(standAlone(now, old), tied, old) : [];
  const stopped = held(free, first);
  const stages: readonly Stage[] = [
    ...(loose.length === 0 ? [] : [{ document: free, what: `${namesOf(loose)} waits no longer for what goes` }]),
    ...(first.length === 0 ? [] : [{ document: stopped, what: phrase(first, 'stop'), stops: first }]),
    ...(isExchange && gone.some((id) => !first.includes(id))
      ? [{ document: without(stopped, new Set(gone)), what: phrase(gone, 'go') }]
      : []),
    ...(last.length === 0 ? [] : [{ document: held(tied, last), what: `all but the start of ${last.join(', ')}` }]),
    ...(ties.length === 0
      ? []
      : [{ document: tied, what: `all but what ${namesOf(ties)} will wait for`, starts: last }]),
    { document: after, what: 'the rest', starts: ties.length === 0 ? last : [] },
  ];
  return stages.every(({ document }) => danglingReferences(document).length === 0) ? stages : stages.slice(-1);
}

/** VMs that only the first has. */
function guestsIn({ resources }: Structure, others: Structure): readonly string[] {
  const isGuest = (xml: XmlElement) => attributeOf(xml, 'type') === 'VirtualDomain';
  return [...resources].flatMap(([id, xml]) => (isGuest(xml) && !others.resources.has(id) ? [id] : []));
}

/** `vm1 stops`, `vm1, vm2 stop`. */
function phrase(ids: readonly string[], verb: 'stop' | 'go'): string {
  return `${ids.join(', ')} ${verb}${ids.length > 1 ? '' : verb === 'go' ? 'es' : 's'}`;
}

function namesOf(ties: readonly Tie[]): string {
  return [...new Set(ties.map(({ later }) => later))].join(', ');
}

type Tie = { readonly first: string; readonly later: string };

/** Orders that would stop what runs, as it has to wait for something new. What is changed itself stops all the same. */
function tiesIn(old: Structure, now: Structure): readonly Tie[] {
  return now.orders.filter(({ first, later }) => {
    const [news, known] = [primitivesOf(first, now), primitivesOf(later, now)];
    if (news.length === 0 || news.some((id) => old.resources.has(id))) return false;
    return known.length > 0 && known.every((id) => isSame(old.resources.get(id), now.resources.get(id)));
  });
}

function primitivesOf(id: string, { resources }: Structure): readonly string[] {
  const xml = resources.get(id);
  return xml === undefined ? [] : primitivesIn(xml);
}

function isSame(old: XmlElement | undefined, now: XmlElement | undefined): boolean {
  return old !== undefined && now !== undefined && parametersOf(old) === parametersOf(now);
}

function parametersOf(primitive: XmlElement): string {
  const pairs = elementsIn(primitive, 'instance_attributes').flatMap((block) => elementsIn(block, 'nvpair'));
  return JSON.stringify(pairs.map((pair) => `${attributeOf(pair, 'name')}=${attributeOf(pair, 'value')}`).sort());
}

/** Without the orders, and the colocations of the same two. */
function untied(after: XmlElement, ties: readonly Tie[]): XmlElement {
  if (ties.length === 0) return after;
  const isTie = (one: XmlElement) => {
    const [first, later] =
      one.name === 'rsc_order'
        ? [attributeOf(one, 'first'), attributeOf(one, 'then')]
        : [attributeOf(one, 'with-rsc'), attributeOf(one, 'rsc')];
    return ties.some((tie) => tie.first === first && tie.later === later);
  };
  return withConstraints(after, (one) => !isTie(one));
}

/** Without these primitives, what holds nothing else, and all constraints of both. */
function without(live: XmlElement, ids: ReadonlySet<string>): XmlElement {
  const dropped = new Set(ids);
  const kept = (parent: XmlElement): XmlElement => ({
    ...parent,
    children: parent.children.flatMap((child) => {
      if (!('name' in child) || !HOLDERS.has(child.name)) return [child];
      const id = attributeOf(child, 'id') ?? '';
      if (dropped.has(id)) return [];
      const inside = kept(child);
      if (child.name === 'primitive' || elementsIn(inside).some(({ name }) => HOLDERS.has(name))) return [inside];
      dropped.add(id);
      return [];
    }),
  });
  const resources = inConfiguration(live, 'resources', kept);
  return withConstraints(resources, (one) => !NAMES.some((name) => dropped.has(attributeOf(one, name) ?? '')));
}

const HOLDERS = new Set(['primitive', 'group', 'clone']);
const NAMES = ['rsc', 'with-rsc', 'first', 'then'];

function withConstraints(cib: XmlElement, keeps: (one: XmlElement) => boolean): XmlElement {
  return inConfiguration(cib, 'constraints', (section) => ({
    ...section,
    children: section.children.filter((child) => !('name' in child) || keeps(child)),
  }));
}

function inConfiguration(cib: XmlElement, name: string, change: (section: XmlElement) => XmlElement): XmlElement {
  return withChild(cib, 'configuration', (configuration) => withChild(configuration, name, change));
}
