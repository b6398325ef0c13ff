/** The value that was probably meant by one of another type or form, so that what depends on it is checked in the same run. */
import type { Json } from '../base/brand.ts';
import { isMap, own } from '../base/json.ts';
import { allowedOf, exampleOf } from './schema-facts.ts';

/** Is it the key that decides which other keys there are? */
export function isTag(key: string, schema: unknown): boolean {
  const discriminator = isMap(schema) ? schema['discriminator'] : undefined;
  return isMap(discriminator) && discriminator['propertyName'] === key;
}

type Wrapped = { readonly meant: Json; readonly text: string };

/** Text in the place of a map with one main key, `{ bridge: br0 }`, or of a list of texts. */
export function wrappedIn(data: unknown, key: string, schema: unknown): Wrapped | undefined {
  if (typeof data !== 'string' || !/^[\w./:@-]+$/.test(data) || !isMap(schema)) return undefined;
  const [, inner] = /^\{ (\w+): [^{}[\],]+ \}$/.exec(exampleOf(schema)) ?? [];
  if (schema['type'] === 'object' && inner !== undefined)
    return { meant: { [inner]: data }, text: `{ ${inner}: ${data} }` };
  const items = schema['items'];
  const isListOfTexts = isMap(items) && items['type'] === 'string' && allowedOf(items['enum']).length === 0;
  return schema['type'] === 'array' && isListOfTexts ? { meant: [data], text: `${key}: [${data}]` } : undefined;
}

/** A size with the unit that most programs print: 20G for 20GB, 20GiB and 20 g. Null for any other text. */
export function sizeMeant(data: unknown, schema: unknown): string | null {
  const [, number, unit] = /^([1-9]\d*) ?([kmgt])(?:i?b)?$/i.exec(String(data)) ?? [];
  const meant = `${number}${unit?.toUpperCase()}`;
  const pattern = isMap(schema) ? schema['pattern'] : undefined;
  return unit !== undefined && typeof pattern === 'string' && new RegExp(pattern, 'u').test(meant) ? meant : null;
}

/** The value that was meant by one of another type: the number or truth value that a text spells, a list of one. Null if there is none. */
export function valueMeant(data: unknown, type: string): Json | null {
  if (type === 'array' && isMap(data)) return [data];
  if (typeof data !== 'string') return null;
  if (type === 'array') return data.split(/[\s,]+/).filter((word) => word !== '');
  if (type === 'integer') return /^0?(0|[1-9]\d{0,14})$/.test(data) && !/^0[1-9]./.test(data) ? Number(data) : null; // 010 may be octal
  return type === 'boolean' ? (own(TRUTH, data.toLowerCase()) ?? null) : null;
}

/** Spellings of truth in YAML 1.1, which are text in YAML 1.2. yaml.org/type/bool.html */
const TRUTH: { readonly [spelling: string]: boolean } = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};
