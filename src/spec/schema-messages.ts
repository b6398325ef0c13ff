/** Errors of ajv -> diagnostics for the user: one sentence per error, without JSON Schema terms. */
import type { Json, SourcePath } from '../base/brand.ts';
import { isList, isMap, own } from '../base/json.ts';
import { isSecretName } from '../base/secret-names.ts';
import { similar } from '../base/similar.ts';
import { hidden, keyAt, secretAt, valueAt, type Diagnostic } from '../diag/diagnostic.ts';
import type { SchemaError } from './compiled.ts';
import * as finding from './findings.ts';
import { allowedOf, emptyOf, exampleOf, meantBy, neverIn, propertiesOf, sectionWith, tagsOf } from './schema-facts.ts';
import { noAgent } from './agent-messages.ts';
import { missingTag } from './missing-tag.ts';
import { isTag, sizeMeant, valueMeant, wrappedIn } from './value-meant.ts';
import { isWordOfAnother, oppositeOf, suggest } from './suggested-key.ts';

/** The path of the value with the error. A step is a number only in a list: a VM may be called 101. */
export function pathOf({ instancePath }: SchemaError, site: Json): SourcePath {
  let here: Json | undefined = site;
  return instancePath
    .split('/')
    .slice(1)
    .map(decode)
    .map((step) => {
      const key = isList(here) ? Number(step) : step;
      here = isList(here) ? here[Number(step)] : isMap(here) ? own(here, step) : undefined;
      return key;
    });
}

/** One diagnostic per error. */
export function schemaMessages(errors: readonly SchemaError[], site: Json): readonly Diagnostic[] {
  const branches = errors.filter(({ keyword }) => keyword === 'oneOf').map(({ instancePath }) => instancePath);
  const others = errors.filter((error) => !(branches.includes(error.instancePath) && isOtherBranch(error)));
  const said = others.flatMap((error) => messagesOf(error, site));
  return withoutPairs(said);
}

/** "One scalar or one map": the branch of the other type is not reported. */
function isOtherBranch({ keyword, params, data }: SchemaError): boolean {
  if (keyword === 'const') return kindOf(data) === 'a map';
  return keyword === 'type' && (params['type'] === 'object') !== (kindOf(data) === 'a map');
}

/** A misspelled key is both unknown and missing; only the unknown one is reported, with a suggestion. */
function withoutPairs(said: readonly Diagnostic[]): readonly Diagnostic[] {
  const suggested = new Set(
    said
      .filter(({ code }) => code === finding.unknownKey.code)
      .map(({ at, facts }) => `${parentOf(at)}/${String(facts['suggestion'])}`),
  );
  return said.filter(({ code, at, facts }) => {
    const missing = at.in === 'model' && code === finding.missingKey.code;
    return !(missing && suggested.has(`${at.path.join('/')}/${String(facts['key'])}`));
  });
}

function parentOf(at: Diagnostic['at']): string {
  return at.in === 'model' ? at.path.slice(0, -1).join('/') : '';
}

type Speaker = (error: SchemaError, path: SourcePath, key: string) => Diagnostic;

const MESSAGES: { readonly [keyword: string]: Speaker } = {
  additionalProperties: ({ params, parentSchema, data }, path) => {
    const key = String(params['additionalProperty']);
    const because = neverIn(parentSchema, key);
    if (because !== undefined) return finding.neverKey(keyAt([...path, key]), { key, because, isType: false });
    if (path.length === 0 && key.includes('/')) return finding.valuesOfSecrets(hidden(keyAt([key])), { key });
    const known = Object.entries(propertiesOf(parentSchema));
    const suggestion = suggest(key, known, { map: data, isWord: isWordOfAnother(key, path) });
    const meant = suggestion === null ? undefined : own(propertiesOf(parentSchema), suggestion);
    const section = path.length === 0 || suggestion === null ? sectionWith(key, parentSchema) : null;
    const isHidden = isSecret(meant) || isSecretName(key) || path.length === 0;
    const at = keyAt([...path, key]);
    const facts = {
      key,
      suggestion: section === null ? suggestion : null,
      known: known.map(([name]) => name),
      section,
      of: nameOf(path),
      opposite: oppositeOf(key, data, known),
    };
    return finding.unknownKey(isHidden ? hidden(at) : at, facts);
  },
  required: ({ params, parentSchema, data }, path) => {
    const key = String(params['missingProperty']);
    if (isTag(key, parentSchema)) return missingTag(path, key, data, parentSchema);
    return finding.missingKey(keyAt(path), {
      key,
      example: exampleOf(own(propertiesOf(parentSchema), key)),
      choices: [],
    });
  },
  type: ({ params, parentSchema, data }, path, key) => {
    if (
      isMap(parentSchema) &&
      parentSchema['x-secret'] === true &&
      parentSchema['type'] === 'object' &&
      typeof data !== 'object'
    ) {
      return finding.writtenInClear(secretAt(path), { key });
    }
    const expected = own(WORDS, String(params['type'])) ?? String(params['type']);
    const quote = params['type'] === 'string' && typeof data !== 'object' ? String(data) : null;
    const words =
      quote === null ? ownWordsOf(parentSchema) : isAdmitted(quote, parentSchema) ? null : wordsOf(parentSchema);
    const example = ['array', 'object'].includes(String(params['type'])) ? exampleOf(parentSchema) : '';
    const { meant: inside, text: wrapped } = wrappedIn(data, key, parentSchema) ?? { meant: null, text: null };
    const meant = quote !== null && words === null ? quote : (inside ?? valueMeant(data, String(params['type'])));
    const empty = data === null ? emptyOf(parentSchema) : null;
    const found = kindOf(data);
    return finding.wrongType(valueAt(path), { key, expected, found, quote, words, example, wrapped, meant, empty });
  },
  enum: ({ params, parentSchema, data }, path, key) => {
    const allowed = allowedOf(params['allowedValues']);
    return notOneOf(path, { key, data, allowed, meant: meantBy(data, parentSchema) });
  },
  const: ({ params, data }, path, key) => notOneOf(path, { key, data, allowed: [String(params['allowedValue'])] }),
  discriminator: ({ params, parentSchema, data }, path) => {
    const tag = String(params['tag']);
    if (params['error'] === 'tag' && !(isMap(data) && own(data, tag) !== undefined))
      return missingTag(path, tag, data, parentSchema);
    const because = neverIn(parentSchema, String(params['tagValue']));
    if (because !== undefined)
      return finding.neverKey(valueAt([...path, tag]), { key: String(params['tagValue']), because, isType: true });
    const value = params['tagValue'];
    const allowed = tagsOf(parentSchema);
    if (tag === 'agent' && typeof value === 'string') return noAgent([...path, tag], value, allowed);
    return notOneOf([...path, tag], { key: tag, data: value, allowed, meant: meantBy(value, parentSchema) });
  },
  pattern: ({ parentSchema, propertyName, data }, path, key) => {
    const words = wordsOf(parentSchema);
    if (propertyName !== undefined)
      return finding.badName(keyAt([...path, propertyName]), { name: propertyName, words });
    // A password in place of a secret's name.
    if (isSecret(parentSchema)) return finding.pattern(secretAt(path), { key, found: '***', words, meant: null });
    return finding.pattern(valueAt(path), { key, found: String(data), words, meant: sizeMeant(data, parentSchema) });
  },
  minimum: ({ params, data }, path, key) => outOfRange(path, key, data, params['limit'], 'at least'),
  maximum: ({ params, data }, path, key) => outOfRange(path, key, data, params['limit'], 'at most'),
  minItems: ({ params }, path, key) => finding.tooFew(keyAt(path), { key, limit: Number(params['limit']) }),
};

/** Is it a secret, or the name of one? A password may be written in place of either. */
function isSecret(schema: unknown): boolean {
  return isMap(schema) && (schema['x-secret'] === true || String(schema['$ref'] ?? '').endsWith('/secret'));
}

/** The expected form of a text, in words. */
function wordsOf(schema: unknown): string {
  return String((isMap(schema) && (schema['x-words'] ?? schema['description'])) || '');
}

function ownWordsOf(schema: unknown): string | null {
  const words = isMap(schema) ? schema['x-words'] : undefined;
  return typeof words === 'string' ? words : null;
}

/** Would quotes be enough? */
function isAdmitted(text: string, schema: unknown): boolean {
  const pattern = isMap(schema) ? schema['pattern'] : undefined;
  return typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text);
}

/** Errors that only repeat another one at the same place. */
const ECHOES = new Set(['oneOf', 'propertyNames']);

function messagesOf(error: SchemaError, site: Json): readonly Diagnostic[] {
  if (ECHOES.has(error.keyword)) return [];
  const messageOf = own(MESSAGES, error.keyword);
  if (messageOf === undefined) throw new Error(`bug/schema: no words for the keyword ${error.keyword}`);
  const path = pathOf(error, site);
  return [messageOf(error, path, nameOf(path))];
}

/** A person's name for the value: its key, or the list's key for an item. */
function nameOf(path: SourcePath): string {
  const key = path.findLast((step) => typeof step === 'string');
  if (key === undefined) return 'the site';
  return typeof path.at(-1) === 'number' ? `an entry of ${key}` : key;
}

function notOneOf(at: SourcePath, { key, data, allowed, meant }: Refused): Diagnostic {
  const found = typeof data === 'string' ? `"${data}"` : kindOf(data);
  const suggestion = typeof data === 'string' ? (meant ?? similar(data, allowed) ?? null) : null;
  return finding.notOneOf(valueAt(at), { key, found, allowed, suggestion });
}

/** A value that is not allowed; `meant` is the one with this name in the daemons' own words. */
type Refused = {
  readonly key: string;
  readonly data: unknown;
  readonly allowed: readonly string[];
  readonly meant?: string | undefined;
};

function outOfRange(
  path: SourcePath,
  key: string,
  data: unknown,
  limit: unknown,
  side: 'at least' | 'at most',
): Diagnostic {
  return finding.outOfRange(valueAt(path), { key, found: Number(data), limit: Number(limit), side });
}

const WORDS: { readonly [type: string]: string } = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  'boolean,string': 'true, false or text',
};

function kindOf(data: unknown): string {
  if (data === null || data === undefined) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a map';
  return typeof data === 'string' ? 'text' : `${typeof data === 'number' ? 'the number ' : ''}${String(data)}`;
}

function decode(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
