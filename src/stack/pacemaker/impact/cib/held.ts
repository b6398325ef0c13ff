/**
 * Resources that are stopped by a block of ours, which is there between two parts of a change only: what goes is stopped while the document
 * still has its timeouts. Settings of operators stay as they are. Measured with pacemaker 2.1.5.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';
import { booleanOf } from '../scheduler/input/text.ts';
import { element, withChild } from '../xml.ts';
import { pairsIn, primitivesIn, structureOf, type Structure } from './structure.ts';

/** Primitives that only the first has, and that can be stopped without what both have. None that is stopped, or that is not managed. */
export function standAlone(some: Structure, others: Structure): readonly string[] {
  return [...some.resources].flatMap(([id, xml]) => {
    const isOwn = xml.name === 'primitive' && !others.resources.has(id) && attributeOf(xml, 'class') !== 'stonith';
    return isOwn && isManaged(xml) && !isHeadOfGroup(id, some, others) ? [id] : [];
  });
}

function isManaged(primitive: XmlElement): boolean {
  const meta = pairsIn(primitive, 'meta_attributes');
  const is = (name: string) => booleanOf(meta.get(name));
  return (
    meta.get('target-role')?.toLowerCase() !== 'stopped' && is('is-managed') !== false && is('maintenance') !== true
  );
}

/** Would members of its group that both have stop with it? */
function isHeadOfGroup(id: string, some: Structure, others: Structure): boolean {
  return (some.around.get(id) ?? []).some((around) => {
    const members = primitivesOf([around], some);
    return members.slice(members.indexOf(id) + 1).some((later) => others.resources.has(later));
  });
}

/** Those for which none of the others waits, and without which none of the others runs. */
export function unneeded(ids: readonly string[], cib: XmlElement, others: Structure): readonly string[] {
  const structure = structureOf(cib);
  const needed = constraintsIn(cib).flatMap((one) => {
    const { leading, following } = sidesOf(one, structure);
    return following.some((id) => others.resources.has(id)) ? leading : [];
  });
  return ids.filter((id) => !needed.includes(id));
}

/** The document in which these are stopped, and nothing else is because of them. */
export function held(cib: XmlElement, ids: readonly string[]): XmlElement {
  if (ids.length === 0) return cib;
  const structure = structureOf(cib);
  const pulls = (one: XmlElement) => {
    const { leading, following } = sidesOf(one, structure);
    return leading.some((id) => ids.includes(id)) && following.some((id) => !ids.includes(id));
  };
  const stops = (parent: XmlElement): XmlElement => ({
    ...parent,
    children: parent.children.map((child) => {
      if (!('name' in child)) return child;
      if (child.name !== 'primitive') return stops(child);
      const id = attributeOf(child, 'id') ?? '';
      return ids.includes(id) ? { ...child, children: [stopping(id), ...child.children] } : child;
    }),
  });
  return withChild(cib, 'configuration', (configuration) =>
    withChild(withChild(configuration, 'resources', stops), 'constraints', (section) => ({
      ...section,
      children: section.children.filter((child) => !('name' in child && pulls(child))),
    })),
  );
}

/** With the highest score, so that it counts before all other blocks. */
function stopping(id: string): XmlElement {
  const pair = element('nvpair', { id: `${blockOf(id)}-target-role`, name: 'target-role', value: 'Stopped' });
  return element('meta_attributes', { id: blockOf(id), score: 'INFINITY' }, [pair]);
}

function blockOf(id: string): string {
  return `${id}-stopped-by-push`;
}

/** XPath that finds the resource where it is, and no push has stopped it. */
export function notHeld(id: string): string {
  return `/cib/configuration//primitive[@id='${id}' and not(meta_attributes[@id='${blockOf(id)}'])]`;
}

function constraintsIn(cib: XmlElement): readonly XmlElement[] {
  return elementsIn(cib, 'configuration')
    .flatMap((one) => elementsIn(one, 'constraints'))
    .flatMap((one) => elementsIn(one));
}

/** The primitives of a constraint without which others stop, and those others. Of a set each may be both. */
function sidesOf(one: XmlElement, structure: Structure) {
  const named = (name: string) => primitivesOf([attributeOf(one, name) ?? ''], structure);
  const all = elementsIn(one, 'resource_set').flatMap((set) =>
    elementsIn(set, 'resource_ref').map((ref) => attributeOf(ref, 'id') ?? ''),
  );
  if (all.length > 0) return { leading: primitivesOf(all, structure), following: primitivesOf(all, structure) };
  if (one.name === 'rsc_order') return { leading: named('first'), following: named('then') };
  const isApart = attributeOf(one, 'score')?.startsWith('-') === true;
  return isApart ? NEITHER : { leading: named('with-rsc'), following: named('rsc') };
}

const NEITHER: { readonly leading: readonly string[]; readonly following: readonly string[] } = {
  leading: [],
  following: [],
};

function primitivesOf(ids: readonly string[], { resources }: Structure): readonly string[] {
  return ids.flatMap((id) => {
    const xml = resources.get(id);
    return xml === undefined ? [] : primitivesIn(xml);
  });
}
