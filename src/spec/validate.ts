/**
 * Tree -> Spec: the schema, in the user's words.
 *
 * Hides: what the schema library says, suggestions. May not: fill defaults, convert units, know a rule that is not in schemas/.
 *
 * What is wrong is cut out, with as much around it as it takes for the rest to be sound, so that the later stages can
 * find the other mistakes in the same run. `unsound` names what was cut out; see compile.ts for what may be said then.
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { isMap } from '../base/json.ts';
import { keyAt, type Diagnostic } from '../diag/diagnostic.ts';
import { plain, type Tree } from '../source/tree.ts';
import { isSite, type SchemaError } from './compiled.ts';
import { missingSection, tooManyMistakes } from './findings.ts';
import type { Site } from './spec.gen.ts';
import { pathOf, speak } from './speak.ts';

export type Validated = {
  readonly spec: Site;
  readonly unsound: readonly SourcePath[];
  readonly diagnostics: readonly Diagnostic[];
};

/** The site as far as it is sound. Codes `schema/*`, `secret/written-in-clear`. */
export function validate(tree: Tree): Validated {
  const site = plain(tree);
  const first = errorsOf(site);
  if (first.length > MAX_MISTAKES) return unusable(first);
  const { sound, unsound } = prune(site, first);
  const missing = [...missingSections(site)];
  const lost = missing.map(({ at }) => (at.in === 'model' ? at.path : []));
  return { spec: sound, unsound: [...unsound, ...lost], diagnostics: [...speak(first), ...missing] };
}

/** Nobody reads more, and what follows would take time that grows with their square. */
const MAX_MISTAKES = 1000;

/** A file that is something else altogether: the first mistakes, and nothing of it is used. */
function unusable(errors: readonly SchemaError[]): Validated {
  const more = tooManyMistakes(keyAt([]), { mistakes: errors.length, limit: MAX_MISTAKES });
  return { spec: {}, unsound: [[]], diagnostics: [...speak(errors.slice(0, MAX_MISTAKES)), more] };
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

/** Cuts out what the schema refuses until nothing is left to refuse: at most once per level of the tree. */
function prune(site: Json, errors: readonly SchemaError[]): { sound: Site; unsound: readonly SourcePath[] } {
  const unsound: SourcePath[] = [];
  let rest = site;
  let found = errors;
  while (found.length > 0) {
    const cuts = found.map(cutOf);
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
function cutOf(error: SchemaError): SourcePath {
  const path = pathOf(error);
  const key: unknown = error.params['additionalProperty'] ?? error.params['propertyName'] ?? error.propertyName;
  const whole = key === undefined ? path : [...path, String(key)];
  const list = whole.findIndex((step) => typeof step === 'number');
  return list === -1 ? whole : whole.slice(0, list);
}

/** The value without what stands at some paths of it, in one pass. */
function without(site: Json, cuts: readonly SourcePath[]): Json {
  if (cuts.some(({ length }) => length === 0)) return {};
  if (!isMap(site)) return site;
  const below = new Map<string, SourcePath[]>();
  for (const [step, ...rest] of cuts) below.set(String(step), [...(below.get(String(step)) ?? []), rest]);
  return Object.fromEntries(
    Object.entries(site).flatMap(([key, value]) => {
      const inside = below.get(key);
      if (inside === undefined) return [[key, value]];
      return inside.some(({ length }) => length === 0) ? [] : [[key, without(value, inside)]];
    }),
  );
}
