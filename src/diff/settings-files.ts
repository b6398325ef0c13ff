/** lvm.conf, multipath.conf and the files of open-iscsi: a part for each value, `devices/filter = ["a|x|", "r|.*|"]`. */
import { own } from '../base/json.ts';
import type { Section, Setting } from '../formats/braces.ts';
import { lvmTree } from '../formats/lvm-conf.ts';
import { identityOf, multipathTree } from '../formats/multipath-conf.ts';
import { readInitiatorName, readSettings } from '../formats/settings.ts';
import type { Line } from './hunks.ts';
import { numbered, type Noise, type Part } from './parts.ts';

/** `text` is shown, `meaning` is compared. */
type Value = { readonly key: string; readonly text: string; readonly meaning?: string; readonly line: number };

/** What a reader has to know of the release of the nodes. */
export type Release = { readonly lvm2Merges: boolean };

/** Undefined where a text is not of the format. */
export type Reader = (text: string, release: Release) => readonly Value[] | undefined;

export function lvmSettings(text: string, { lvm2Merges }: Release): readonly Value[] | undefined {
  const { root, faults } = lvmTree(text, lvm2Merges);
  if (faults.length > 0) return undefined;
  return settingsIn(root, '', ({ name }) => name).map(({ key, value, line }) => ({
    key,
    text: JSON.stringify(value),
    ...(/\/(global_)?filter$/.test(key) ? { meaning: filterMeaning([value].flat().map(String)) } : {}),
    line,
  }));
}

/** Patterns that accept before the first that rejects may be in any order. A dot is meant as a dot. */
function filterMeaning(values: readonly string[]): string {
  const patterns = values.map((pattern) => pattern.replace(/\[([.+])\]|\\([.+])/g, '$1$2'));
  const end = patterns.findIndex((pattern) => !pattern.startsWith('a'));
  const accepted = patterns.slice(0, end < 0 ? patterns.length : end);
  return [...accepted.toSorted(), ...patterns.slice(accepted.length)].join(' ');
}

/** Maps and devices are distinguished by their subject; a key of a list keeps its order. */
export function multipathSettings(text: string): readonly Value[] | undefined {
  const { root, faults } = multipathTree(text);
  if (faults.length > 0) return undefined;
  return settingsIn(root, '', aboutWhat).map(({ key, value, line }) => ({ key, text: [value].flat().join(' '), line }));
}

function aboutWhat(section: Section): string {
  const { name } = section;
  return name === 'multipath' || name === 'device' ? `${name}[${identityOf(section).slice(name.length + 1)}]` : name;
}

function settingsIn(
  { settings, sections }: Section,
  within: string,
  nameOf: (section: Section) => string,
): readonly Setting[] {
  const own = settings.map((setting) => ({ ...setting, key: `${within}${setting.key}` }));
  return [...own, ...sections.flatMap((section) => settingsIn(section, `${within}${nameOf(section)}/`, nameOf))];
}

export function iscsidSettings(text: string): readonly Value[] {
  return [...readSettings(text).values()].map(({ key, value, line }) => ({ key, text: value, line }));
}

/** Undefined where a text has lines, and none of them is a name. */
export function initiatorSettings(text: string): readonly Value[] | undefined {
  const name = readInitiatorName(text);
  if (name === undefined) return /^[^\S\n]*[^\s#]/m.test(text) ? undefined : [];
  return [{ key: name.key, text: name.value, line: name.line }];
}

type Format = { readonly settings: Reader; readonly defaults?: { readonly [key: string]: string } };

/** A file as parts; undefined for a text that is not of the format. */
export function settingParts(text: string, { settings: read }: Format, release: Release): Part | undefined {
  const values = read(text, release);
  return values === undefined ? undefined : fileOf(values);
}

/** What the program takes anyway where the desired file does not say it. */
export function settingNoise({ defaults = {} }: Format): Noise {
  const isDefault = ({ name, text }: Part) => own(defaults, name) === text.replace(/^\[?"|"\]?$/g, '');
  return { part: (part, side) => side === 'found' && isDefault(part), attribute: () => false };
}

function fileOf(settings: readonly Value[]): Part {
  const nothing = { attributes: new Map<string, string>(), children: [] };
  const parts = settings.map(({ key, text, meaning = text, line }) => ({
    ...nothing,
    name: key,
    id: key,
    group: key,
    text: meaning,
    ...(meaning === text ? {} : { shown: text }),
    line,
  }));
  return { ...nothing, name: 'file', id: '', group: '', text: '', line: 1, children: numbered(parts) };
}

/** A line for each value. */
export function settingLines({ children }: Part): readonly Line[] {
  return children.map(({ name, text, shown = text, line }) => ({
    key: `${name} = ${text}`,
    text: `${name} = ${shown}`,
    line,
  }));
}
