/**
 * Grafts: what makes a broken site wrong, put into another site. The names of the broken site become those of the other one, in their
 * order, and a graft takes over as little of it as it can: one value, or an entry, or a section.
 */
import { type Json, type SourcePath } from '../../src/base/brand.ts';
import { isList, isMap, type JsonMap } from '../../src/base/json.ts';
import { withValue } from '../support/edits.ts';
import { valueAt } from './fault-places.ts';

type Keys = readonly string[];

/** A finding in a broken site, and its related places. */
export type Wrong = { readonly site: JsonMap; readonly at: SourcePath; readonly related: readonly SourcePath[] };
export type Grafted = { readonly site: JsonMap; readonly at: string };

/** Maps whose keys are names; `*` is any name. */
const NAMED: readonly Keys[] = [
  ['hosts'],
  ['fence_devices'],
  ['vms'],
  ['storage', 'targets'],
  ['storage', 'targets', '*', 'luns'],
  ['storage', 'volume_groups'],
  ['storage', 'volume_groups', '*', 'volumes'],
];
/** Maps whose keys are names of hosts or targets, too. */
const NAMING: readonly Keys[] = [...NAMED, ['facts'], ['hosts', '*', 'chap'], ['facts', '*', 'volume_groups']];

function isAt(path: Keys, patterns: readonly Keys[]): boolean {
  return patterns.some(
    (pattern) => pattern.length === path.length && pattern.every((step, index) => step === '*' || step === path[index]),
  );
}

/** Names below a pattern, in written order. */
function namesAt(site: Json | undefined, [step, ...rest]: Keys): readonly string[] {
  if (!isMap(site)) return [];
  if (step === undefined) return Object.keys(site);
  if (step !== '*') return namesAt(site[step], rest);
  return Object.values(site).flatMap((inner) => namesAt(inner, rest));
}

/** Names of the first site -> those of the second one. */
function counterparts(from: JsonMap, to: JsonMap): ReadonlyMap<string, string> {
  return new Map(
    NAMED.flatMap((pattern) => {
      const names = namesAt(to, pattern);
      return namesAt(from, pattern).flatMap((name, index) => {
        const other = names.includes(name) ? name : names[index];
        return other === undefined ? [] : [[name, other] as const];
      });
    }),
  );
}

type Names = ReadonlyMap<string, string>;

function renamed(value: Json, names: Names, path: Keys): Json {
  const step = (text: string) => names.get(text) ?? text;
  if (typeof value === 'string') return value.split('/').map(step).join('/');
  if (isList(value)) return value.map((item) => renamed(item, names, path));
  if (!isMap(value)) return value;
  const hasNames = isAt(path, NAMING);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [hasNames ? step(key) : key, renamed(inner, names, [...path, key])]),
  );
}

function renamedPath(path: SourcePath, names: Names): SourcePath {
  const keys = path.map(String);
  return path.map((step, index) =>
    typeof step === 'string' && isAt(keys.slice(0, index), NAMING) ? (names.get(step) ?? step) : step,
  );
}

/** A path without what is inside of a list. */
function keysOf(path: SourcePath): Keys {
  const index = path.findIndex((step) => typeof step === 'number');
  return (index === -1 ? path : path.slice(0, index)).map(String);
}

/** The entry that a path is in: a host, a VM, a volume group. */
function entryOf(path: SourcePath): Keys {
  const keys = keysOf(path);
  return keys.slice(0, keys[0] === 'storage' && isAt(keys.slice(0, 2), NAMED) ? 3 : 2);
}

function merged(into: Json | undefined, value: Json): Json {
  if (!isMap(into) || !isMap(value)) return value;
  const added = Object.entries(value).map(([key, inner]) => [key, merged(into[key], inner)]);
  return { ...into, ...Object.fromEntries(added) };
}

function taking(paths: readonly Keys[], how: 'set' | 'merge'): Way {
  return (site, broken) =>
    paths.reduce((into, path) => {
      const value = valueAt(broken, path);
      const next = how === 'merge' && value !== undefined ? merged(valueAt(into, path), value) : value;
      return path.length === 0 && isMap(next) ? next : withValue(into, path, next);
    }, site);
}

/** Without a key that the broken entry has not. */
function leaving(path: Keys, index: number): Way {
  return (site, broken) => {
    const [own, theirs] = [valueAt(site, path), valueAt(broken, path)];
    const gone = isMap(own) ? Object.keys(own).filter((key) => !isMap(theirs) || !(key in theirs)) : [];
    const key = gone[index];
    return key === undefined ? site : withValue(site, [...path, key], undefined);
  };
}

type Way = (site: JsonMap, broken: JsonMap) => JsonMap;

const SECTIONS = (paths: readonly Keys[]) => [...new Set(paths.map(([section = '']) => section))].map((one) => [one]);

/** What runs, on what storage, and what switches hosts off. */
const SWAPPED = ['vms', 'profiles', 'groups', 'services', 'resources', 'failover_domains', 'storage', 'fence_devices'];

/** All of what runs, and what hosts have for it: of the site only its cluster and hosts stay. */
function swapping(more: readonly Keys[]): Way {
  const merging = taking([...more, ['hosts']], 'merge');
  return (site, broken) =>
    taking(
      SWAPPED.map((section) => [section]),
      'set',
    )(merging(site, broken), broken);
}

/** Ways to graft, the ones that change least first. */
const WAYS: { readonly [name: string]: (at: SourcePath, related: readonly SourcePath[]) => Way } = {
  value: (at) => taking([keysOf(at)], 'set'),
  values: (at, related) => taking([at, ...related].map(keysOf), 'set'),
  entry: (at) => taking([entryOf(at)], 'merge'),
  entries: (at, related) => taking([at, ...related].map(entryOf), 'merge'),
  'whole entry': (at) => taking([entryOf(at)], 'set'),
  'less 1': (at) => leaving(keysOf(at), 0),
  'less 2': (at) => leaving(keysOf(at), 1),
  'less 3': (at) => leaving(keysOf(at), 2),
  'less 4': (at) => leaving(keysOf(at), 3),
  cluster: (at) => taking([['cluster'], entryOf(at)], 'merge'),
  sections: (at, related) => taking(SECTIONS([['cluster'], ...[at, ...related].map(keysOf)]), 'merge'),
  all: () => taking([[]], 'merge'),
  guests: () => swapping([]),
  'cluster and guests': () => swapping([['cluster']]),
};

/** Ways of what is wrong with names: the entries of the other site get those of the broken one. */
const NAMINGS: { readonly [name: string]: Way } = {
  names: (site) => site,
  'cluster and names': taking([['cluster']], 'merge'),
  'cluster, guests and names': swapping([['cluster']]),
};

export const ways: readonly string[] = [...Object.keys(WAYS), ...Object.keys(NAMINGS)];

function named(site: JsonMap, { at, site: broken }: Wrong, graft: Way): Grafted {
  const names = [...counterparts(broken, site)].map(([theirs, own]) => [own, theirs] as const);
  const other = renamed(site, new Map(names), []);
  return { site: isMap(other) ? graft(other, broken) : site, at: at.join('/') };
}

/** A site with what is wrong in another one, and where it is there. */
export function grafted(site: JsonMap, wrong: Wrong, way: string): Grafted {
  const { site: broken, at, related } = wrong;
  const naming = NAMINGS[way];
  if (naming !== undefined) return named(site, wrong, naming);
  const names = counterparts(broken, site);
  const theirs = renamed(broken, names, []);
  const place = renamedPath(at, names);
  const graft = WAYS[way];
  if (graft === undefined || !isMap(theirs)) throw new Error(`no way to graft: ${way}`);
  const places = related.map((path) => renamedPath(path, names));
  return { site: graft(place, places)(site, theirs), at: place.join('/') };
}
