/** What holds for a key that a site does not write, in words: from the schema and its descriptions. Pure. */
import { isList } from '../base/json.ts';
import type { Schema } from './schema.ts';

/** Must a key be written? `layers`: there, or in a profile or a group; `some`: in some kinds of its map. */
type Demand = 'always' | 'layers' | 'some' | 'never';

/** Sections without which there is no site, with what they hold. The schema requires none, so that a file may hold a part of a site. */
export const REQUIRED_SECTIONS = [
  ['version', '1'],
  ['cluster', '{ name: ..., platform: rhel6, domain: ... }'],
  ['hosts', 'the physical machines of the cluster'],
] as const;

export function isRequiredSection(key: string): boolean {
  return REQUIRED_SECTIONS.some(([section]) => section === key);
}

/** `kinds`: the shapes of the map that have the key; several where the map is a choice. */
export function demandOf(key: string, kinds: readonly Schema[]): Demand {
  if (kinds.some((kind) => names(kind['x-layered']).includes(key))) return 'layers';
  const demanding = kinds.filter((kind) => names(kind['required']).includes(key));
  if (demanding.length === 0) return 'never';
  return demanding.length === kinds.length ? 'always' : 'some';
}

function names(value: Schema[string] | undefined): readonly unknown[] {
  return value !== undefined && isList(value) ? value : [];
}

const WORDS: { readonly [D in Demand]: string } = {
  always: 'none; it has to be written',
  layers: 'none; it has to be written, here or in a profile or a group',
  some: 'none; some kinds have to write it',
  never: 'none; left out, it is not set',
};

/** One line. A description that says it itself is repeated. */
export function leftOut(description: string, demand: Demand): string {
  const said = description
    .split(/\.(?: |$)/)
    .flatMap(clausesAbout)
    .map(asAnswer);
  return demand === 'never' && said.length > 0 ? said.join('; ') : WORDS[demand];
}

const SAYS =
  /\bwhen left out\b|\bunless said\b|\bDerived\b|\bderives\b|\b(?:cman|corosync|dlm|dlm_controld|fenced|qdiskd|rgmanager|It) takes |\b[Tt]he daemons take /;

/** All of a sentence that begins with what is derived; of any other one the parts that say it. */
function clausesAbout(sentence: string): readonly string[] {
  return sentence.startsWith('Derived') ? [sentence] : sentence.split('; ').filter((clause) => SAYS.test(clause));
}

function asAnswer(clause: string): string {
  const [first = '', second = ''] = clause;
  const rest = clause.slice(1).replace(/,? (?:when left out|unless said)$/, '');
  return /[a-z ]/.test(second) ? first.toLowerCase() + rest : first + rest;
}
