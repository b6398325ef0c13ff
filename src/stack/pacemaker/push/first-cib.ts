/** The part of a CIB that an empty cluster gets first: options and fence devices. Guests follow when the devices run. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { membersOf, readCib, type Primitive } from '../cib/document.ts';
import { withChild } from '../impact/xml.ts';

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

export function fences({ class: kind }: Primitive): boolean {
  return kind === 'stonith';
}

/** The primitives of a document, also those in groups and clones. */
export function primitivesIn(cib: XmlElement): readonly Primitive[] {
  return readCib(cib).resources.flatMap((one) => membersOf(one));
}
