/** References of a CIB. They are IDREF in the schema, so pacemaker rejects a CIB with a dangling one. */
import { own } from '../../../base/json.ts';
import { elementsIn, type XmlElement } from '../../../base/xml.ts';

export type Dangling = {
  readonly element: string;
  readonly attribute: string;
  readonly id: string;
  readonly line: number;
};

/** Element -> attributes that refer to another element. Pacemaker's RELAX NG schemas 3.0 to 3.9. */
const REFERENCES: { readonly [element: string]: readonly string[] } = {
  rsc_location: ['rsc'],
  rsc_colocation: ['rsc', 'with-rsc'],
  rsc_order: ['first', 'then'],
  rsc_ticket: ['rsc'],
  resource_ref: ['id'],
  obj_ref: ['id'],
  primitive: ['template'],
  role: ['id'],
};
/** The reference attribute of all elements. */
const COMMON = 'id-ref';

/** References without a target. Elements that only refer to others are not targets. */
export function danglingReferences(cib: XmlElement): readonly Dangling[] {
  const configuration = elementsIn(cib, 'configuration')[0];
  if (configuration === undefined) return [];
  const ids = new Set<string>();
  const found: Dangling[] = [];
  collect(configuration, ids, found);
  return found.filter(({ id }) => !ids.has(id));
}

function collect(element: XmlElement, ids: Set<string>, found: Dangling[]): void {
  const names = own(REFERENCES, element.name);
  for (const { name, value } of element.attributes)
    if (name === COMMON || names?.includes(name) === true)
      found.push({ element: element.name, attribute: name, id: value, line: element.line });
    else if (name === 'id') ids.add(value);
  for (const child of elementsIn(element)) collect(child, ids, found);
}
