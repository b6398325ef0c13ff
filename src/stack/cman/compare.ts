/**
 * cluster.conf: what ccs and luci write around it is no difference, and neither is a default that only the node's file
 * has. Another spelling of a value is one: rgmanager compares attributes as text. Domain reference, 1.1 and 2.1.
 */
import { own } from '../../base/json.ts';
import { attributeOf, type XmlElement } from '../../base/xml.ts';
import { rmTypes } from '../../catalogue/rm.ts';
import { DEFAULTS } from './import/cluster-defaults.ts';
import { RULES_OF } from './import/element-rules.ts';
import type { Noise, Part } from '../../diff/parts.ts';
import { nameIn, type Kinship } from '../../diff/xml-files.ts';

const AGENTS = rmTypes({ family: 'rhel6', minor: 10 });

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

/** Addresses have no name, and are one. The name of a method is for people: its place says which one it is. */
function nameOf(element: XmlElement): string {
  if (element.name === 'method') return '';
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
  attribute: (name, value, side, within) => side === 'found' && isDefault(within.name, name, value),
};

/** Does the daemon take the value anyway? rgmanager fills in what agents declare before it compares. Domain reference, 2.3. */
function isDefault(element: string, name: string, value: string): boolean {
  const declared = own(own(AGENTS, element)?.attributes, name)?.default;
  if (declared !== undefined) return declared === value;
  const usual = own(own(DEFAULTS, element), name);
  const read = own(own(RULES_OF, element), name)?.[1](value);
  return usual !== undefined && usual === String(read?.value ?? value);
}

/** The version says nothing about the content; it is told apart. */
export function withoutVersion(root: Part): Part {
  return { ...root, attributes: new Map([...root.attributes].filter(([name]) => name !== 'config_version')) };
}
