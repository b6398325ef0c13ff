/**
 * Compares a CIB by meaning, in the sections that clusterc owns. Ids of blocks, pairs, operations and constraints, and the order
 * of resources, mean nothing; ids of primitives do. A group with one member means that member. Measured with crm_simulate 2.1.5.
 */
import { own } from '../../../base/json.ts';
import type { ComparedXml } from '../../../diff/compared-file.ts';
import { numbered, type Part } from '../../../diff/parts.ts';
import { ANY, partOf } from '../../../diff/xml-files.ts';
import type { XmlElement } from '../../../base/xml.ts';
import type { Value } from '../cib/blocks.ts';
import { labelOf, type Constraint } from '../cib/constraints.ts';
import {
  membersOf,
  readCib,
  type Cib,
  type Clone,
  type Group,
  type Level,
  type Operation,
  type Primitive,
} from '../cib/document.ts';
import { isOfOperator, meaningOf, META_DEFAULTS, OPTION_DEFAULTS, timeText, WRITTEN_BY_CLUSTER } from '../cib/owned.ts';
import { CIB } from '../emit/cib.ts';
import { inCib, isOfRunning, isRunning, ofRunning } from './live-cib.ts';

export const cibFile: ComparedXml = {
  path: CIB,
  format: 'xml',
  noise: {
    part: (part, side, _within, others) => (side === 'found' ? isNoise(part) : isOfRunning(part, others)),
    attribute: (name, value, side) => side === 'found' && own(USUAL_OF_OPERATION, name) === value,
  },
  parts: (root) => (isRunning(root) ? ofRunning(partsOf(inCib(root))) : partsOf(readCib(root))),
  siteKeys: () => [],
};

/** Attributes of an operation that mean nothing more than their absence. */
const USUAL_OF_OPERATION: { readonly [name: string]: string } = {
  enabled: 'true',
  'record-pending': 'true',
  role: 'Started',
};

const RUN_ONCE = [
  'start',
  'stop',
  'promote',
  'demote',
  'migrate_to',
  'migrate_from',
  'notify',
  'reload',
  'reload-agent',
  'meta-data',
  'validate-all',
];

/** Is it the default, or what the cluster or an operator writes? */
function isNoise({ id, name, text, attributes }: Part): boolean {
  const [kind] = id.split(' ');
  if (kind === 'option') return WRITTEN_BY_CLUSTER.includes(name) || own(OPTION_DEFAULTS, name) === text;
  if (kind === 'meta') return own(META_DEFAULTS, name) === text;
  if (kind === 'operator') return true;
  return kind === 'operation' && RUN_ONCE.includes(name) && [...attributes].every(([key]) => key === 'interval');
}

function partsOf(cib: Cib): Part {
  const names = namesIn(cib);
  const nameOf = (id: string) => names.get(id) ?? id;
  const children = [
    ...cib.options.map((value) => settingPart('option', 'option', value)),
    ...cib.resourceDefaults.map((value) => settingPart('meta', 'default', value)),
    ...cib.operationDefaults.map((value) => settingPart('operation-default', 'operation default', value)),
    ...cib.resources.flatMap((one) => resourceParts(one, nameOf)),
    ...cib.constraints.map((one) => constraintPart(one, nameOf)),
    ...cib.levels.map(levelPart),
    ...cib.others.map(otherPart),
  ];
  return part({ name: 'cib', id: 'cib', line: cib.root.line, children });
}

/** Resource id -> what constraints are compared by: the only member of a group, or what a clone is of. */
function namesIn({ resources }: Cib): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap((one): readonly (readonly [string, string])[] => {
      const inner = 'of' in one ? one.of : one;
      const name = innerName(inner);
      const outer = 'of' in one ? [[one.id, `clone of ${name}`] as const] : [];
      return [...outer, ...('members' in inner ? [[inner.id, name] as const] : [])];
    }),
  );
}

function innerName(inner: Primitive | Group): string {
  if (!('members' in inner)) return inner.id;
  const last = inner.members.at(-1);
  if (last === undefined) return inner.id;
  return inner.members.length === 1 ? last.id : `group of ${last.id}`;
}

type Some = Pick<Part, 'name' | 'id' | 'line'> & Partial<Part>;

function part({ children = [], ...some }: Some): Part {
  return { group: some.id, attributes: new Map(), text: '', ...some, children: numbered(children) };
}

/** `label`: what has it, such as `vm1:` or `option`. */
function settingPart(kind: string, label: string, { name, value, line }: Value): Part {
  const meaning = kind === 'parameter' ? value : meaningOf(name, value);
  const shown = meaning === value ? {} : { shown: value };
  return part({
    name,
    id: `${kind} ${name}`,
    text: meaning === '' ? EMPTY : meaning,
    ...shown,
    line,
    label: `${label} ${name}`,
  });
}

/** A value that is written and empty differs from one that is not there. */
const EMPTY = '""';

function resourceParts(resource: Primitive | Group | Clone, nameOf: (id: string) => string): readonly Part[] {
  if ('of' in resource) return [...resourceParts(resource.of, nameOf), clonePart(resource, nameOf)];
  if (!('members' in resource)) return [primitivePart(resource)];
  const [only, ...more] = resource.members;
  if (only !== undefined && more.length === 0)
    return [primitivePart(withMeta(only, resource)), ...resource.others.map(otherPart)];
  return [...resource.members.map((member) => primitivePart(member)), groupPart(resource, nameOf)];
}

/** The only member of a group, with the group's meta attributes. */
function withMeta(member: Primitive, { meta }: Group): Primitive {
  const taken = new Set(member.meta.map(({ name }) => name));
  return { ...member, meta: [...member.meta, ...meta.filter(({ name }) => !taken.has(name))] };
}

function primitivePart(primitive: Primitive): Part {
  const { id, class: kind, provider, type, line } = primitive;
  return part({
    name: 'primitive',
    id: `primitive ${id}`,
    label: `resource ${id}`,
    attributes: new Map([['agent', [kind, provider, type].filter((one) => one !== null).join(':')]]),
    line,
    children: [
      ...primitive.parameters.map((value) => settingPart('parameter', `${id}:`, value)),
      ...primitive.meta.map((value) => settingPart('meta', `${id}:`, value)),
      ...primitive.operations.map((operation) => operationPart(id, operation)),
      ...primitive.others.map(otherPart),
    ],
  });
}

function operationPart(id: string, { name, settings, line }: Operation): Part {
  const values = settings.map(
    ({ name: key, value }) => [key, key === 'timeout' || key === 'interval' ? timeText(value) : value] as const,
  );
  const interval = new Map(values).get('interval') ?? '0ms';
  const once = RUN_ONCE.includes(name);
  const attributes = new Map(values.filter(([key, value]) => !(key === 'interval' && (once || value === '0ms'))));
  return part({
    name,
    id: `operation ${name}${once ? '' : ` ${interval}`}`,
    label: `${id}: ${name}`,
    attributes,
    line,
  });
}

function groupPart({ id, members, meta, others, line }: Group, nameOf: (id: string) => string): Part {
  return part({
    name: 'group',
    id: nameOf(id),
    label: `group ${id}`,
    attributes: new Map([['members', members.map((one) => one.id).join(' ')]]),
    line,
    children: [...meta.map((value) => settingPart('meta', `${id}:`, value)), ...others.map(otherPart)],
  });
}

function clonePart({ id, of, isMaster, meta, others, line }: Clone, nameOf: (id: string) => string): Part {
  return part({
    name: 'clone',
    id: nameOf(id),
    label: `clone of ${membersOf(of)
      .map((one) => one.id)
      .join(' ')}`,
    attributes: new Map([['clone', 'yes'], ...(isMaster ? [['promotable', 'true'] as const] : [])]),
    line,
    children: [...meta.map((value) => settingPart('meta', `${id}:`, value)), ...others.map(otherPart)],
  });
}

function constraintPart(constraint: Constraint, nameOf: (id: string) => string): Part {
  const label = labelOf(constraint, nameOf);
  const operator = isOfOperator(constraint.id) ? 'operator ' : '';
  const text = constraint.kind === 'order' ? (constraint.isMandatory ? 'Mandatory' : 'Optional') : constraint.score;
  return part({
    name: constraint.kind,
    id: `${operator}${label}`,
    label,
    attributes: new Map(constraint.more),
    text,
    line: constraint.line,
  });
}

function levelPart({ target, index, devices, line }: Level): Part {
  const label = `fencing level ${index} of ${target}`;
  return part({ name: 'level', id: label, label, text: devices.join(','), line });
}

/** An element of the CIB that is compared as it is written. */
function otherPart(element: XmlElement): Part {
  const read = partOf(element, ANY, `other ${element.name}`, element.name);
  const id = read.attributes.get('id') ?? '';
  return { ...read, id: `other ${element.name} ${id}`, label: `<${element.name} "${id}">` };
}
