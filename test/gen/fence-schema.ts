/** The fence catalogue as a schema fragment: one definition per agent, told apart by `agent`. */
import type { FenceFamily, FenceParameter, ParameterType } from '../../src/catalogue/fence.ts';
import type { Schema } from '../../src/spec/schema.ts';
import type { Families } from './generate.ts';

/** What a value looks like in the site, per type of parameter. */
const SHAPES: { readonly [T in ParameterType]: (parameter: FenceParameter) => Schema } = {
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

/** Today's spellings of what the old agents call otherwise, for a better suggestion. Agents' own metadata, `obsoletes`. */
const TODAY: { readonly [name: string]: readonly string[] } = { address: ['ip'], login: ['username'], ssh: ['ssh'] };

const RAW: Schema = {
  description:
    'Attributes of the <fencedevice> in cluster.conf that clusterc does not know, by name. Example: { retry_on: "2" }',
  $ref: 'common.schema.json#/$defs/raw',
};

export function fenceSchema(families: Families, notice: string): Schema {
  const agents = Object.values(families).flatMap((family) =>
    Object.keys(family.agents).map((agent) => ({ agent, family })),
  );
  const sorted = agents.sort((a, b) => (a.agent < b.agent ? -1 : 1));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'fence.gen.schema.json',
    $comment: notice,
    title: 'FenceDevice',
    description: 'A device that can switch nodes off. The agent decides which other keys there are.',
    type: 'object',
    required: ['agent'],
    discriminator: { propertyName: 'agent' },
    oneOf: sorted.map(({ agent }) => ({ $ref: `#/$defs/${agent}` })),
    $defs: Object.fromEntries(sorted.map(({ agent, family }) => [agent, agentSchema(agent, family)])),
  };
}

function agentSchema(agent: string, family: FenceFamily): Schema {
  const parameters = Object.entries(family.parameters);
  return {
    title: agent,
    description: family.agents[agent]?.description ?? agent,
    type: 'object',
    additionalProperties: false,
    required: ['agent', ...parameters.filter(([, { required }]) => required).map(([name]) => name)],
    properties: {
      agent: { description: `Fence agent. Example: ${agent}`, const: agent },
      ...Object.fromEntries(parameters.map(([name, parameter]) => [name, property(name, parameter)])),
      raw: RAW,
    },
  };
}

function property(name: string, parameter: FenceParameter): Schema {
  const spellings = [parameter.cman, ...(TODAY[name] ?? [])].filter((spelling) => spelling !== name);
  const example = parameter.example ?? `{ secret: fence/${name} }`;
  return {
    description: `${parameter.description}. Example: ${example}`,
    ...(spellings.length === 0 ? {} : { 'x-spellings': spellings }),
    ...SHAPES[parameter.type](parameter),
  };
}
