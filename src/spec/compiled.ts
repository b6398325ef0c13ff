/**
 * The schema as a function. The only user of ajv.
 *
 * esbuild.config.mjs replaces this module with the code that ajv generates: compiling took 110 ms of every command, and ajv is
 * left out of the bundle. Tests run this module and compare both.
 */
import { Ajv, type ErrorObject } from 'ajv';
import { siteSchema } from './site-schema.ts';
import type { Site } from './spec.gen.ts';

/** `verbose` adds the schema and the value to each error, which schema-messages.ts needs. */
export const ajv = new Ajv({
  allErrors: true,
  discriminator: true,
  verbose: true,
  messages: false,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  // Inlines names and texts, but not long definitions that many families of fence agents share.
  inlineRefs: 3,
  code: { source: true, esm: true },
  keywords: [
    'x-instead',
    'x-layered',
    'x-meant',
    'x-never',
    'x-pattern',
    'x-secret',
    'x-spellings',
    'x-stacks',
    'x-tags',
    'x-words',
  ],
});

export type SchemaError = ErrorObject;

/** Without its dialect: the schema means the same in all of them, and the code for others is twice as long. */
const { $schema: _dialect, ...schema } = siteSchema;

/** Is it a site? `errors` then holds the errors of the last call. */
export const isSite = ajv.compile<Site>(schema);
