/**
 * The schema as a function. The one user of ajv.
 *
 * esbuild.config.mjs puts the code that ajv writes in place of this module: compiling took 110 ms of every command,
 * and ajv itself is left out of the bundle. Tests run this module, and hold the two against each other.
 */
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { siteSchema } from './site-schema.ts';
import type { Site } from './spec.gen.ts';

/** `verbose` puts the schema and the value into each error: speak.ts needs the words that stand there. */
export const ajv = new Ajv2020({
  allErrors: true,
  discriminator: true,
  verbose: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  // Names and texts; not what is longer, as a parameter that forty families of fence agents share.
  inlineRefs: 3,
  code: { source: true, esm: true },
  keywords: ['x-meant', 'x-never', 'x-secret', 'x-spellings', 'x-tags', 'x-words'],
});

export type SchemaError = ErrorObject;

/** Is it a site? `errors` then says what is wrong with the one that was looked at last. */
export const isSite = ajv.compile<Site>(siteSchema);
