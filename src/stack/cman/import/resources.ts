/** Converts resources of rgmanager to `resources` of the site and to service trees, by the catalogue of agents. */
import type { Json } from '../../../base/brand.ts';
import { own, type JsonMap } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { primaryIn, refusalOf, resourceTypes } from '../../../catalogue/rm.ts';
import { below, readAttributes, type Reading, type Rules } from '../../../import/attributes.ts';
import { nameOf } from './cluster-conf.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import type { ValueReader } from '../../../import/values.ts';
import { ACTION, readerOf, SPECIAL } from './rules/managed-rules.ts';
import { withSpellings } from './spellings.ts';
import { attributesInWords, commentOn, named } from '../../../import/xml.ts';

const TYPES = resourceTypes();

/** The `actions` of a resource, service or VM. */
export function actionsOf(element: XmlElement, reading: Reading): JsonMap {
  const actions = named(element, 'action').map((action) => readAttributes(action, ACTION, reading, 'lost'));
  return actions.length === 0 ? {} : { actions };
}

/** Shared resources by type and primary attribute, and how often each may be used. */
export type Shared = {
  readonly section: JsonMap;
  /** `fs/data` -> remaining uses. Undefined: unlimited. Decremented while services are read. */
  readonly left: Map<string, number | undefined>;
};

/** The shared resources of `<resources>`, which services refer to. */
export function readShared(resources: XmlElement | undefined, reading: Reading): Shared {
  const section = new Map<string, Map<string, Json>>();
  const left = new Map<string, number | undefined>();
  for (const element of resources === undefined ? [] : elementsIn(resources)) {
    if (element.name === 'service' || element.name === 'vm') continue; // read where it is used
    const type = TYPES.get(element.name);
    const primary = primaryOf(element);
    if (type === undefined || primary === undefined) {
      unknownType(element, reading);
      continue;
    }
    const key = `${element.name}/${primary}`;
    if (left.has(key)) {
      reading.notes.note('lost', placeOf(element, reading), `a second resource ${key}: rgmanager drops it; left out`);
      continue;
    }
    const at = below(reading, element.name, primary);
    const remark = resources === undefined ? undefined : commentOn(element, resources);
    if (remark !== undefined) reading.notes.above(at.at, remark);
    const { [primaryKey(element.name)]: _primary, ...keys } = keysOf(element, at);
    const alike = section.get(element.name) ?? new Map<string, Json>();
    section.set(element.name, alike.set(primary, { ...keys, ...actionsOf(element, at) }));
    left.set(key, type.max === 0 ? undefined : type.max);
  }
  const sections = [...section].map(([type, entries]) => [type, Object.fromEntries(entries)] as const);
  return { section: Object.fromEntries(sections), left };
}

/** The resources below a service or another resource, in their order. */
export function readTree(parent: XmlElement, shared: Shared, reading: Reading): readonly Json[] {
  return elementsIn(parent)
    .filter(({ name }) => name !== 'action' && name !== 'vm')
    .flatMap((element): readonly Json[] => {
      const reference = attributeOf(element, 'ref');
      const found =
        reference === undefined ? inline(element, shared, reading) : referred(element, reference, shared, reading);
      return found === undefined ? [] : [found];
    });
}

function inline(element: XmlElement, shared: Shared, reading: Reading): Json | undefined {
  if (!TYPES.has(element.name)) return unknownType(element, reading);
  return { type: element.name, ...keysOf(element, reading), ...partsOf(element, shared, reading) };
}

function partsOf(element: XmlElement, shared: Shared, reading: Reading): JsonMap {
  const resources = readTree(element, shared, reading);
  return { ...actionsOf(element, reading), ...(resources.length === 0 ? {} : { resources }) };
}

/** The resource for a reference. rgmanager drops a dangling or surplus one with its children, and so does the import. */
function referred(element: XmlElement, reference: string, shared: Shared, reading: Reading): Json | undefined {
  const key = `${element.name}/${reference}`;
  const left = shared.left.get(key);
  const place = placeOf(element, reading);
  if (!shared.left.has(key) || left === 0) {
    const why = left === 0 ? 'is used elsewhere already, and may be used once' : 'is not defined';
    reading.notes.note(
      'lost',
      place,
      `<${element.name} ref="${reference}"> ${why}: rgmanager starts the service without it; left out`,
    );
    return undefined;
  }
  if (left !== undefined) shared.left.set(key, left - 1);
  for (const { name, value } of element.attributes.filter((one) => one.name !== 'ref' && !one.name.startsWith('__'))) {
    const said = isSecretName(name) ? '...' : value;
    reading.notes.note(
      'lost',
      place,
      `${name}="${said}" next to ref="${reference}" has no effect: the shared resource decides; left out`,
      'note',
    );
  }
  const special = element.attributes.filter(({ name }) => name.startsWith('__'));
  const keys = {
    ...readAttributes({ ...element, attributes: special }, SPECIAL, reading, 'lost'),
    ...partsOf(element, shared, reading),
  };
  return Object.keys(keys).length === 0 ? key : { type: 'shared', resource: key, ...keys };
}

function unknownType(element: XmlElement, reading: Reading): undefined {
  const said = attributesInWords(element, isSecretName);
  const refused = refusalOf(element.name);
  const why =
    refused === undefined
      ? 'is not a resource type of the catalogue, or lacks its name'
      : `is never written: ${refused}`;
  const message = `<${element.name}> ${why}; left out, with everything in it: ${said}`;
  reading.notes.note('lost', placeOf(element, reading), message, 'error');
  return undefined;
}

function placeOf({ line }: XmlElement, { file }: Reading): { readonly file: string; readonly line: number } {
  return { file, line };
}

/** The keys of a resource. Defaults of the agent are omitted: rgmanager adds them before it compares. rgmanager, reslist.c. */
function keysOf(element: XmlElement, reading: Reading): JsonMap {
  const declared = TYPES.get(element.name)?.attributes;
  const attributes = element.attributes.filter(({ name, value }) => own(declared, name)?.default !== value);
  const rules = rulesFor(element, reading);
  const keys = readAttributes({ ...element, attributes }, { ...SPECIAL, ...rules }, reading, 'kept');
  return withSpellings(element, rules, keys);
}

function rulesFor(element: XmlElement, { notes }: Reading): Rules {
  const attributes = Object.entries(TYPES.get(element.name)?.attributes ?? {});
  return Object.fromEntries(
    attributes
      .filter(([, { obsolete }]) => obsolete !== true)
      .map(([name, attribute]) => {
        const secret = `${element.name}/${primaryOf(element) ?? nameOf(element)}`;
        const read: ValueReader =
          attribute.type === 'secret' ? (value) => ({ value: notes.secret(secret, value) }) : readerOf(attribute);
        return [name, [attribute.site ?? name, read] as const] as const;
      }),
  );
}

/** The name of a type's primary attribute. */
function primaryAttribute(type: string): string {
  return primaryIn(TYPES.get(type)?.attributes);
}

function primaryKey(type: string): string {
  const name = primaryAttribute(type);
  return own(TYPES.get(type)?.attributes, name)?.site ?? name;
}

function primaryOf(element: XmlElement): string | undefined {
  return attributeOf(element, primaryAttribute(element.name));
}
