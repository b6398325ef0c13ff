/**
 * The schema as a function. The one user of ajv.
 *
 * esbuild.config.mjs puts the code that ajv writes in place of this module: compiling took 110 ms of every command,
 * and ajv itself is left out of the bundle. Tests run this module, and hold the two against each other.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { siteSchema } from './site-schema.ts';
import type { Site } from './spec.gen.ts';

/** `verbose` puts the schema and the value into each error: schema-messages.ts needs the words that stand there. */
export const ajv = new Ajv({
  allErrors: true,
  discriminator: true,
  verbose: true,
  messages: false,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  // Names and texts; not what is longer, as a parameter that forty families of fence agents share.
  inlineRefs: 3,
  code: { source: true, esm: true },
  keywords: ['x-instead', 'x-meant', 'x-never', 'x-secret', 'x-spellings', 'x-stacks', 'x-tags', 'x-words'],
});

export type SchemaError = ErrorObject;

/** Without the name of its dialect: what it uses is the same in all of them, and the code for the others is twice as long. */
const { $schema: _dialect, ...schema } = siteSchema;

/** Is it a site? `errors` then says what is wrong with the one that was looked at last. */
export const isSite = ajv.compile<Site>(schema);
