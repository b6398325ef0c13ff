/**
/**
 * Compares cluster.conf by meaning: what ccs and luci add is no difference, and neither is a default that only the node's
 * file has. Another spelling of a value is one: rgmanager compares attributes as text. rgmanager, reslist.c; measured with rg_test.
 */
import { own } from '../../base/json.ts';
import { attributeOf, type XmlElement } from '../../base/xml.ts';
import { rmTypes } from '../../catalogue/rm.ts';
import type { ComparedXml } from '../../diff/compared-file.ts';
import type { Part } from '../../diff/parts.ts';
import { nameIn, partOf, type Kinship } from '../../diff/xml-files.ts';
import { CLUSTER_CONF } from './emit/cluster-conf.ts';
import { DEFAULTS } from './import/rules/cluster-defaults.ts';
import { RULES_OF } from './import/rules/element-rules.ts';
import { siteKeys } from './import/site-keys.ts';

const AGENTS = rmTypes({ family: 'rhel6', minor: 10 });

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

/** What a child is known by: an address has no name, but is one. The name of a method is for people: its place identifies it. */
function nameOf(element: XmlElement): string {
  if (element.name === 'method') return '';
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
    attribute: (name, value, side, within) => side === 'found' && isDefault(within.name, name, value),
  },
  parts: (root) => withoutVersion(partOf(root, KINSHIP)),
  siteKeys,
};

/** Does the daemon take the value anyway? rgmanager fills in what agents declare before it compares. rgmanager, reslist.c. */
function isDefault(element: string, name: string, value: string): boolean {
  const declared = own(own(AGENTS, element)?.attributes, name)?.default;
  if (declared !== undefined) return declared === value;
  const usual = own(own(DEFAULTS, element), name);
  const read = own(own(RULES_OF, element), name)?.[1](value);
  return usual !== undefined && usual === String(read?.value ?? value);
}

/** Different versions among nodes are a separate finding. */
function withoutVersion(root: Part): Part {
  return { ...root, attributes: new Map([...root.attributes].filter(([name]) => name !== 'config_version')) };
}
