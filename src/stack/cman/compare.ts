/**
 * Compares cluster.conf by meaning: what ccs and luci add is no difference. A written default is one, since rgmanager compares
 * the attributes that are there, as text. Domain reference, 1.1 and 2.1.
 */
import { attributeOf, type XmlElement } from '../../base/xml.ts';
import type { ComparedXml } from '../../diff/compared-file.ts';
import type { Part } from '../../diff/parts.ts';
import { nameIn, partOf, type Kinship } from '../../diff/xml-files.ts';
import { CLUSTER_CONF } from './emit/cluster-conf.ts';
import { siteKeys } from './import/site-keys.ts';

/** Elements whose children have names and no order. */
const UNORDERED = new Set(
  'cluster clusternodes clusternode fencedevices rm failoverdomains failoverdomain resources logging'.split(' '),
);

const KINSHIP: Kinship = {
  id: nameOf,
  // Methods are tried in their order, devices of a method work in theirs, and so do the children of a service.
  group: (element, { name }) => (UNORDERED.has(name) ? `${element.name} ${nameOf(element)}` : ''),
  value: (_element, _attribute, value) => value,
};

/** What a child is known by: an address has no name, but is one. */
function nameOf(element: XmlElement): string {
  return nameIn(element) || (attributeOf(element, 'address') ?? attributeOf(element, 'ref') ?? '');
}

/** Elements that ccs writes into a new file; an empty one means the same as none. ccs(8), "--createcluster". */
const EMPTY = new Set(
  'cman totem dlm gfs_controld group fence_daemon logging fence unfence fencedevices rm failoverdomains resources'.split(
    ' ',
  ),
);

export const clusterConfFile: ComparedXml = {
  path: CLUSTER_CONF,
  format: 'xml',
  noise: {
    part: ({ name, attributes, children, text }) =>
      EMPTY.has(name) && attributes.size === 0 && children.length === 0 && text === '',
    attribute: () => false,
  },
  parts: (root) => withoutVersion(partOf(root, KINSHIP)),
  plainText: (text) => text.replace(/\bconfig_version="[^"]*"/, 'config_version="..."'),
  siteKeys,
};

/** Nodes with different versions are a finding of their own. */
function withoutVersion(root: Part): Part {
  return { ...root, attributes: new Map([...root.attributes].filter(([name]) => name !== 'config_version')) };
}
