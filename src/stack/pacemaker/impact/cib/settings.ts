/** What a configuration says, as a flat table: so two documents are compared by meaning, whatever their order and ids of blocks. */
import { own } from '../../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';

export type Setting = {
  readonly value: string;
  readonly line: number;
  /** The attribute or parameter, by which secrets are recognised. */
  readonly attribute: string;
  /** Resources that it is about; none for the whole cluster. */
  readonly resources: readonly string[];
  /** Whose setting it is, in words: `vm1`, `cluster options`. */
  readonly owner: string;
};

export type Settings = ReadonlyMap<string, Setting>;

/** By key: what it belongs to, and its name there. */
export function settingsOf(configuration: XmlElement | undefined): Settings {
  const into = new Map<string, Setting>();
  for (const section of configuration === undefined ? [] : elementsIn(configuration))
    for (const child of elementsIn(section)) addTo(into, section.name, child);
  return into;
}

type Into = Map<string, Setting>;

function addTo(into: Into, section: string, child: XmlElement): void {
  if (section === 'resources') addResource(into, child, []);
  else if (section === 'constraints') addConstraint(into, child);
  else if (section === 'nodes') addNode(into, child);
  else if (section === 'fencing-topology') addLevel(into, child);
  else if (own(BLOCKS, child.name) !== undefined || child.name === 'cluster_property_set')
    addPairs(into, child, { owner: own(SECTIONS, section) ?? section, resources: [], kind: '' });
  else add(into, `${section}/${idOf(child)}`, textOf(child), child, { owner: section, resources: [] });
}

const SECTIONS: { readonly [section: string]: string } = {
  crm_config: 'cluster options',
  rsc_defaults: 'defaults of resources',
  op_defaults: 'defaults of operations',
};
/** Blocks of pairs, and how their values are called. */
const BLOCKS: { readonly [block: string]: string } = {
  instance_attributes: '',
  meta_attributes: 'meta ',
  utilization: 'utilization ',
};

type About = Pick<Setting, 'owner' | 'resources'>;

function add(into: Into, key: string, value: string, { line }: XmlElement, about: About, attribute = ''): void {
  into.set(key, { value, line, attribute, ...about });
}

function addPairs(into: Into, block: XmlElement, { kind, ...about }: About & { readonly kind: string }): void {
  const reference = attributeOf(block, 'id-ref');
  if (reference !== undefined) add(into, `${about.owner}/${kind}id-ref`, reference, block, about, `${kind}id-ref`);
  for (const rule of elementsIn(block, 'rule'))
    add(into, `${about.owner}/${kind}rule ${idOf(rule)}`, textOf(rule), rule, about, `${kind}rule`);
  for (const pair of elementsIn(block, 'nvpair')) {
    const name = attributeOf(pair, 'name') ?? attributeOf(pair, 'id-ref') ?? '';
    add(into, `${about.owner}/${kind}${name}`, attributeOf(pair, 'value') ?? '', pair, about, `${kind}${name}`);
  }
}

function idOf(element: XmlElement): string {
  return attributeOf(element, 'id') ?? attributeOf(element, 'id-ref') ?? element.name;
}

/** A resource and its members; `within`: the groups and clones around it. */
function addResource(into: Into, element: XmlElement, within: readonly string[]): void {
  const id = idOf(element);
  const resources = [id, ...within];
  const about = { owner: id, resources };
  add(into, id, kindOf(element), element, about);
  if (within[0] !== undefined) add(into, `${id}/member of`, within[0], element, about, 'member of');
  for (const child of elementsIn(element)) {
    const kind = own(BLOCKS, child.name);
    if (kind !== undefined) addPairs(into, child, { ...about, kind });
    else if (child.name === 'operations') for (const op of elementsIn(child, 'op')) addOperation(into, op, about);
    else if (MEMBERS.has(child.name)) addResource(into, child, resources);
  }
}

const MEMBERS = new Set(['primitive', 'group', 'clone', 'master', 'template', 'bundle']);

/** `primitive ocf:heartbeat:VirtualDomain`. */
function kindOf(element: XmlElement): string {
  const agent = ['class', 'provider', 'type'].flatMap((name) => attributeOf(element, name) ?? []).join(':');
  const template = attributeOf(element, 'template');
  return [element.name, agent, ...(template === undefined ? [] : [`of template ${template}`])].join(' ').trim();
}

function addOperation(into: Into, op: XmlElement, about: About): void {
  const name = `${attributeOf(op, 'name')} every ${attributeOf(op, 'interval') ?? '0'}`.replace(/ every 0s?$/, '');
  for (const { name: attribute, value } of op.attributes)
    if (!['id', 'name', 'interval'].includes(attribute))
      add(into, `${about.owner}/${name} ${attribute}`, value, op, about, `${name} ${attribute}`);
  for (const block of elementsIn(op)) addPairs(into, block, { ...about, kind: `${name} ` });
}

/** Attributes of constraints that name resources. */
const NAMES = ['rsc', 'with-rsc', 'first', 'then'];

function addConstraint(into: Into, element: XmlElement): void {
  const named = NAMES.flatMap((name) => attributeOf(element, name) ?? []);
  const inSets = referencesIn(element);
  const owner = wordsOf(element, [...named, ...inSets]);
  const attributes = element.attributes.filter(({ name }) => name !== 'id' && !NAMES.includes(name) && name !== 'node');
  const rules = elementsIn(element).map(textOf).join(' ');
  const value = [...attributes.map(({ name, value: text }) => `${name} ${text}`), rules].join(' ').trim();
  add(into, owner, value, element, { owner, resources: [...named, ...inSets] });
}

function referencesIn(element: XmlElement): readonly string[] {
  return elementsIn(element).flatMap((child) => (child.name === 'resource_ref' ? [idOf(child)] : referencesIn(child)));
}

/** What a constraint is about: two of the same are the same one, whatever their ids. */
function wordsOf(element: XmlElement, named: readonly string[]): string {
  const [a = '', b = ''] = named;
  if (element.name === 'rsc_order' && named.length === 2) return `order of ${a} before ${b}`;
  if (element.name === 'rsc_colocation' && named.length === 2) return `colocation of ${a} with ${b}`;
  const node = attributeOf(element, 'node');
  if (element.name === 'rsc_location' && node !== undefined) return `location of ${a} on ${node}`;
  return `${element.name.replace(/^rsc_/, '')} ${idOf(element)}`;
}

function addNode(into: Into, element: XmlElement): void {
  const owner = `node ${attributeOf(element, 'uname') ?? idOf(element)}`;
  add(into, owner, '', element, { owner, resources: [] });
  for (const block of elementsIn(element))
    addPairs(into, block, { owner, resources: [], kind: own(BLOCKS, block.name) ?? '' });
}

function addLevel(into: Into, element: XmlElement): void {
  const target = ['target', 'target-pattern', 'target-value'].flatMap((name) => attributeOf(element, name) ?? []);
  const owner = `fencing level ${attributeOf(element, 'index') ?? ''} of ${target.join(' ')}`;
  add(into, owner, attributeOf(element, 'devices') ?? '', element, { owner, resources: [] });
}

/** An element in one line, without ids. */
function textOf(element: XmlElement): string {
  const attributes = element.attributes
    .filter(({ name }) => name !== 'id')
    .map(({ name, value }) => `${name} ${value}`);
  return [element.name, ...attributes, ...elementsIn(element).map(textOf)].join(' ');
}
