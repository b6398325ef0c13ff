/** Where things are in a configuration: resources in groups and clones, members, orders. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';

export type Structure = {
  /** Every primitive, group, clone and template by id, in the order of the file. */
  readonly resources: ReadonlyMap<string, XmlElement>;
  /** The groups and clones around a resource, from the inside. */
  readonly around: ReadonlyMap<string, readonly string[]>;
  readonly orders: readonly { readonly first: string; readonly later: string; readonly xml: XmlElement }[];
};

export function structureOf(cib: XmlElement): Structure {
  const [configuration] = elementsIn(cib, 'configuration');
  const resources = new Map<string, XmlElement>();
  const around = new Map<string, readonly string[]>();
  for (const section of sections(configuration, 'resources')) walk(section, [], { resources, around });
  const orders = sections(configuration, 'constraints')
    .flatMap((section) => elementsIn(section, 'rsc_order'))
    .flatMap((xml) => {
      const [first, later] = [attributeOf(xml, 'first'), attributeOf(xml, 'then')];
      return first === undefined || later === undefined || !isMandatory(xml) ? [] : [{ first, later, xml }];
    });
  return { resources, around, orders };
}

function sections(configuration: XmlElement | undefined, name: string): readonly XmlElement[] {
  return configuration === undefined ? [] : elementsIn(configuration, name);
}

function isMandatory(order: XmlElement): boolean {
  const score = attributeOf(order, 'score');
  return (attributeOf(order, 'kind') ?? 'Mandatory') === 'Mandatory' && score !== '0';
}

const RESOURCES = new Set(['primitive', 'group', 'clone', 'master', 'template']);

function walk(
  parent: XmlElement,
  outer: readonly string[],
  into: { readonly resources: Map<string, XmlElement>; readonly around: Map<string, readonly string[]> },
): void {
  for (const child of elementsIn(parent)) {
    const id = attributeOf(child, 'id');
    if (!RESOURCES.has(child.name) || id === undefined) continue;
    into.resources.set(id, child);
    into.around.set(id, outer);
    walk(child, [id, ...outer], into);
  }
}

/** The members of a group, clone or primitive: the primitives in it, or itself. */
export function primitivesIn(resource: XmlElement): readonly string[] {
  if (resource.name === 'primitive') return [attributeOf(resource, 'id') ?? ''];
  return elementsIn(resource).flatMap((child) => (RESOURCES.has(child.name) ? primitivesIn(child) : []));
}

/** Values of the pairs in blocks of a name. */
export function pairsIn(resource: XmlElement, block: string): ReadonlyMap<string, string> {
  const pairs = elementsIn(resource, block).flatMap((one) => elementsIn(one, 'nvpair'));
  return new Map(pairs.map((pair) => [attributeOf(pair, 'name') ?? '', attributeOf(pair, 'value') ?? '']));
}

/** `ocf:heartbeat:VirtualDomain`. */
export function agentOf(resource: XmlElement): string {
  return ['class', 'provider', 'type'].flatMap((name) => attributeOf(resource, name) ?? []).join(':');
}
