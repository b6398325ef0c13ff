/**
 * The schema of a site as editors use it best. yaml-language-server shows `patternErrorMessage` instead of a regular expression, and of a
 * `oneOf` it reports only the errors of the alternative that comes closest; with `if` and `then` it reports those of the one that is meant.
 */
import type { Json } from '../base/brand.ts';
import { isList, isMap, own } from '../base/json.ts';
import { siteSchema } from './site-schema.ts';
import type { Schema } from './schema.ts';

/** Its name has the newest `version` of a site that it admits. */
export function editorSchema(): Schema {
  return { ...adapted(siteSchema), $id: 'urn:clusterc:site:2' };
}

function adapted(schema: Schema): Schema {
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, walk(value)]));
  return withoutOurOwn(withChoices(withDefault(withUnit(withPatternMessage(inner)))));
}

/** Without keywords of ours: yaml-language-server ignores the description next to a `$ref` that has an unknown keyword. */
function withoutOurOwn(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !key.startsWith('x-')));
}

function walk(value: Json): Json {
  if (isList(value)) return value.map(walk);
  return isMap(value) ? adapted(value) : value;
}

/**
 * Patterns in words, where the schema has some; also for a value of another type, such as a number without its unit. `x-pattern` is one that
 * clusterc checks with the model, as what is around the value can be checked then.
 */
function withPatternMessage(schema: Schema): Schema {
  const pattern = schema['pattern'] ?? schema['x-pattern'];
  const words = schema['x-words'] ?? schema['description'];
  if (typeof pattern !== 'string' || typeof words !== 'string') return schema;
  return { ...schema, pattern, patternErrorMessage: `Write ${words}`, errorMessage: `Write ${words}` };
}

/** The unit is part of what an editor shows at a key. */
function withUnit(schema: Schema): Schema {
  const { description, $ref } = schema;
  const form = resolved(schema);
  const words = form['x-words'] ?? ($ref === undefined ? undefined : form['description']);
  if (typeof words !== 'string' || !words.includes('number and') || typeof description !== 'string') return schema;
  return { ...schema, description: `${description}. Write ${words}` };
}

/** The default is part of what an editor shows at a key. */
function withDefault(schema: Schema): Schema {
  const { default: value, description } = schema;
  if (value === undefined || typeof description !== 'string') return schema;
  return {
    ...schema,
    description: `${description}. Default: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  };
}

/** Alternatives that a key decides between, as conditions on that key. */
function withChoices(schema: Schema): Schema {
  const { discriminator, oneOf, properties, ...rest } = schema;
  const tag = isMap(discriminator) ? discriminator['propertyName'] : undefined;
  if (typeof tag !== 'string' || !isList(oneOf)) return schema;
  const choices = oneOf.map((branch) => ({ branch, tag: tagOf(branch, tag) }));
  const tags = choices.flatMap((choice) => valuesOf(choice.tag));
  return {
    ...rest,
    required: [tag],
    properties: {
      ...(isMap(properties) ? properties : {}),
      [tag]: { description: descriptionOf(choices[0]?.tag), enum: tags },
    },
    allOf: choices.map((choice) => conditional(tag, choice.tag, choice.branch)),
  };
}

function conditional(tag: string, chosen: Schema, branch: Json): Schema {
  const isChosen = { properties: { [tag]: { enum: valuesOf(chosen) } }, required: [tag] };
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return { if: isChosen, then: branch };
}

/** The schema of the key in an alternative. */
function tagOf(branch: Json, tag: string): Schema {
  const properties = isMap(branch) ? resolved(branch)['properties'] : undefined;
  const schema = isMap(properties) ? own(properties, tag) : undefined;
  if (!isMap(schema)) throw new Error(`bug/schema: an alternative has no ${tag}`);
  return schema;
}

function resolved(schema: Schema): Schema {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const steps = $ref.split('/').slice(1);
  const found = steps.reduce<Json | undefined>(
    (value, step) => (isMap(value) ? own(value, step) : undefined),
    siteSchema,
  );
  if (!isMap(found)) throw new Error(`bug/schema: nothing at ${$ref}`);
  return found;
}

function valuesOf(tag: Schema): readonly Json[] {
  const { enum: values, const: value } = tag;
  return isList(values) ? values : value === undefined ? [] : [value];
}

/** It is one of the alternatives. */
const EXAMPLE = / Example: .*/;

function descriptionOf(tag: Schema | undefined): Json {
  const { description = '' } = tag ?? {};
  return typeof description === 'string' ? description.replace(EXAMPLE, '') : '';
}
