/** Cures as edits: what a message says to write, add or remove, done to the site where it says so, as by someone who pastes it. */
import { parse } from 'yaml';
import type { Json, SourcePath } from '../../src/base/brand.ts';
import { isList, isMap, type JsonMap } from '../../src/base/json.ts';

/** Edits in the order in which someone would try them: at the place itself, then further out. */
export type Edits = readonly JsonMap[];
type Cure = (site: JsonMap, at: SourcePath, words: readonly string[]) => Edits;

export function valueIn(site: Json | undefined, path: SourcePath): Json | undefined {
  return path.reduce<Json | undefined>((here, step) => {
    if (isList(here)) return here[Number(step)];
    return isMap(here) ? here[String(step)] : undefined;
  }, site);
}

/** With another value at a path, also inside of lists. Undefined removes it. */
function withAt(here: Json | undefined, [step, ...rest]: SourcePath, value: Json | undefined): Json | undefined {
  if (step === undefined) return value;
  if (isList(here)) {
    const next = here.map((item, index) => (index === Number(step) ? withAt(item, rest, value) : item));
    return next.filter((item) => item !== undefined);
  }
  const map = isMap(here) ? here : {};
  const next = withAt(map[String(step)], rest, value);
  const { [String(step)]: _before, ...others } = map;
  return next === undefined ? others : { ...map, [String(step)]: next };
}

function edited(site: JsonMap, path: SourcePath, value: Json | undefined): Edits {
  const next = withAt(site, path, value);
  return isMap(next) ? [next] : [];
}

/** The map at a path, and those around it. */
function mapsAround(site: JsonMap, at: SourcePath): readonly SourcePath[] {
  const paths = Array.from({ length: at.length + 1 }, (_, index) => at.slice(0, at.length - index));
  return paths.filter((path) => isMap(valueIn(site, path)) && path.length > 0);
}

function removing(site: JsonMap, at: SourcePath, name: string): Edits {
  const value = valueIn(site, at);
  if (['it', 'this', 'they', 'them'].includes(name) || at.at(-1) === name) return edited(site, at, undefined);
  const inside = isMap(value) && name in value ? edited(site, [...at, name], undefined) : [];
  const besides = mapsAround(site, at).flatMap((path) => {
    const map = valueIn(site, path);
    return isMap(map) && name in map ? edited(site, [...path, name], undefined) : [];
  });
  const item = typeof at.at(-1) === 'number' ? edited(site, at, undefined) : [];
  return [...inside, ...besides, ...item];
}

function merged(into: Json | undefined, value: Json): Json {
  if (!isMap(into) || !isMap(value)) return value;
  return {
    ...into,
    ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, merged(into[key], inner)])),
  };
}

/** YAML that a cure shows, `token: 5s` or `quorum: { ... } and totem: { ... }`, merged into each map around the place. */
function writing(site: JsonMap, at: SourcePath, yaml: string): Edits {
  const parts = yaml.split(/ and (?=\w+: )/).map((part) => parsed(part));
  if (!parts.every((part) => isMap(part))) return [];
  const found = mapsAround(site, at).flatMap((path) =>
    edited(
      site,
      path,
      parts.reduce<Json | undefined>((into, part) => merged(into, part), valueIn(site, path)),
    ),
  );
  const [part] = parts;
  const isOwn = parts.length === 1 && isMap(part) && Object.keys(part)[0] === at.at(-1);
  return isOwn && isMap(part) ? [...edited(site, at, Object.values(part)[0]), ...found] : found;
}

function parsed(yaml: string): Json {
  try {
    return parse(yaml, { logLevel: 'silent' });
  } catch {
    return null;
  }
}

/** A word alone: another name for a key that is unknown, or another value. */
function replacing(site: JsonMap, at: SourcePath, word: string): Edits {
  const value = parsed(word);
  const key = String(at.at(-1));
  const around = valueIn(site, at.slice(0, -1));
  const asValue = edited(site, at, value);
  if (typeof value !== 'string' || !isMap(around)) return asValue;
  const named = Object.fromEntries(Object.entries(around).map(([name, inner]) => [name === key ? value : name, inner]));
  return [...asValue, ...edited(site, at.slice(0, -1), named)];
}

/** One more item in the list of a host or target. */
function appending(site: JsonMap, key: string, name: string, item: string): Edits {
  const sections: readonly SourcePath[] = [['hosts'], ['storage', 'targets']];
  return sections.flatMap((section) => {
    const path = [...section, name, key];
    const list = valueIn(site, path);
    if (valueIn(site, [...section, name]) === undefined) return [];
    return edited(site, path, [...(isList(list) ? list : []), item]);
  });
}

/** Moves a key into a map next to it. */
function moving(site: JsonMap, at: SourcePath, section: string): Edits {
  const around = at.slice(0, -1);
  const without = edited(site, at, undefined);
  return without.flatMap((next) => {
    const before = valueIn(next, [...around, section]);
    return edited(next, [...around, section], merged(before, { [String(at.at(-1))]: valueIn(site, at) ?? null }));
  });
}

const END = String.raw`(?:,? or .*|;.*|, (?:which|so that|and|where|since|in place).*| if .*| at that card.*| where .*| alone)?$`;
const YAML = String.raw`([a-z_-]+: (?:"[^"]*"|[[{].*?[\]}]|[^ ,;]+)(?: and [a-z_]+: \{.*?\})?)`;

const CURES: readonly (readonly [RegExp, Cure])[] = [
  [
    new RegExp(`^write ${YAML}, in place of (\\S+)$`),
    (site, at, [yaml = '']) => writing(site, at, yaml).flatMap((next) => edited(next, at, undefined)),
  ],
  [
    new RegExp(`^(?:write|add) ${YAML}${END}`),
    (site, at, [yaml = '']) => {
      const written = writing(site, at, yaml);
      // A key without a space behind its colon is the whole of what is there.
      return String(at.at(-1)).includes(':') ? written.flatMap((next) => edited(next, at, undefined)) : written;
    },
  ],
  [
    new RegExp(`^write ${YAML} (?:at|for) (\\w+)${END}`),
    (site, at, [yaml = '', name = '']) => [
      ...entriesCalled(site, name).flatMap((path) => writing(site, path, yaml)),
      ...writing(site, at, yaml),
    ],
  ],
  [
    /^add (\S+) to the (bridges|hosts) of (?:target )?(\S+?)(?:,.*)?$/,
    (site, _, [item = '', key = '', name = '']) => appending(site, key, name, item),
  ],
  [
    /^remove (\S+) from (\w+)$/,
    (site, at, [, key = '']) => edited(site, at.slice(0, at.lastIndexOf(key) + 2), undefined),
  ],
  [
    /^remove (?:the|this) (whole )?(?:entry|setting)/,
    (site, at, [whole]) =>
      edited(
        site,
        at.slice(0, whole === undefined ? isEntry(at) : at.findLastIndex((step) => typeof step === 'number') + 1),
        undefined,
      ),
  ],
  [/^remove (\S+)(?: from raw)? (?:once|when) .*$/, (site, at, [name = '']) => removing(site, at, name)],
  [/^remove the (\w+) of (\S+?),.*$/, (site, at, [name = '']) => removing(site, at, name)],
  [
    new RegExp(`^remove (\\S+?):? ?(?:true|false)?${END}`),
    (site, at, [name = '']) => [...removing(site, at, name), ...without(site, at, name)],
  ],
  [/^leave (\S+) out(?:[,;].*)?$/, (site, at, [name = '']) => removing(site, at, name)],
  [/^leave it (?:out|as)[,; ].*$/, (site, at) => removing(site, at, 'it')],
  [/^write it below (\S+)$/, (site, at, [section = '']) => moving(site, at, section)],
  [
    /^(?:keep (?:one of the two|one of them|it in one place)|name each (?:host|portal|card|LUN) once)$/,
    (site, at) => edited(site, at, undefined),
  ],
  [/^quote it: (".*")$/, (site, at, [text = '']) => edited(site, at, String(parsed(text)))],
  [/^write the whole disk: (\S+)$/, (site, at, [text = '']) => edited(site, at, text)],
  [/^use (multicast)(?:,? or .*)?$/, (site, at, [text = '']) => edited(site, at, text)],
  [/^write (\w+)\.(\w+), or choose .*$/, (site, at, [, name = '']) => replacing(site, at, name)],
  [/^write (\{ \w+: [^{},]+ \})$/, (site, at, [yaml = '']) => edited(site, at, parsed(yaml))],
  [/^write (\d+[KMGT]); K, M, .*$/, (site, at, [size = '']) => edited(site, at, size)],
  [
    new RegExp(`^write ('[^']*'|"[^"]*"|[^\\s:,]+(?::\\S+)?)(?:, without quotes|, or leave \\w+ out)?${END}`),
    (site, at, [word = '']) => replacing(site, at, word),
  ],
];

/** The length of a path up to its entry in a list, or its whole length. */
function isEntry(at: SourcePath): number {
  return at[0] === 'accept' ? 2 : at.length;
}

/** Entries of this name, of any section. */
function entriesCalled(site: Json | undefined, name: string, path: SourcePath = []): readonly SourcePath[] {
  if (!isMap(site)) return [];
  return Object.entries(site).flatMap(([key, inner]) => [
    ...(key === name && isMap(inner) ? [[...path, key]] : []),
    ...entriesCalled(inner, name, [...path, key]),
  ]);
}

/** Without one word inside of a text. */
function without(site: JsonMap, at: SourcePath, word: string): Edits {
  const text = valueIn(site, at);
  if (typeof text !== 'string' || !text.includes(word)) return [];
  const left = text.split(/\s+/).filter((one) => one !== word && !/^\d+$/.test(one));
  return edited(site, at, left.length === 0 ? undefined : left.join(' '));
}

/** The sites that a cure may mean; undefined if it is nothing to paste. */
export function curesOf(help: string, site: JsonMap, at: SourcePath): Edits | undefined {
  for (const [pattern, cure] of CURES) {
    const words = pattern.exec(help);
    if (words !== null && !/\b[A-Z]{3,}\b/.test(words.slice(1).join(' '))) return cure(site, at, words.slice(1));
  }
  return undefined;
}
