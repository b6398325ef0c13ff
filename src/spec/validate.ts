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
import { missingSection } from './findings.ts';
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
  const { sound, unsound } = prune(site, first);
  const missing = [...missingSections(site)];
  const lost = missing.map(({ at }) => (at.in === 'model' ? at.path : []));
  return { spec: sound, unsound: [...unsound, ...lost], diagnostics: [...speak(first), ...missing] };
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
  let rest = structuredClone(site);
  let found = errors;
  while (found.length > 0) {
    const cuts = found.map(cutOf);
    unsound.push(...cuts);
    rest = cuts.reduceRight(without, rest);
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

function without(site: Json, [step, ...rest]: SourcePath): Json {
  if (step === undefined) return {};
  if (!isMap(site) || !(step in site)) return site;
  const { [step]: value, ...others } = site;
  return rest.length === 0 ? others : { ...others, [step]: without(value ?? null, rest) };
}
