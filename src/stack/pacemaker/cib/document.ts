/** A CIB as data: resources with what contains them, constraints, levels, options. Pacemaker Explained; schemas 3.0 to 3.9. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { blocksIn, idsIn, type Ids, type Value } from './blocks.ts';
import { constraintsIn, type Constraint } from './constraints.ts';

export type Operation = {
  readonly name: string;
  /** Attributes and values without id and name, times as they are written. */
  readonly settings: readonly Value[];
  readonly line: number;
};

export type Primitive = {
  readonly id: string;
  readonly class: string;
  readonly provider: string | null;
  readonly type: string;
  readonly parameters: readonly Value[];
  readonly meta: readonly Value[];
  readonly operations: readonly Operation[];
  /** Utilization, and blocks under rules. */
  readonly others: readonly XmlElement[];
  readonly line: number;
};

export type Group = {
  readonly id: string;
  readonly members: readonly Primitive[];
  readonly meta: readonly Value[];
  readonly others: readonly XmlElement[];
  readonly line: number;
};

export type Clone = {
  readonly id: string;
  readonly of: Primitive | Group;
  /** True for `master` of pacemaker 1. */
  readonly isMaster: boolean;
  readonly meta: readonly Value[];
  readonly others: readonly XmlElement[];
  readonly line: number;
};

export type Level = {
  /** `host1`, or a pattern or attribute of nodes. */
  readonly target: string;
  readonly isNode: boolean;
  readonly index: string;
  readonly devices: readonly string[];
  readonly line: number;
};

export type Cib = {
  readonly root: XmlElement;
  readonly options: readonly Value[];
  readonly resourceDefaults: readonly Value[];
  readonly operationDefaults: readonly Value[];
  /** In the order of the file. A primitive in a group or clone is only there. */
  readonly resources: readonly (Primitive | Group | Clone)[];
  readonly constraints: readonly Constraint[];
  readonly levels: readonly Level[];
  /** Bundles, tags, alerts, ACLs, and blocks under rules. Templates are not: primitives hold what they take from them. */
  readonly others: readonly XmlElement[];
};

/** Reads the document. Elements without meaning for the daemon, such as comments, are left out. */
export function readCib(root: XmlElement): Cib {
  const [configuration] = elementsIn(root, 'configuration');
  const ids = idsIn(root);
  const part = (name: string) => (configuration === undefined ? [] : elementsIn(configuration, name));
  const all = (name: string, block: string) => {
    const found = part(name).map((section) => blocksIn(section, block, ids));
    return { values: found.flatMap(({ values }) => values), ruled: found.flatMap(({ ruled }) => ruled) };
  };
  const options = all('crm_config', 'cluster_property_set');
  const resourceDefaults = all('rsc_defaults', 'meta_attributes');
  const operationDefaults = all('op_defaults', 'meta_attributes');
  const resources = part('resources').flatMap((section) => elementsIn(section));
  const read = resources.map((element) => resourceOf(element, ids) ?? element);
  const { constraints, others } = constraintsIn(part('constraints'));
  return {
    root,
    options: options.values,
    resourceDefaults: resourceDefaults.values,
    operationDefaults: operationDefaults.values,
    resources: read.filter((one) => 'meta' in one),
    constraints,
    levels: part('fencing-topology')
      .flatMap((section) => elementsIn(section, 'fencing-level'))
      .map(levelOf),
    others: [
      ...[options, resourceDefaults, operationDefaults].flatMap(({ ruled }) => ruled),
      ...read.filter((one) => 'children' in one && one.name !== 'template').filter((one) => 'children' in one),
      ...others,
      ...['tags', 'alerts', 'acls'].flatMap((name) => part(name).flatMap((section) => elementsIn(section))),
    ],
  };
}

/** All primitives, those in groups and clones included. */
export function primitivesIn({ resources }: Pick<Cib, 'resources'>): readonly Primitive[] {
  return resources.flatMap((one) => membersOf(one));
}

/** The primitives of a resource, in their order. */
export function membersOf(resource: Primitive | Group | Clone): readonly Primitive[] {
  if ('of' in resource) return membersOf(resource.of);
  return 'members' in resource ? resource.members : [resource];
}

function resourceOf(element: XmlElement, ids: Ids): Primitive | Group | Clone | undefined {
  if (element.name === 'primitive') return primitiveOf(element, ids);
  if (element.name === 'group') return groupOf(element, ids);
  return element.name === 'clone' || element.name === 'master' ? cloneOf(element, ids) : undefined;
}

function cloneOf(element: XmlElement, ids: Ids): Clone | undefined {
  const [inner] = elementsIn(element).flatMap((child) => resourceOf(child, ids) ?? []);
  if (inner === undefined || 'of' in inner) return undefined;
  return { ...commonOf(element, ids, ['primitive', 'group']), of: inner, isMaster: element.name === 'master' };
}

function groupOf(element: XmlElement, ids: Ids): Group {
  const members = elementsIn(element, 'primitive').map((one) => primitiveOf(one, ids));
  return { ...commonOf(element, ids, ['primitive']), members };
}

function commonOf(element: XmlElement, ids: Ids, inner: readonly string[]) {
  const meta = blocksIn(element, 'meta_attributes', ids);
  const known = [...inner, 'meta_attributes'];
  return {
    id: attributeOf(element, 'id') ?? '',
    meta: meta.values,
    others: [...meta.ruled, ...elementsIn(element).filter(({ name }) => !known.includes(name))],
    line: element.line,
  };
}

/** The primitive, with what its template says and it does not. */
function primitiveOf(element: XmlElement, ids: Ids): Primitive {
  const template = ids.get(attributeOf(element, 'template') ?? '');
  const sources = template === undefined ? [element] : [element, template];
  const attribute = (name: string) => sources.map((one) => attributeOf(one, name)).find((one) => one !== undefined);
  const [own, inherited] = sources.map((source) => ownOf(source, ids));
  const taken = (key: 'parameters' | 'meta' | 'operations') => new Set((own?.[key] ?? []).map(({ name }) => name));
  const both = <T extends { readonly name: string }>(
    key: 'parameters' | 'meta' | 'operations',
    mine: readonly T[],
    theirs: readonly T[],
  ) => [...mine, ...theirs.filter(({ name }) => !taken(key).has(name))];
  return {
    id: attributeOf(element, 'id') ?? '',
    class: attribute('class') ?? '',
    provider: attribute('provider') ?? null,
    type: attribute('type') ?? '',
    parameters: both('parameters', own?.parameters ?? [], inherited?.parameters ?? []),
    meta: both('meta', own?.meta ?? [], inherited?.meta ?? []),
    operations: both('operations', own?.operations ?? [], inherited?.operations ?? []),
    others: [...(own?.others ?? []), ...(inherited?.others ?? [])],
    line: element.line,
  };
}

function ownOf(element: XmlElement, ids: Ids) {
  const parameters = blocksIn(element, 'instance_attributes', ids);
  const meta = blocksIn(element, 'meta_attributes', ids);
  const known = ['instance_attributes', 'meta_attributes', 'operations'];
  return {
    parameters: parameters.values,
    meta: meta.values,
    operations: elementsIn(element, 'operations').flatMap((block) =>
      elementsIn(block, 'op').map((op) => operationOf(op, ids)),
    ),
    others: [...parameters.ruled, ...meta.ruled, ...elementsIn(element).filter(({ name }) => !known.includes(name))],
  };
}

function operationOf(op: XmlElement, ids: Ids): Operation {
  const inner = ['instance_attributes', 'meta_attributes'].flatMap((name) => blocksIn(op, name, ids).values);
  const own = op.attributes.filter(({ name }) => !['id', 'name', 'description'].includes(name));
  return {
    name: attributeOf(op, 'name') ?? '',
    settings: [...own.map(({ name, value }) => ({ name, value, line: op.line })), ...inner],
    line: op.line,
  };
}

function levelOf(level: XmlElement): Level {
  const node = attributeOf(level, 'target');
  const pattern = attributeOf(level, 'target-pattern');
  const attribute = `${attributeOf(level, 'target-attribute')}=${attributeOf(level, 'target-value')}`;
  return {
    target: node ?? pattern ?? attribute,
    isNode: node !== undefined,
    index: attributeOf(level, 'index') ?? '',
    devices: (attributeOf(level, 'devices') ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    line: level.line,
  };
}
