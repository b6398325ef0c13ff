/** The fence catalogue as a schema fragment: one definition per family, distinguished by `agent`. */
import type { ParameterType } from '../../src/catalogue/fence-types.ts';
import type { Schema } from '../../src/spec/schema.ts';
import type { Family, Word, Words } from './fence-families.ts';

/** What a value looks like in the site, per type of parameter. */
const SHAPES: { readonly [T in ParameterType]: (word: Word) => Schema } = {
  text: () => ({ $ref: 'common.schema.json#/$defs/text' }),
  endpoint: () => ({ $ref: 'common.schema.json#/$defs/endpoint' }),
  duration: () => ({ $ref: 'common.schema.json#/$defs/duration' }),
  secret: () => ({ $ref: 'common.schema.json#/$defs/secret' }),
  boolean: () => ({ type: 'boolean' }),
  choice: ({ choices = [] }) => ({ enum: choices }),
  integer: ({ minimum, maximum }) => ({
    type: 'integer',
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  }),
};

const RAW: Schema = {
  description:
    'Attributes of the <fencedevice> in cluster.conf that clusterc does not know, by name. Example: { verbose: "1" }',
  $ref: 'common.schema.json#/$defs/raw',
};

/** Words that families share stand in it once; a family's own are named after it. */
export function fenceSchema(families: readonly Family[], notice: string): Schema {
  const agents = families.flatMap(({ entry }) => Object.keys(entry.agents)).sort();
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'fence.gen.schema.json',
    $comment: notice,
    title: 'FenceDevice',
    description: 'A device that can switch nodes off. The agent decides which other keys there are.',
    type: 'object',
    required: ['agent'],
    discriminator: { propertyName: 'agent' },
    'x-tags': agents,
    oneOf: families.map(({ name }) => ({ $ref: `#/$defs/${name}` })),
    $defs: {
      ...Object.fromEntries(families.map((family) => [family.name, familySchema(family)])),
      ...Object.fromEntries(families.flatMap(definitions)),
    },
  };
}

function familySchema(family: Family): Schema {
  const { name, entry, agents, words } = family;
  const { plug: _plug, ...parameters }: Words = words;
  const known = Object.entries(agents).map(([agent, { description }]) => `${agent} (${description})`);
  return {
    title: `Fence_${name}`,
    description: known.join(', '),
    type: 'object',
    additionalProperties: false,
    required: ['agent', ...entry.required],
    properties: {
      agent: { description: `Fence agent. Example: ${Object.keys(agents)[0] ?? ''}`, enum: Object.keys(agents) },
      ...Object.fromEntries(Object.entries(parameters).map(([key, word]) => [key, property(family, key, word)])),
      raw: RAW,
    },
  };
}

/** What suggestions and messages need is at the property; the rest in the definition that families share. */
function property({ name, entry }: Family, key: string, word: Word): Schema {
  const { cman, rhel5 = cman, today = cman, also = [], type } = word;
  const spellings = [...new Set([cman, rhel5, today, ...also])].filter((spelling) => spelling !== key);
  return {
    ...(entry.required.includes(key) || type === 'secret' ? { description: wordsFor(key, word) } : {}),
    ...(spellings.length === 0 ? {} : { 'x-spellings': spellings }),
    ...(type === 'secret' ? SHAPES.secret(word) : { $ref: `#/$defs/${definitionName(name, entry, key)}` }),
  };
}

function definitions({ name, entry, words }: Family): readonly (readonly [string, Schema])[] {
  return Object.entries(words)
    .filter(([key, { type }]) => key !== 'plug' && type !== 'secret')
    .map(([key, word]) => [
      definitionName(name, entry, key),
      { description: wordsFor(key, word), ...SHAPES[word.type](word) },
    ]);
}

function definitionName(family: string, { own }: Family['entry'], key: string): string {
  return key in own ? `${family}.${key}` : `word.${key}`;
}

function wordsFor(key: string, { description, example = `{ secret: fence/${key} }`, unverified }: Word): string {
  const doubt = unverified === true ? ' (known from agents of today only)' : '';
  return `${description}${doubt}. Example: ${example}`;
}
