/** Canonical JSON and digests: the same value gives the same bytes, whatever the order of its keys. */
import { createHash } from 'node:crypto';
import { as, type Digest, type Json } from './brand.ts';
import { slicesOf } from './slices.ts';

/** JSON with sorted keys, two blanks of indent and a final newline. Undefined is null. */
export function canonicalJson(value: Json): string {
  return [...canonicalPieces(value)].join('');
}

/** The SHA-256 of the canonical JSON, computed piece by piece: that of a large bundle is 35 MB. */
export function canonicalDigest(value: Json): Digest {
  return sha256OfPieces(canonicalPieces(value));
}

/** The canonical JSON in pieces of about 64 kB. */
export function* canonicalPieces(value: Json): Generator<string> {
  let [batch, length]: [string[], number] = [[], 0];
  for (const piece of pieces(value, '\n', 2)) {
    batch.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    yield batch.join('');
    [batch, length] = [[], 0];
  }
  yield `${batch.join('')}\n`;
}

const PIECE = 65_536;

/** The value of a JSON text; undefined if it is not JSON. */
export function parsedJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

/** SHA-256 of text (as UTF-8) or bytes, in lower-case hexadecimal. */
export function sha256(data: string | Uint8Array): Digest {
  return as<Digest>(createHash('sha256').update(data).digest('hex'));
}

/** The SHA-256 of all these texts as one. No piece ends within a character. */
export function sha256OfPieces(pieces: Iterable<string>): Digest {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return as<Digest>(hash.digest('hex'));
}

/** The bytes of SHA-1; only for names that must stay stable, never for trust. */
export function sha1(data: string | Uint8Array): Uint8Array {
  return createHash('sha1').update(data).digest();
}

/** Each item of a list or map in the outermost map is one piece, unless it has a long text. */
function* pieces(value: Json, line: string, levels: number): Generator<string> {
  if (typeof value === 'string' && value.length > PIECE) return yield* longText(value);
  if (!(isList(value) || isMap(value)) || (levels <= 0 && !hasLongText(value))) return yield whole(value, line);
  const inner = `${line}  `;
  let before = isList(value) ? '[' : '{';
  for (const [key, item] of isList(value) ? itemsOf(value) : entriesOf(value)) {
    yield `${before}${inner}${key}`;
    yield* pieces(item, inner, levels - 1);
    before = ',';
  }
  if (before === ',') yield isList(value) ? `${line}]` : `${line}}`;
  else yield isList(value) ? '[]' : '{}';
}

/** Is a long text in it, or in a list or map that it holds? The content of a file is a list of texts. */
function hasLongText(value: readonly Json[] | JsonMap, levels = 1): boolean {
  for (const item of isList(value) ? value : Object.values(value)) {
    if (typeof item === 'string' && item.length > PIECE) return true;
    if (levels > 0 && isList(item) && hasLongText(item, levels - 1)) return true;
  }
  return false;
}

function* longText(text: string): Generator<string> {
  yield '"';
  for (const slice of slicesOf(text)) yield JSON.stringify(slice).slice(1, -1);
  yield '"';
}

/** `line` is a line break with the indent of the value. */
function whole(value: Json, line: string): string {
  if (isList(value))
    return enclosed(
      '[',
      value.map((item: Json | undefined) => whole(item ?? null, `${line}  `)),
      line,
      ']',
    );
  if (!isMap(value)) return JSON.stringify(value);
  const entries = sortedKeys(value).map((key) => `${JSON.stringify(key)}: ${whole(value[key] ?? null, `${line}  `)}`);
  return enclosed('{', entries, line, '}');
}

function enclosed(open: string, inside: readonly string[], line: string, close: string): string {
  return inside.length === 0 ? open + close : `${open}${line}  ${inside.join(`,${line}  `)}${line}${close}`;
}

function* itemsOf(list: readonly (Json | undefined)[]): Generator<readonly [string, Json]> {
  for (const item of list) yield ['', item ?? null];
}

function* entriesOf(map: JsonMap): Generator<readonly [string, Json]> {
  for (const key of sortedKeys(map)) yield [`${JSON.stringify(key)}: `, map[key] ?? null];
}

/** Sorted; numbers come first in ascending order, as in every object of JavaScript. */
function sortedKeys(map: JsonMap): readonly string[] {
  const keys = Object.keys(map).sort();
  return keys.some(beginsWithDigit) ? Object.keys(Object.fromEntries(keys.map((key) => [key, null]))) : keys;
}

function beginsWithDigit(key: string): boolean {
  return /^[0-9]/.test(key);
}

/** The value of a map's own key; never an inherited one such as `constructor`. */
export function own<T>(map: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Is this a name that every object inherits? xmlbuilder2 takes an attribute of such a name for a duplicate. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

export type JsonMap = { readonly [key: string]: Json };

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value as a map; an empty one for anything else. */
export function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
