/** The catalogue of resource types as a schema: what is in a service, distinguished by `type`, and what services share. */
import { parse } from 'yaml';
import type { RmAttribute, RmFamily, RmValueType } from '../../src/catalogue/rm.ts';
import type { Schema } from '../../src/spec/schema.ts';

type Type = RmFamily['types'][string];
type Named = readonly [type: string, entry: Type];

const TEXT: Schema = { $ref: 'common.schema.json#/$defs/text' };

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `${OCTET}([.]${OCTET}){3}`;

/** What a value looks like in the site, per type of attribute. */
const SHAPES: { readonly [T in RmValueType]: (attribute: RmAttribute) => Schema } = {
  name: () => TEXT,
  text: () => TEXT,
  endpoint: () => ({ $ref: 'common.schema.json#/$defs/endpoint' }),
  duration: () => ({ $ref: 'common.schema.json#/$defs/duration' }),
  secret: () => ({ $ref: 'common.schema.json#/$defs/secret' }),
  boolean: () => ({ type: 'boolean' }),
  choice: ({ choices = [] }) => ({ enum: choices }),
  integer: ({ minimum = 0, maximum = 2147483647 }) => ({ type: 'integer', minimum, maximum }),
  path: () => ({
    type: 'string',
    pattern: '^/[^\\r\\n\\t]*$',
    'x-words': 'an absolute path, such as /srv/data',
  }),
  device: () => ({
    type: 'string',
    pattern: '^(/dev/|LABEL=|UUID=)[^\\r\\n\\t ]+$',
    'x-words': 'a path below /dev, or LABEL= or UUID= with the name of a file system, such as /dev/vg_web/data',
  }),
  address: () => ({
    type: 'string',
    pattern: `^(${IPV4}(/([12]?[0-9]|3[0-2]))?|[0-9A-Fa-f]*(:[0-9A-Fa-f]*){2,7}(/([1-9]?[0-9]|1[01][0-9]|12[0-8]))?)$`,
    'x-words': 'an address, with the length of its prefix if need be, such as 192.168.1.50 or 192.168.1.50/24',
  }),
};

/** What every resource in a service may have besides its attributes; service.schema.json says what each means. */
const COMMON = [
  'independent_subtree',
  'enforce_timeouts',
  'max_failures',
  'failure_expire_time',
  'max_restarts',
  'restart_expire_time',
  'actions',
  'raw',
];

export function rmSchema(families: { readonly [family: string]: RmFamily }, notice: string): Schema {
  const types = Object.values(families)
    .flatMap((family) => Object.entries(family.types))
    .filter(([, { placed }]) => placed === undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const refused = Object.assign({}, ...Object.values(families).map((family) => family.refused ?? {}));
  const shareable = types.filter(([, { attributes }]) => primaryOf(attributes) !== undefined);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'rm.gen.schema.json',
    $comment: notice,
    title: 'Resource',
    description: 'Something that a service starts and stops. The type decides which other keys there are.',
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    'x-never': refused,
    'x-meant': Object.fromEntries(types.flatMap(([type, { also = [] }]) => also.map((name) => [name, type]))),
    'x-tags': [...types.map(([type]) => type), 'shared'],
    oneOf: [...types.map(([type]) => type), 'shared'].map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: {
      children: children(),
      shared: reference(),
      ...Object.fromEntries(types.map((named) => [named[0], inline(named)])),
      resources: { ...section(shareable), 'x-never': refused },
      ...Object.fromEntries(shareable.map((named) => [`shared.${named[0]}`, definition(named)])),
    },
  };
}

/** A resource where it is used. */
function inline([type, { description, attributes }]: Named): Schema {
  return {
    title: type,
    description,
    type: 'object',
    additionalProperties: false,
    required: ['type', ...requiredOf(attributes)],
    properties: {
      type: { description: `Type of resource. Example: ${type}`, const: type },
      ...propertiesOf(attributes),
      ...common(),
    },
  };
}

/** A resource that is defined once; its name is the key above it. */
function definition([type, { description, attributes }]: Named): Schema {
  const primary = primaryOf(attributes);
  const others = Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== primary));
  return {
    title: `Shared ${type}`,
    description,
    type: 'object',
    additionalProperties: false,
    required: requiredOf(others),
    properties: { ...propertiesOf(others), raw: { $ref: 'service.schema.json#/$defs/raw' } },
  };
}

function section(types: readonly Named[]): Schema {
  return {
    title: 'SharedResources',
    description:
      'Resources that are defined once and used by name, by type. Example: fs: { data: { device: /dev/vg_web/data, mountpoint: /srv/data } }',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(types.map((named) => [named[0], shared(named)])),
  };
}

function shared([type, { description, attributes }]: Named): Schema {
  const primary = primaryOf(attributes) ?? '';
  return {
    description: `${description}; by ${siteName(primary, attributes)}. Example: ${String(attributes[primary]?.example)}: ${entryExample(attributes)}`,
    type: 'object',
    ...keysOf(attributes[primary]),
    additionalProperties: { $ref: `#/$defs/shared.${type}` },
  };
}

/** An entry with what it has to have. */
function entryExample(attributes: Type['attributes']): string {
  const primary = primaryOf(attributes);
  const needed = Object.entries(attributes).filter(([name, { required }]) => required === true && name !== primary);
  const written = needed.map(([name, attribute]) => `${siteName(name, attributes)}: ${exampleOf(attribute)}`);
  return written.length === 0 ? '{}' : `{ ${written.join(', ')} }`;
}

/** A name that is a value of a form of its own. */
function keysOf(primary: RmAttribute | undefined): Schema {
  if (primary?.type !== 'address') return {};
  return {
    propertyNames: {
      description: `${primary.description}. Example: ${String(primary.example)}`,
      ...SHAPES.address(primary),
    },
  };
}

function reference(): Schema {
  return {
    title: 'shared',
    description: 'A resource that is defined under `resources`, with keys that belong to this use of it.',
    type: 'object',
    additionalProperties: false,
    required: ['type', 'resource'],
    properties: {
      type: { description: 'Says that it is defined elsewhere. Example: shared', const: 'shared' },
      resource: { description: 'Type and name. Example: fs/data', ...pathToShared() },
      ...common(),
    },
  };
}

function children(): Schema {
  return {
    title: 'Resources',
    description: 'Resources in order. Example: [fs/data, ip/192.168.1.50]',
    type: 'array',
    items: {
      description: 'A shared resource by type and name, or a resource. Example: fs/data',
      oneOf: [{ title: 'SharedResourceName', ...pathToShared() }, { $ref: '#' }],
    },
  };
}

function pathToShared(): Schema {
  return {
    type: 'string',
    pattern: '^[A-Za-z0-9.-]+/[^\\r\\n\\t]+$',
    'x-words': '<type>/<name> of a resource under resources, such as fs/data',
  };
}

function common(): Schema {
  const keys = COMMON.map((key) => [key, { $ref: `service.schema.json#/$defs/${key}` }]);
  return {
    ...Object.fromEntries(keys),
    resources: {
      description: 'Resources that need this one: started after it, stopped before it. Example: [ip/192.168.1.50]',
      $ref: '#/$defs/children',
    },
  };
}

function propertiesOf(attributes: Type['attributes']): Schema {
  const written = Object.entries(attributes).filter(([, { obsolete }]) => !obsolete);
  return Object.fromEntries(
    written.map(([name, attribute]) => [siteName(name, attributes), property(name, attribute)]),
  );
}

function property(name: string, attribute: RmAttribute): Schema {
  const { description, example, site, also = [], type } = attribute;
  const spellings = [...(site === undefined ? [] : [name]), ...also];
  return {
    description: `${description}${unset(attribute)}. Example: ${example === undefined ? `{ secret: service/${name} }` : exampleOf(attribute)}`,
    ...(spellings.length === 0 ? {} : { 'x-spellings': spellings }),
    ...SHAPES[type](attribute),
  };
}

/** As a site writes it: a text that YAML would read as a number is quoted. */
function exampleOf({ example, type }: RmAttribute): string {
  const text = String(example);
  return type === 'text' && typeof parse(text) !== 'string' ? JSON.stringify(text) : text;
}

/** What the agent takes for it, in words and as a site would write it. */
function unset({ default: value = '', type }: RmAttribute): string {
  if (value === '') return '';
  const isTrue = value === '1' || value === 'true';
  const written = type === 'duration' ? `${value}s` : type === 'boolean' ? String(isTrue) : value;
  return `; rgmanager's agent takes ${written} when left out`;
}

function requiredOf(attributes: Type['attributes']): readonly string[] {
  return Object.keys(attributes)
    .filter((name) => attributes[name]?.required)
    .map((name) => siteName(name, attributes));
}

function siteName(name: string, attributes: Type['attributes']): string {
  return attributes[name]?.site ?? name;
}

function primaryOf(attributes: Type['attributes']): string | undefined {
  return Object.keys(attributes).find((name) => attributes[name]?.primary);
}
