/** What `clusterc explain` and docs/reference say of each key: an example that can be written there, and what holds without it. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../src/base/brand.ts';
import { isList, isMap, type JsonMap } from '../../src/base/json.ts';
import { isSite } from '../../src/spec/compiled.ts';
import { schemaKeyAt, schemaPaths } from '../../src/spec/schema-key.ts';
import { siteSchema } from '../../src/spec/site-schema.ts';

const paths = [...schemaPaths(siteSchema)];

/** The kinds of a map that have a key, by `tag/key`: of fence devices by their agent, of resources and providers by their type. */
const KINDS = new Map<string, string[]>();

function learnKinds(schema: Json): void {
  if (isList(schema)) schema.forEach(learnKinds);
  if (!isMap(schema)) return;
  const { properties } = schema;
  for (const tag of ['agent', 'type']) {
    const [kind] = isMap(properties) ? wordsOf(properties[tag]) : [];
    if (kind === undefined || !isMap(properties)) continue;
    for (const key of Object.keys(properties)) {
      const others = KINDS.get(`${tag}/${key}`);
      if (others === undefined) KINDS.set(`${tag}/${key}`, [kind]);
      else others.push(kind);
    }
  }
  Object.values(schema).forEach(learnKinds);
}

function wordsOf(schema: Json | undefined): readonly string[] {
  if (schema === undefined || !isMap(schema)) return [];
  return [schema['const'], schema['enum']].flat().filter((one) => typeof one === 'string');
}

learnKinds(siteSchema);

type Place = { readonly site: Json; readonly pointer: string };

/** A site with nothing but this value; entries of maps and lists are what the schema wants there. */
function siteWith(steps: readonly string[], value: Json, choice = 0): Place {
  return steps.reduceRight<Place>(
    ({ site, pointer }, step, index) => {
      if (step !== '*') return { site: { [step]: site }, pointer: `/${step}${pointer}` };
      const entry = withKind(site, steps[index + 1], choice);
      return isListAt(steps.slice(0, index))
        ? { site: [entry], pointer: `/0${pointer}` }
        : { site: { zz1: entry }, pointer: `/zz1${pointer}` };
    },
    { site: value, pointer: '' },
  );
}

function withKind(entry: Json, key: string | undefined, choice: number): Json {
  if (!isMap(entry) || key === undefined) return entry;
  const tags = ['agent', 'type'].flatMap((tag) => {
    const kind = KINDS.get(`${tag}/${key}`)?.at(choice);
    return kind === undefined ? [] : [[tag, kind]];
  });
  return { ...Object.fromEntries(tags), ...entry };
}

const LISTS = new Map<string, boolean>();

function isListAt(steps: readonly string[]): boolean {
  const path = steps.join('/');
  const known = LISTS.get(path) ?? !errorsAt(siteWith(steps, [])).some((error) => error.endsWith(' type'));
  LISTS.set(path, known);
  return known;
}

/** Errors of the schema at a place or below it, and those of the map around it that are about its kind. */
function errorsAt({ site, pointer }: Place): readonly string[] {
  if (isSite(site)) return [];
  const above = pointer.slice(0, pointer.lastIndexOf('/'));
  return (isSite.errors ?? []).flatMap(({ instancePath: at, keyword, params }) => {
    const isKind = at === above && keyword === 'discriminator' && pointer === `${at}/${String(params['tag'])}`;
    return at === pointer || at.startsWith(`${pointer}/`) || isKind ? [`${at} ${keyword}`] : [];
  });
}

/** Of every place the schema says that some value is wrong there: otherwise it does not look at it. */
function isRead(steps: readonly string[], choice: number): boolean {
  return [{ zz: [[]] }, 'zz zz', '\n', []].some((nonsense) => errorsAt(siteWith(steps, nonsense, choice)).length > 0);
}

/** In the best of the kinds. */
function mistakeIn(path: string): string | undefined {
  const example = schemaKeyAt(path, siteSchema)?.example ?? null;
  if (example === null) return 'no example';
  const steps = path.split('/');
  const key = steps.at(-1) ?? '';
  const written: JsonMap = parse(`${key}: ${example}`);
  let mistake: string | undefined = 'not read';
  for (let choice = 0; choice <= MOST_KINDS && mistake !== undefined; choice += 1) {
    const errors = errorsAt(siteWith(steps, written[key] ?? null, choice));
    if (errors.length > 0) mistake = `${example}: ${errors.join(', ')}`;
    else if (isRead(steps, choice)) mistake = undefined;
  }
  return mistake;
}

const MOST_KINDS = Math.max(...[...KINDS.values()].map(({ length }) => length));

describe('each key of a site', () => {
  it('has an example that the schema takes there', () => {
    const mistakes = paths.flatMap((path) => {
      const mistake = mistakeIn(path);
      return mistake === undefined ? [] : [`${path}: ${mistake}`];
    });
    expect(mistakes).toEqual([]);
  });

  it('says what holds without it', () => {
    const silent = paths.filter((path) => {
      const key = schemaKeyAt(path, siteSchema);
      return key?.default === undefined && key?.unset === null;
    });
    expect(silent).toEqual([]);
  });
});
