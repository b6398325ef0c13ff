/**
 * Tree -> Spec: the schema, in the user's words.
 *
 * Hides: what the schema library says, suggestions. May not: fill defaults, convert units, know a rule that is not in schemas/.
 *
 * What is wrong is cut out, with as much around it as it takes for the rest to be sound, so that the later stages can
 * find the other mistakes in the same run. `unsound` names what was cut out; see compile.ts for what may be said then.
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { isList, isMap } from '../base/json.ts';
import { keyAt, type Diagnostic, type Place } from '../diag/diagnostic.ts';
import { plain, type Tree } from '../source/tree.ts';
import { keysOfValues } from '../source/values.ts';
import { isSite, type SchemaError } from './compiled.ts';
import { missingSection, tooManyMistakes, unknownKey, valuesOfSecrets } from './findings.ts';
import { siteSchema } from './site-schema.ts';
import type { Site } from './spec.gen.ts';
import { pathOf, speak } from './speak.ts';

export type Validated = {
  readonly spec: Site;
  readonly unsound: readonly SourcePath[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * The site as far as it is sound. Codes `schema/*`, `secret/written-in-clear`.
 * About values that are in doubt since they could not be read whole, nothing more is said.
 */
export function validate(tree: Tree, doubtful: readonly SourcePath[]): Validated {
  const site = plain(tree);
  const first = errorsOf(site);
  if (first.length > MAX_MISTAKES) return unusable(first, site);
  const all = withValuesNamed(speak(first, site), tree);
  const meant = asMeant(site, all);
  const { sound, unsound } = prune(meant, errorsOf(meant));
  const missing = [...missingSections(meant)];
  const lost = missing.map(({ at }) => pathIn(at));
  const inDoubt = new Set(doubtful.map((path) => path.join('/')));
  const said = all.filter(({ at }) => !inDoubt.has(pathIn(at).join('/')));
  return {
    spec: sound,
    unsound: [...unsound, ...lost, ...doubtful],
    diagnostics: inDoubt.has('') ? said : [...said, ...missing],
  };
}

/** Is a key one that the schema has at the top of a site? */
export function isSection(key: string): boolean {
  return isMap(siteSchema['properties']) && Object.hasOwn(siteSchema['properties'], key);
}

/** An unknown key of a file of values is said to be what it is. */
function withValuesNamed(said: readonly Diagnostic[], tree: Tree): readonly Diagnostic[] {
  const values = new Set(tree.kind === 'map' ? keysOfValues(tree, isSection) : []);
  return said.map((one) => {
    const [key, ...below] = one.code === unknownKey.code ? pathIn(one.at) : [];
    return typeof key === 'string' && below.length === 0 && values.has(key) ? valuesOfSecrets(one.at, { key }) : one;
  });
}

function pathIn(at: Place): SourcePath {
  return at.in === 'model' ? at.path : [];
}

/** More are not read, and the next steps would take time that grows with their square. */
const MAX_MISTAKES = 1000;

/** A file that is something else altogether: the first mistakes, and nothing of it is used. */
function unusable(errors: readonly SchemaError[], site: Json): Validated {
  const more = tooManyMistakes(keyAt([]), { mistakes: errors.length, limit: MAX_MISTAKES });
  return { spec: {}, unsound: [[]], diagnostics: [...speak(errors.slice(0, MAX_MISTAKES), site), more] };
}

const REQUIRED_SECTIONS = [
  ['version', '1'],
  ['cluster', '{ name: ..., platform: rhel6, domain: ... }'],
  ['hosts', 'the physical machines of the cluster'],
] as const;

function* missingSections(site: Json): Generator<Diagnostic> {
  for (const [section, why] of REQUIRED_SECTIONS) {
    if (isMap(site) && !(section in site)) yield missingSection(keyAt([section]), { section, why });
  }
}

function errorsOf(site: Json): readonly SchemaError[] {
  return isSite(site) ? [] : [...(isSite.errors ?? [])];
}

/** With misspelt keys under the name that was probably meant, so that what they hold is looked at in the same run. */
function asMeant(site: Json, said: readonly Diagnostic[]): Json {
  return said.reduce((whole, { code, at, facts: { suggestion } }) => {
    const isMisspelt = code === unknownKey.code && typeof suggestion === 'string';
    return isMisspelt ? renamed(whole, pathIn(at), suggestion) : whole;
  }, site);
}

/** The value with the key at a path called otherwise, unless there is one of that name. */
function renamed(value: Json, [step, ...rest]: SourcePath, name: string): Json {
  if (isList(value)) return value.map((item, index) => (index === step ? renamed(item, rest, name) : item));
  if (!isMap(value) || (rest.length === 0 && Object.hasOwn(value, name))) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key !== step) return [key, inner];
    return rest.length === 0 ? [name, inner] : [key, renamed(inner, rest, name)];
  });
  return Object.fromEntries(entries);
}

/** Cuts out what the schema refuses until nothing is left to refuse: at most once per level of the tree. */
function prune(site: Json, errors: readonly SchemaError[]): { sound: Site; unsound: readonly SourcePath[] } {
  const unsound: SourcePath[] = [];
  let rest = site;
  let found = errors;
  while (found.length > 0) {
    const cuts = found.map((error) => cutOf(error, rest));
    unsound.push(...cuts);
    rest = without(rest, cuts);
    found = cuts.some((cut) => cut.length === 0) ? [] : errorsOf(rest);
  }
  return { sound: isSite(rest) ? rest : {}, unsound };
}

/**
 * The smallest thing to cut out for one error: an unknown key, else the value that is wrong.
 * From a list nothing is cut but the list itself: the places of its other entries would shift.
 */
function cutOf(error: SchemaError, site: Json): SourcePath {
  const path = pathOf(error, site);
  const key: unknown = error.params['additionalProperty'] ?? error.params['propertyName'] ?? error.propertyName;
  const whole = key === undefined ? path : [...path, String(key)];
  const list = whole.findIndex((step) => typeof step === 'number');
  return list === -1 ? whole : whole.slice(0, list);
}

/** All cuts in one walk: a site with a thousand mistakes is not copied a thousand times. */
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
