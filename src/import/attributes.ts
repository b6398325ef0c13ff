/**
 * Converts attributes of an element to keys of a site by a table. Unknown attributes are kept as `raw` where the site allows it,
 * and noted. None is dropped without a note.
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { isInherited, isMap, own, type JsonMap } from '../base/json.ts';
import type { XmlElement } from '../base/xml.ts';
import { isSecretName } from '../base/secret-names.ts';
import { holdsSecret } from './masked.ts';
import type { ImportNotes } from './site/notes.ts';
import type { ValueReader } from './values.ts';

/** Attribute -> path in the site, with slashes, and reader. `null`: another key already expresses the value. */
export type Rules = { readonly [attribute: string]: readonly [to: string, read: ValueReader] | null };

/** The element's file, its place in the site and the notebook. */
export type Reading = {
  readonly file: string;
  readonly notes: ImportNotes;
  readonly at: SourcePath;
  /** Attributes that no site may contain, by `attribute` or `element/attribute`. */
  readonly never?: NeverWritten;
};

/** Why an attribute is never written, whether it was dangerous in the original, and whether an off value is harmless. */
export type NeverWritten = {
  readonly [attribute: string]: { readonly because: string; readonly dangerous?: true; readonly kept?: true };
};

/** The same reading, some steps deeper in the site. */
export function below(reading: Reading, ...steps: SourcePath): Reading {
  return { ...reading, at: [...reading.at, ...steps] };
}

export type Entries = readonly (readonly [path: string, value: Json])[];

/**
 * Treatment of unknown attributes: `raw` writes them as they are, `lost` omits them. `kept` also writes values that no key can
 * express.
 */
export type Unknown = 'raw' | 'lost' | 'kept';

/** The site keys for an element's attributes, including `raw`. Notes what is lost. */
export function readAttributes(element: XmlElement, rules: Rules, reading: Reading, unknown: Unknown): JsonMap {
  const entries = element.attributes.flatMap(({ name, value }): Entries => {
    const never = own(reading.never, name) ?? own(reading.never, `${element.name}/${name}`);
    if (never !== undefined) return denied(element, { name, value }, never, reading);
    const rule = own(rules, name);
    if (rule === null) return [];
    if (holdsSecret(value)) return secretInside(element, { name, value }, reading);
    return rule === undefined
      ? unknownAttribute(element, { name, value }, reading, unknown)
      : knownAttribute(element, { name, value }, rule, reading, unknown);
  });
  return nest(entries);
}

type Attribute = { readonly name: string; readonly value: string };

function knownAttribute(
  element: XmlElement,
  { name, value }: Attribute,
  [to, read]: readonly [string, ValueReader],
  { file, notes }: Reading,
  unknown: Unknown,
): Entries {
  const found = read(value);
  if (isPassword(name) && !isReference(found?.value)) return secretInside(element, { name, value }, { file, notes });
  const place = { file, line: element.line };
  if (found === undefined && value.trim() === '') return []; // equals the default
  if (found === undefined && unknown === 'kept') {
    notes.note(
      'unchecked',
      place,
      `<${element.name}> ${name}="${value}" is not a value that a key can express; taken over as raw`,
    );
    return []; // keeps the original spelling
  }
  if (found === undefined) {
    notes.note('lost', place, `<${element.name}> ${name}="${value}" is not a value that a site can express; left out`);
    return [];
  }
  if (found.odd !== undefined) {
    const message = `<${element.name}> ${name}="${value}" ${found.odd}, whatever it looks like; taken over with that meaning`;
    notes.note('changed', place, message, 'warning');
  }
  return [[to, found.value]];
}

/** True for names of passwords. A `key` may also be the number of a reservation. */
function isPassword(name: string): boolean {
  return isSecretName(name) && !/^(key|community)$/.test(name);
}

function isReference(value: Json | undefined): boolean {
  return isMap(value) && 'secret' in value;
}

function secretInside(
  element: XmlElement,
  { name }: Attribute,
  { file, notes }: Pick<Reading, 'file' | 'notes'>,
): Entries {
  const message = `<${element.name}> ${name} holds a secret that a site has no place for; left out: change it, and keep it in a file of the nodes`;
  notes.note('lost', { file, line: element.line }, message, 'error');
  return [];
}

function unknownAttribute(
  element: XmlElement,
  { name, value }: Attribute,
  { file, notes }: Reading,
  unknown: Unknown,
): Entries {
  const place = { file, line: element.line };
  const what = `<${element.name}> ${name}`;
  if (isSecretName(name)) {
    notes.note('lost', place, `${what} holds a secret that a site has no place for; left out`);
    return [];
  }
  const fits = unknown !== 'lost' && isRawName(name) && /^[^\r\n\t]+$/.test(value);
  if (fits) notes.note('unchecked', place, `${what}="${value}" is not modelled; taken over as raw`);
  else notes.note('lost', place, `${what}="${value}" is not modelled and has no place in a site; left out`);
  return fits ? [[`raw/${name}`, value]] : [];
}

/**
 * False for property names of every object, such as `constructor`: xmlbuilder2 4.0.3 takes them for a duplicate attribute
 * (measured).
 */
function isRawName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9._-]*$/.test(name) && !isInherited(name);
}

/** True if the text means off or unset. */
export function isOff(value: string): boolean {
  return /^(0|no|off|false)$/i.test(value.trim());
}

function denied(
  element: XmlElement,
  { name, value }: Attribute,
  { because, dangerous, kept }: NeverWritten[string],
  { file, notes }: Reading,
): Entries {
  const place = { file, line: element.line };
  if (kept === true && isOff(value)) {
    notes.note('unchecked', place, `<${element.name}> ${name}="${value}" says what is so anyway; taken over as raw`);
    return [[`raw/${name}`, value]];
  }
  const message = `<${element.name}> ${name}="${value}" is never written: ${because}; left out`;
  notes.note('lost', place, message, dangerous === true && !isOff(value) ? 'error' : 'note');
  return [];
}

/** Adds a note for each child element with an unknown name. */
export function noteOthers(element: XmlElement, known: readonly string[], { file, notes }: Reading): void {
  for (const child of element.children) {
    if ('text' in child && child.text.trim() !== '')
      notes.note('lost', { file, line: element.line }, `<${element.name}> holds text, which no daemon reads; left out`);
    if (!('name' in child) || known.includes(child.name)) continue;
    const message = `<${child.name}> below <${element.name}> is not modelled; left out, with everything in it`;
    notes.note('lost', { file, line: child.line }, message);
  }
}

/** Nested maps for a path with slashes, such as `multicast/address`. */
export function nest(entries: Entries): JsonMap {
  const groups = new Map<string, (readonly [string, Json])[]>();
  const plain = new Map<string, Json>();
  for (const [path, value] of entries) {
    const cut = path.indexOf('/');
    if (cut < 0) plain.set(path, value);
    else groups.set(path.slice(0, cut), [...(groups.get(path.slice(0, cut)) ?? []), [path.slice(cut + 1), value]]);
  }
  return { ...Object.fromEntries(plain), ...Object.fromEntries([...groups].map(([key, inner]) => [key, nest(inner)])) };
}

/** A map with one entry, or an empty map if the section is empty. */
export function section(key: string, map: JsonMap): JsonMap {
  return Object.keys(map).length === 0 ? {} : { [key]: map };
}
