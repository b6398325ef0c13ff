/**
 * cluster.conf: what ccs and luci write around it is no difference. A default that is written is one: rgmanager compares which
 * attributes stand there, as text. Domain reference, 1.1 and 2.1.
 */
import { attributeOf, type XmlElement } from '../../base/xml.ts';
import type { Noise, Part } from '../../diff/parts.ts';
import { nameIn, type Kinship } from '../../diff/xml-files.ts';

/** Their children are told apart by name, and the order of those says nothing. */
const UNORDERED = new Set(
  'cluster clusternodes clusternode fencedevices rm failoverdomains failoverdomain resources logging'.split(' '),
);

export const CLUSTER_CONF: Kinship = {
  id: nameOf,
  // Methods are tried in their order, devices of a method work in theirs, and so do the children of a service.
  group: (element, { name }) => (UNORDERED.has(name) ? `${element.name} ${nameOf(element)}` : ''),
  value: (_element, _attribute, value) => value,
};

/** Addresses have no name, and are one. */
function nameOf(element: XmlElement): string {
  return nameIn(element) || (attributeOf(element, 'address') ?? attributeOf(element, 'ref') ?? '');
}

/** What ccs writes into a new file, and daemons take for granted: nothing is said by an empty one. ccs(8), "--createcluster". */
const EMPTY = new Set(
  'cman totem dlm gfs_controld group fence_daemon logging fence unfence fencedevices rm failoverdomains resources'.split(
    ' ',
  ),
);

export const CLUSTER_NOISE: Noise = {
  part: ({ name, attributes, children, text }: Part) =>
    EMPTY.has(name) && attributes.size === 0 && children.length === 0 && text === '',
  attribute: () => false,
};

/** The version says nothing about the content; it is told apart. */
export function withoutVersion(root: Part): Part {
  return { ...root, attributes: new Map([...root.attributes].filter(([name]) => name !== 'config_version')) };
}
