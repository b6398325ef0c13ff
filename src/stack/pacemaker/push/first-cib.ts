/** Parts of a CIB that have to be there before the rest: options and fence devices, then what gives locks to volume groups. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { membersOf, readCib, type Primitive } from '../cib/document.ts';
import { element, withChild } from '../impact/xml.ts';

/** The part of the desired document that comes first; null where the cluster has guests already, or nothing fences. */
export function fencingFirst(live: XmlElement, desired: XmlElement): XmlElement | null {
  const [running, all] = [primitivesIn(live), primitivesIn(desired)];
  const devices = all.filter(fences).map(({ id }) => id);
  if (!running.every(fences) || devices.length === 0 || devices.length === all.length) return null;
  const isOfDevice = (one: XmlElement, name: string) => devices.includes(attributeOf(one, name) ?? '');
  const only = (section: XmlElement, name: string): XmlElement => ({
    ...section,
    children: elementsIn(section).filter((one) => isOfDevice(one, name)),
  });
  return withChild(desired, 'configuration', (configuration) => ({
    ...configuration,
    children: elementsIn(configuration).flatMap((section) => {
      if (section.name === 'resources') return [only(section, 'id')];
      if (section.name === 'constraints') return [only(section, 'rsc')];
      return section.name === 'tags' ? [] : [section];
    }),
  }));
}

/**
 * What a running cluster has before its first shared volume groups, which are made when dlm and lvmlockd run; null where they do, or where
 * nothing needs them.
 */
export function lockingFirst(live: XmlElement, desired: XmlElement): XmlElement | null {
  if (hasLocks(live) || !primitivesIn(desired).some(givesLocks)) return null;
  const lockers = primitivesIn(desired)
    .filter(givesLocks)
    .map(({ id }) => id);
  return onlyKnown(live, desired, (one) => elementsWithin(one).some((id) => lockers.includes(id)));
}

/** Do its volume groups have locks? */
export function hasLocks(cib: XmlElement): boolean {
  return primitivesIn(cib).some(givesLocks);
}

function givesLocks({ type }: Primitive): boolean {
  return type === 'lvmlockd';
}

function elementsWithin(one: XmlElement): readonly string[] {
  return [...[attributeOf(one, 'id') ?? []].flat(), ...elementsIn(one).flatMap(elementsWithin)];
}

/**
 * What a running cluster has before hosts join it: what fences them, and nothing that is new. Resources stay away from them,
 * so joining has no effect on what runs; null if none joins.
 */
export function beforeJoining(live: XmlElement, desired: XmlElement, joining: readonly string[]): XmlElement | null {
  if (joining.length === 0) return null;
  const part = onlyKnown(live, desired, () => false);
  const guests = [...idsIn(part)].flatMap(([id, one]) => (attributeOf(one, 'class') === 'stonith' ? [] : [id]));
  const isPlace = (one: XmlElement) =>
    joining.includes(attributeOf(one, 'node') ?? '') && guests.includes(attributeOf(one, 'rsc') ?? '');
  const away = guests.flatMap((rsc) =>
    joining.map((node) => element('rsc_location', { id: `joining-${rsc}-${node}`, rsc, node, score: '-INFINITY' })),
  );
  return withSection(part, 'constraints', (section) => [
    ...elementsIn(section).filter((one) => !isPlace(one)),
    ...away,
  ]);
}

/** The desired document with what fences, what the cluster has, and what `isAlso` holds for; and with what names nothing else. */
function onlyKnown(live: XmlElement, desired: XmlElement, isAlso: (resource: XmlElement) => boolean): XmlElement {
  const known = idsIn(live);
  const isKept = (one: XmlElement) =>
    attributeOf(one, 'class') === 'stonith' || known.has(attributeOf(one, 'id') ?? '') || isAlso(one);
  const resources = withSection(desired, 'resources', (section) => elementsIn(section).filter(isKept));
  const ids = idsIn(resources);
  const whole = (section: XmlElement) => elementsIn(section).filter((one) => namedIn(one).every((id) => ids.has(id)));
  const constraints = withSection(resources, 'constraints', whole);
  const hasTags = elementsIn(constraints, 'configuration').some((one) => elementsIn(one, 'tags').length > 0);
  return hasTags ? withSection(constraints, 'tags', whole) : constraints;
}

/** Resources that are in no other one, by id. */
function idsIn(cib: XmlElement): ReadonlyMap<string, XmlElement> {
  const all = elementsIn(cib, 'configuration')
    .flatMap((one) => elementsIn(one, 'resources'))
    .flatMap((one) => elementsIn(one));
  return new Map(all.map((one) => [attributeOf(one, 'id') ?? '', one]));
}

/** Ids that a constraint or a tag names, with those in its sets. */
function namedIn(one: XmlElement): readonly string[] {
  const own = ['rsc', 'with-rsc', 'first', 'then'].flatMap((name) => attributeOf(one, name) ?? []);
  const refs = elementsIn(one).flatMap((child) =>
    child.name === 'obj_ref' || child.name === 'resource_ref' ? (attributeOf(child, 'id') ?? []) : namedIn(child),
  );
  return [...own, ...refs];
}

/** With other elements in a section. */
function withSection(
  cib: XmlElement,
  name: string,
  change: (section: XmlElement) => readonly XmlElement[],
): XmlElement {
  return withChild(cib, 'configuration', (configuration) =>
    withChild(configuration, name, (section) => ({ ...section, children: change(section) })),
  );
}

export function fences({ class: kind }: Primitive): boolean {
  return kind === 'stonith';
}

/** The primitives of a document, also those in groups and clones. */
export function primitivesIn(cib: XmlElement): readonly Primitive[] {
  return readCib(cib).resources.flatMap((one) => membersOf(one));
}
