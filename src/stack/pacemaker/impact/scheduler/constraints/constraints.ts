/** The constraints of a CIB, and their resource sets. */
import { own } from '../../../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { addColocation } from './colocations.ts';
import { addLocationConstraint } from './locations.ts';
import type { Cluster } from '../input/model.ts';
import { addOrdering } from './orderings.ts';
import { rulesHold } from '../input/rules.ts';
import { addTicketConstraint } from './tickets.ts';

export function addConstraints(cluster: Cluster, section: XmlElement | undefined): void {
  for (const constraint of section === undefined ? [] : elementsIn(section)) {
    const lifetime = elementsIn(constraint, 'lifetime')[0];
    if (attributeOf(constraint, 'id') === undefined) continue;
    if (lifetime !== undefined && !rulesHold(lifetime, { now: cluster.now })) continue;
    own(READERS, constraint.name)?.(cluster, constraint);
  }
}

const READERS: { readonly [element: string]: ((cluster: Cluster, constraint: XmlElement) => void) | undefined } = {
  rsc_order: addOrdering,
  rsc_colocation: addColocation,
  rsc_location: addLocationConstraint,
  rsc_ticket: addTicketConstraint,
};
