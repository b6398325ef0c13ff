/** Folders of VM definitions that cluster.conf names, relative to the node's root. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

/** Folders from `path`, and files from `xmlfile`. */
export function vmFolders(root: XmlElement): readonly string[] {
  const vms = elementsIn(root, 'rm').flatMap((rm) => vmsIn(rm));
  const places = vms.flatMap((vm) => [...(attributeOf(vm, 'path') ?? '').split(':'), attributeOf(vm, 'xmlfile') ?? '']);
  const inside = places.filter((place) => /^(\/[A-Za-z0-9._+@-]+)+\/?$/.test(place) && !place.includes('/../'));
  return [...new Set(inside.map((place) => place.replace(/^\/|\/$/g, '')))];
}

function vmsIn(element: XmlElement): readonly XmlElement[] {
  return elementsIn(element).flatMap((child) => (child.name === 'vm' ? [child] : vmsIn(child)));
}
