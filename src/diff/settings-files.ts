/** lvm.conf, multipath.conf and the files of open-iscsi: a line for each value, `devices/filter = ["a|x|", "r|.*|"]`. */
import { parseBraces, type Section, type Setting } from '../formats/braces.ts';
import { readInitiatorName, readSettings } from '../formats/settings.ts';
import type { Line } from './hunks.ts';
import { matched, numbered, type Pair, type Part } from './parts.ts';

type Value = { readonly key: string; readonly text: string; readonly line: number };

/** Undefined where a text is not of the format. */
export type Reader = (text: string) => readonly Value[] | undefined;

/** The first of several values of a key counts; lvm2 2.03.16: "Ignoring duplicate config value". */
export function lvmSettings(text: string): readonly Value[] | undefined {
  const { root, faults } = parseBraces(text);
  if (faults.length > 0) return undefined;
  const lastFirst = settingsIn(root, '', ({ name }) => name).toReversed();
  const firsts = [...new Map(lastFirst.map((setting) => [setting.key, setting])).values()].toReversed();
  return firsts.map(({ key, value, line }) => ({ key, text: JSON.stringify(value), line }));
}

/** Sections of the same name are identified by what they are about; repeated settings keep their order. */
export function multipathSettings(text: string): readonly Value[] | undefined {
  const { root, faults } = parseBraces(text);
  if (faults.length > 0) return undefined;
  return settingsIn(root, '', aboutWhat).map(({ key, value, line }) => ({ key, text: [value].flat().join(' '), line }));
}

const ABOUT = new Set(['wwid', 'vendor', 'product']);

function aboutWhat({ name, settings }: Section): string {
  if (name !== 'multipath' && name !== 'device') return name;
  const about = settings.filter(({ key }) => ABOUT.has(key)).map(({ value }) => String(value));
  return `${name}[${about.join(' ')}]`;
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

export function initiatorSettings(text: string): readonly Value[] {
  const name = readInitiatorName(text);
  return name === undefined ? [] : [{ key: name.key, text: name.value, line: name.line }];
}

/** In the order of the site's file; undefined where either is not of the format. */
export function settingLines({ found, desired }: Pair<string>, read: Reader): Pair<readonly Line[]> | undefined {
  const [before, after] = [read(found), read(desired)];
  if (before === undefined || after === undefined) return undefined;
  const both = matched(
    { found: fileOf(before), desired: fileOf(after) },
    { part: () => false, attribute: () => false },
  );
  return { found: both.found.children.map(lineOf), desired: both.desired.children.map(lineOf) };
}

function fileOf(settings: readonly Value[]): Part {
  const nothing = { attributes: new Map<string, string>(), children: [] };
  const parts = settings.map(({ key, text, line }) => ({
    ...nothing,
    name: key,
    id: key,
    group: key,
    text,
    line,
  }));
  return { ...nothing, name: 'file', id: '', group: '', text: '', line: 1, children: numbered(parts) };
}

function lineOf({ name, text, line }: Part): Line {
  const said = `${name} = ${text}`;
  return { key: said, text: said, line };
}
