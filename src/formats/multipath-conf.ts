/**
 * multipath.conf as its daemon reads it: sections of one name are one, and the last value of a key counts. Of two maps of
 * one WWID the first counts; of two devices of one vendor and product too, and the second fills in what the first lacks.
 * Sources: multipath-tools 0.4.9, libmultipath/parser.c and config.c; measured with multipath 0.9.4.
 */
import { parseBraces, settingOf, type Parsed, type Section, type Setting } from './braces.ts';

/** Keys of lists: each one adds. */
const LISTS = new Set(['devnode', 'wwid', 'property', 'protocol']);

export function multipathTree(text: string): Parsed {
  const { root, faults } = parseBraces(text);
  return { root: { ...root, sections: merged(root.sections) }, faults };
}

function merged(sections: readonly Section[]): readonly Section[] {
  const names = [...new Set(sections.map(({ name }) => name))];
  return names.map((name) => {
    const alike = sections.filter((section) => section.name === name);
    const isList = name.startsWith('blacklist');
    return {
      name,
      line: alike[0]?.line ?? 0,
      settings: lasts(
        alike.flatMap(({ settings }) => settings),
        isList,
      ),
      sections: distinct(alike.flatMap((section) => section.sections).map(inner)),
    };
  });
}

function inner(section: Section): Section {
  return { ...section, settings: lasts(section.settings, false) };
}

/** At the place of the last value; a key of a list stays as often as it is written. */
function lasts(settings: readonly Setting[], isList: boolean): readonly Setting[] {
  const last = new Map(settings.map(({ key }, index) => [key, index]));
  return settings.filter(({ key }, index) => (isList && LISTS.has(key)) || last.get(key) === index);
}

function distinct(sections: readonly Section[]): readonly Section[] {
  const kept = new Map<string, Section>();
  for (const section of sections) {
    const id = identityOf(section);
    const first = kept.get(id);
    if (first === undefined) kept.set(id, section);
    else if (section.name === 'device') kept.set(id, filled(first, section));
  }
  return [...kept.values()];
}

function filled(first: Section, second: Section): Section {
  const more = second.settings.filter(({ key }) => settingOf(first, key) === undefined);
  return { ...first, settings: [...first.settings, ...more] };
}

/** What a map or a device is about. A map without a WWID is about nothing. */
export function identityOf({ name, settings, line }: Section): string {
  const about = ['wwid', 'vendor', 'product', 'revision'].map((key) => {
    const found = settings.findLast((setting) => setting.key === key);
    return found === undefined ? '' : String(found.value);
  });
  return about.every((value) => value === '') ? `${name} at ${line}` : `${name} ${about.join(' ').trim()}`;
}
