/** The differences between two configurations by meaning, in words. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';
import { change } from '../../../../impact/masked-value.ts';
import { settingsOf, type Setting } from './settings.ts';

export type CibChange = {
  readonly what: 'added' | 'removed' | 'changed';
  readonly key: string;
  readonly setting: Setting;
  readonly from: string | undefined;
  readonly to: string | undefined;
};

/** In the order of the new document, then what is gone. */
export function cibChanges(before: XmlElement | undefined, after: XmlElement | undefined): readonly CibChange[] {
  const [different, others] = [withoutEqual(before, after), withoutEqual(after, before)];
  const [old, now] = [settingsOf(different), settingsOf(others)];
  const here = [...now].flatMap(([key, setting]): readonly CibChange[] => {
    const from = old.get(key)?.value;
    if (from === setting.value) return [];
    return [{ what: from === undefined ? 'added' : 'changed', key, setting, from, to: setting.value }];
  });
  const gone = [...old].flatMap(([key, setting]): readonly CibChange[] =>
    now.has(key) ? [] : [{ what: 'removed', key, setting, from: setting.value, to: undefined }],
  );
  return withoutParts([...here, ...gone]);
}

/** Without the elements that the other one has with the same id and content: most of a document, which need not be flattened. */
function withoutEqual(one: XmlElement | undefined, other: XmlElement | undefined): XmlElement | undefined {
  if (one === undefined || other === undefined) return one;
  const sections = new Map(elementsIn(other).map((section) => [section.name, byId(section)]));
  const children = elementsIn(one).map((section) => {
    const there = sections.get(section.name);
    const left = elementsIn(section).filter((child) => !isEqual(child, there?.get(attributeOf(child, 'id') ?? '')));
    return { ...section, children: left };
  });
  return { ...one, children };
}

function byId(section: XmlElement): ReadonlyMap<string, XmlElement> {
  return new Map(elementsIn(section).map((child) => [attributeOf(child, 'id') ?? '', child]));
}

/** The same elements and attributes in the same order, wherever they are. */
export function isEqual(one: XmlElement, other: XmlElement | undefined): boolean {
  if (one === other) return true;
  if (other === undefined || one.name !== other.name || one.attributes.length !== other.attributes.length) return false;
  for (const [at, { name, value }] of one.attributes.entries()) {
    const there = other.attributes[at];
    if (there?.name !== name || there.value !== value) return false;
  }
  const [mine, theirs] = [elementsIn(one), elementsIn(other)];
  return mine.length === theirs.length && mine.every((child, at) => isEqual(child, theirs[at]));
}

/** Without the settings of what is wholly new or gone. */
function withoutParts(changes: readonly CibChange[]): readonly CibChange[] {
  const whole = new Set(changes.flatMap((one) => (isWhole(one) && one.what !== 'changed' ? [one.key] : [])));
  return changes.filter((one) => isWhole(one) || !whole.has(one.setting.owner));
}

export function isWhole({ key, setting }: Pick<CibChange, 'key' | 'setting'>): boolean {
  return key === setting.owner;
}

/** `vm1: config "/a" -> "/b"`, `order of a before b is new`. */
export function wordsOf(one: CibChange): string {
  const { setting, from, to, what } = one;
  if (isWhole(one) && what === 'added') return `${setting.owner} is new`;
  if (isWhole(one) && what === 'removed') return `${setting.owner} is not in the new document`;
  return `${setting.owner}: ${change(setting.attribute, from, to)}`.replace(':  ', ': ');
}
