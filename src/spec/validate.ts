/**
 * Tree -> Spec: the schema, in the user's words.
 *
 * Hides the schema library's messages and the suggestions. Sets no defaults, converts no units, and knows no rule besides
 * schemas/.
 *
 * Invalid values are left out, with as much around them as needed for the rest to be valid, so that later stages find more
 * errors in the same run. `unsound` names what was left out; see compile.ts.
 */
import siteSchema from '../../schemas/site.schema.json' with { type: 'json' };
import type { Json, SourcePath } from '../base/brand.ts';
import { addAll } from '../base/lists.ts';
import { isList, isMap } from '../base/json.ts';
import { keyAt, type Diagnostic, type Place } from '../diag/diagnostic.ts';
import { plain, type Tree } from '../source/tree.ts';
import { keysOfValues } from '../source/values.ts';
import { isSite, type SchemaError } from './compiled.ts';
import { REQUIRED_SECTIONS } from './left-out.ts';
import { missingSection, tooManyMistakes, unknownKey, valuesOfSecrets } from './findings.ts';
import type { Site } from './spec.gen.ts';
import { pathOf, schemaMessages } from './schema-messages.ts';
import { withStandIns } from './stand-ins.ts';

export type Validated = {
  readonly spec: Site;
  /** What is checked: `spec`, or with more of the site, and stand-ins where it is invalid. */
  readonly checked: Site;
  readonly unsound: readonly SourcePath[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * The valid part of a site; `site` is what the tree says, without places. Codes `schema/*`, `secret/written-in-clear`. Values that could not be read completely are not
 * reported again.
 */
export function validate(tree: Tree, doubtful: readonly SourcePath[], site: Json = plain(tree)): Validated {
  const first = judge(site);
  if (first.errors.length > MAX_MISTAKES) return unusable(first.errors, site);
  const all = withValuesNamed(schemaMessages(first.errors, site), tree);
  const meant = asMeant(site, all);
  const verdict = meant === site ? first : judge(meant);
  const { sound, unsound: cut } = prune(meant, verdict);
  const { checked, unsound } = toCheck(meant, verdict.errors) ?? { checked: sound, unsound: cut };
  const missing = [...missingSections(meant)];
  const lost = missing.map(({ at }) => pathIn(at));
  const inDoubt = new Set(doubtful.map((path) => path.join('/')));
  const said = all.filter(({ at }) => !inDoubt.has(pathIn(at).join('/')));
  return {
    spec: sound,
    checked,
    unsound: [...unsound, ...lost, ...doubtful],
    diagnostics: inDoubt.has('') ? said : [...said, ...missing],
  };
}

/** Is a key one that the schema has at the top of a site? */
export function isSection(key: string): boolean {
  return Object.hasOwn(siteSchema.properties, key);
}

/** An unknown key of a file of values is reported as a value, unless it is a key of some section. */
function withValuesNamed(said: readonly Diagnostic[], tree: Tree): readonly Diagnostic[] {
  const values = new Set(tree.kind === 'map' ? keysOfValues(tree, isSection) : []);
  return said.map((one) => {
    const [key, ...below] = one.code === unknownKey.code && one.facts['section'] === null ? pathIn(one.at) : [];
    return typeof key === 'string' && below.length === 0 && values.has(key) ? valuesOfSecrets(one.at, { key }) : one;
  });
}

function pathIn(at: Place): SourcePath {
  return at.in === 'model' ? at.path : [];
}

/** Most errors; more would not be read, and the next steps take quadratic time. */
const MAX_MISTAKES = 1000;

/** A file that is not a site at all: the first errors, and none of its content is used. */
function unusable(errors: readonly SchemaError[], site: Json): Validated {
  const more = tooManyMistakes(keyAt([]), { mistakes: errors.length, limit: MAX_MISTAKES });
  return {
    spec: {},
    checked: {},
    unsound: [[]],
    diagnostics: [...schemaMessages(errors.slice(0, MAX_MISTAKES), site), more],
  };
}

function* missingSections(site: Json): Generator<Diagnostic> {
  for (const [section, why] of REQUIRED_SECTIONS) {
    if (isMap(site) && !(section in site)) yield missingSection(keyAt([section]), { section, why });
  }
}

/** What the schema says: a site, or why it is none. */
type Verdict = { readonly sound?: Site; readonly errors: readonly SchemaError[] };

function judge(site: Json): Verdict {
  return isSite(site) ? { sound: site, errors: [] } : { errors: [...(isSite.errors ?? [])] };
}

/**
 * With misspelled keys and words, and values of another type, replaced by what was probably meant, so that what depends on them
 * is checked in the same run.
 */
function asMeant(site: Json, said: readonly Diagnostic[]): Json {
  return said.reduce((whole, { code, at, facts: { suggestion = null, meant = suggestion } }) => {
    if (meant === null) return whole;
    const path = pathIn(at);
    return code === unknownKey.code
      ? changed(whole, path.slice(0, -1), (map) => renamed(map, path.at(-1), String(meant)))
      : changed(whole, path, () => meant);
  }, site);
}

/** The value with another one at a path; as it is where the path leads nowhere. */
function changed(value: Json, [step, ...rest]: SourcePath, change: (old: Json) => Json): Json {
  if (step === undefined) return change(value);
  if (isList(value)) return value.map((item, index) => (index === step ? changed(item, rest, change) : item));
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, key === step ? changed(inner, rest, change) : inner]));
}

/** The map with a key renamed, unless the new name exists. */
function renamed(map: Json, old: SourcePath[number] | undefined, name: string): Json {
  if (!isMap(map) || Object.hasOwn(map, name)) return map;
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key === old ? name : key, inner]));
}

/** The site with stand-ins, and what is invalid in it; undefined if no stand-in is needed. */
function toCheck(site: Json, errors: readonly SchemaError[]): Pick<Validated, 'checked' | 'unsound'> | undefined {
  const filled = withStandIns(
    site,
    errors.map((error) => placeOf(error, site)),
  );
  if (filled.replaced.length === 0) return undefined;
  const { sound, unsound } = prune(filled.site, judge(filled.site));
  return { checked: sound, unsound: [...filled.replaced, ...unsound] };
}

/** Where a valid value would make up for an error. */
function placeOf(error: SchemaError, site: Json): SourcePath {
  const missing: unknown = error.params['missingProperty'];
  const path = pathOf(error, site);
  return typeof missing === 'string' ? [...path, missing] : path;
}

/** Removes invalid values until the rest is valid: at most once per level of the tree. */
function prune(site: Json, first: Verdict): { sound: Site; unsound: readonly SourcePath[] } {
  const unsound: SourcePath[] = [];
  let [rest, verdict] = [site, first];
  while (verdict.sound === undefined) {
    const cuts = verdict.errors.map((error) => cutOf(error, rest));
    addAll(unsound, cuts);
    if (cuts.some((cut) => cut.length === 0)) return { sound: {}, unsound };
    rest = without(rest, cuts);
    verdict = judge(rest);
  }
  return { sound: verdict.sound, unsound };
}

/**
 * The smallest part to remove for an error: an unknown key, else the invalid value. A list is removed as a whole, since
 * removing an entry would shift the places of the others.
 */
function cutOf(error: SchemaError, site: Json): SourcePath {
  const path = pathOf(error, site);
  const key: unknown = error.params['additionalProperty'] ?? error.params['propertyName'] ?? error.propertyName;
  const whole = key === undefined ? path : [...path, String(key)];
  const list = whole.findIndex((step) => typeof step === 'number');
  return list === -1 ? whole : whole.slice(0, list);
}

/** Removes all parts in one pass: a site with a thousand errors is not copied a thousand times. */
function without(site: Json, cuts: readonly SourcePath[]): Json {
  if (cuts.some((cut) => cut.length === 0)) return {};
  if (!isMap(site)) return site;
  const below = new Map<string, SourcePath[]>();
  for (const [step, ...rest] of cuts) {
    const key = String(step);
    const others = below.get(key);
    if (others === undefined) below.set(key, [rest]);
    else others.push(rest);
  }
  const kept = Object.entries(site).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
    const inside = below.get(key) ?? [];
    if (inside.some((cut) => cut.length === 0)) return [];
    return [[key, inside.length === 0 ? value : without(value, inside)]];
  });
  return Object.fromEntries(kept);
}
