/**
 * lvm.conf as a release of lvm2 reads it. Up to 2.02.111 the first of several sections or settings of one name counts,
 * and what the others hold is ignored. From 2.02.112 on sections of one name are one, the last value of a key counts,
 * and a key may be a path, `global/locking_type = 1`. The warning is "Ignoring duplicate config ..." in both.
 * Sources: LVM2, libdm/libdm-config.c of v2_02_56 to v2_02_118; measured with lvmconfig of 2.03.16.
 */
import { parseBraces, type Fault, type Parsed, type Section, type Setting } from './braces.ts';

/** `merges`: does this release merge sections? */
export function lvmTree(text: string, merges: boolean): Parsed {
  const { root, faults } = parseBraces(text);
  if (merges) return { root: merged(root), faults };
  const paths = settingsBelow(root).filter(({ key }) => key.includes('/'));
  return { root: firsts(root), faults: [...faults, ...paths.map(pathFault)] };
}

function pathFault({ key, line }: Setting): Fault {
  return { line, problem: `${key}: this release of lvm2 knows no paths as keys` };
}

function settingsBelow({ settings, sections }: Section): readonly Setting[] {
  return [...settings, ...sections.flatMap(settingsBelow)];
}

/** Settings that a release ignores because the file has another one of the same name. */
export function ignoredSettings(text: string, merges: boolean): readonly Setting[] {
  const all = settingsBelow(parseBraces(text).root);
  const kept = new Set(settingsBelow(lvmTree(text, merges).root).map(({ line, key }) => `${line} ${lastStep(key)}`));
  return all.filter(({ line, key }) => !kept.has(`${line} ${lastStep(key)}`));
}

function lastStep(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function firsts({ name, line, settings, sections }: Section): Section {
  return {
    name,
    line,
    settings: firstOfEach(settings, ({ key }) => key),
    sections: firstOfEach(sections, (section) => section.name).map(firsts),
  };
}

function firstOfEach<T>(list: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const seen = new Set<string>();
  return list.filter((one) => !seen.has(nameOf(one)) && seen.add(nameOf(one)));
}

/** A key that is a path is a section with one setting. */
function merged({ name, line, settings, sections }: Section): Section {
  const plain = settings.filter(({ key }) => !key.includes('/'));
  const paths = settings.filter(({ key }) => key.includes('/')).map(sectionOf);
  const inner = [...sections, ...paths].toSorted((a, b) => a.line - b.line);
  const byName = new Map<string, Section[]>();
  for (const section of inner) {
    const same = byName.get(section.name);
    if (same === undefined) byName.set(section.name, [section]);
    else same.push(section);
  }
  return {
    name,
    line,
    settings: [...new Map(plain.map((setting) => [setting.key, setting])).values()],
    sections: [...byName.values()].map((own) => merged(joined(own))),
  };
}

function joined(sections: readonly Section[]): Section {
  const [first] = sections;
  return {
    name: first?.name ?? '',
    line: first?.line ?? 0,
    settings: sections.flatMap(({ settings }) => settings),
    sections: sections.flatMap((section) => section.sections),
  };
}

function sectionOf({ key, value, line }: Setting): Section {
  const [name = '', ...rest] = key.split('/').filter((step) => step !== '');
  const inner = { key: rest.join('/'), value, line };
  return { name, line, settings: rest.length === 0 ? [] : [inner], sections: [] };
}
