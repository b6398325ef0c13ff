/**
 * Compares cluster.conf by meaning: additions by ccs and luci are no difference. A default that is set explicitly is one, since
 * rgmanager compares written attributes as text. Domain reference, 1.1 and 2.1.
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
  // The order counts for methods, for the devices of a method, and for the children of a service.
  group: (element, { name }) => (UNORDERED.has(name) ? `${element.name} ${nameOf(element)}` : ''),
  value: (_element, _attribute, value) => value,
};

/** The name of a child; an address serves as one. */
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

/** Different versions among nodes are a separate finding. */
function withoutVersion(root: Part): Part {
  return { ...root, attributes: new Map([...root.attributes].filter(([name]) => name !== 'config_version')) };
}
