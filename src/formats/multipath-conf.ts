/**
 * multipath.conf as its daemon reads it: sections of one name are one, and the last value of a key counts. Of two maps of
 * one WWID the first counts; of two devices of one vendor and product too, and the second fills in what the first lacks.
 * Sources: multipath-tools 0.4.9, libmultipath/parser.c and config.c; measured with multipath 0.9.4.
 */
import { grouped } from '../base/grouped.ts';
import { parseBraces, type Parsed, type Section, type Setting } from './braces.ts';

/** Keys of lists: each one adds. */
const LISTS = new Set(['devnode', 'wwid', 'property', 'protocol']);

export function multipathTree(text: string): Parsed {
  const { root, faults } = parseBraces(text);
  return { root: { ...root, sections: merged(root.sections) }, faults };
}

function merged(sections: readonly Section[]): readonly Section[] {
  return [...grouped(sections, ({ name }) => name)].map(([name, alike]) => {
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
  return [...grouped(sections, identityOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [first.name === 'device' ? filled(first, others) : first],
  );
}

/** Together, so that a device that is written a thousand times is filled once. */
function filled(first: Section, others: readonly Section[]): Section {
  const settings = new Map(first.settings.map((setting) => [setting.key, setting]));
  for (const setting of others.flatMap((other) => other.settings))
    if (!settings.has(setting.key)) settings.set(setting.key, setting);
  return { ...first, settings: [...settings.values()] };
}

/** What a map or a device is about. A map without a WWID is about nothing. */
export function identityOf({ name, settings, line }: Section): string {
  const about = ['wwid', 'vendor', 'product', 'revision'].map((key) => {
    const found = settings.findLast((setting) => setting.key === key);
    return found === undefined ? '' : String(found.value);
  });
  return about.every((value) => value === '') ? `${name} at ${line}` : `${name} ${about.join(' ').trim()}`;
}
