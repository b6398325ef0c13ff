/** Resource templates: a primitive inherits parameters and operations of its template. Its own take precedence. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import type { Cluster } from './model.ts';
import { Role, roleOf } from './text.ts';

/** The primitive with its template applied. Undefined if the template is missing. */
export function expandedTemplate({ byId }: Cluster, element: XmlElement): XmlElement | undefined {
  const reference = attributeOf(element, 'template');
  if (reference === undefined) return element;
  const template = byId.get(reference);
  if (template?.name !== 'template') return undefined;
  const [own] = elementsIn(element, 'operations');
  const [inherited] = elementsIn(template, 'operations');
  const both = own !== undefined && inherited !== undefined;
  return {
    name: element.name,
    line: element.line,
    attributes: template.attributes.map(({ name, value }) => ({
      name,
      value: name === 'id' ? (attributeOf(element, 'id') ?? value) : value,
    })),
    children: [
      ...template.children.filter((child) => !both || child !== inherited),
      ...element.children.map((child) => (both && child === own ? merged(own, inherited) : child)),
    ],
  };
}

/** Adds operations of the template, except those with a name and role that the resource has. */
function merged(own: XmlElement, inherited: XmlElement): XmlElement {
  const key = (op: XmlElement) => {
    const role = roleOf(attributeOf(op, 'role'));
    return `${attributeOf(op, 'name')}-${role === Role.started || role === Role.unpromoted ? Role.unknown : role}`;
  };
  const known = new Set(elementsIn(own).map(key));
  return { ...own, children: [...own.children, ...elementsIn(inherited).filter((op) => !known.has(key(op)))] };
}
