/**
 * Attributes of an element -> keys of a site, by a table. Whatever the table does not know is taken over as `raw` where
 * the site has a place for it, and noted; nothing is dropped in silence.
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { isInherited, type JsonMap, own } from '../base/json.ts';
import type { XmlElement } from '../base/xml.ts';
import { isSecretName } from '../base/secret-names.ts';
import type { Notebook } from './site/notes.ts';
import type { ValueReader } from './values.ts';

/** Where a value goes, steps joined with slashes, and how it is read. `null`: what it says is said elsewhere. */
export type Rules = { readonly [attribute: string]: readonly [to: string, read: ValueReader] | null };

/** What is being read, and where it goes in the site. */
export type Reading = {
  readonly file: string;
  readonly book: Notebook;
  readonly at: SourcePath;
};

/** The same reading, deeper in the site. */
export function below(reading: Reading, ...steps: SourcePath): Reading {
  return { ...reading, at: [...reading.at, ...steps] };
}

export type Entries = readonly (readonly [path: string, value: Json])[];

/** May attributes that the table does not know be written as they are? */
export type Unknown = 'raw' | 'lost';

/** The keys that the attributes of an element become, `raw` among them. */
export function readAttributes(element: XmlElement, rules: Rules, reading: Reading, unknown: Unknown): JsonMap {
  const entries = element.attributes.flatMap(({ name, value }): Entries => {
    const because = own(DENIED, name) ?? own(DENIED, `${element.name}/${name}`);
    if (because !== undefined) return denied(element, { name, value }, because, reading);
    const rule = own(rules, name);
    if (rule === null) return [];
    return rule === undefined
      ? unknownAttribute(element, { name, value }, reading, unknown)
      : knownAttribute(element, { name, value }, rule, reading);
  });
  return nest(entries);
}

type Attribute = { readonly name: string; readonly value: string };

function knownAttribute(
  element: XmlElement,
  { name, value }: Attribute,
  [to, read]: readonly [string, ValueReader],
  { file, book }: Reading,
): Entries {
  const found = read(value);
  const place = { file, line: element.line };
  if (found === undefined && value.trim() === '') return []; // as good as not said
  if (found === undefined) {
    book.note('lost', place, `<${element.name}> ${name}="${value}" is no value that a site can say; left out`);
    return [];
  }
  if (found.odd !== undefined) {
    const message = `<${element.name}> ${name}="${value}" ${found.odd}, whatever it looks like; taken over with that meaning`;
    book.note('changed', place, message, 'warning');
  }
  return [[to, found.value]];
}

function unknownAttribute(
  element: XmlElement,
  { name, value }: Attribute,
  { file, book }: Reading,
  unknown: Unknown,
): Entries {
  const place = { file, line: element.line };
  const what = `<${element.name}> ${name}`;
  if (isSecretName(name)) {
    book.note('lost', place, `${what} holds a secret that a site has no place for; left out`);
    return [];
  }
  const fits = unknown === 'raw' && isRawName(name) && /^[^\r\n\t]+$/.test(value);
  if (fits) book.note('unchecked', place, `${what}="${value}" is not modelled; taken over as raw`);
  else book.note('lost', place, `${what}="${value}" is not modelled and has no place in a site; left out`);
  return fits ? [[`raw/${name}`, value]] : [];
}

/** What every object has, such as `constructor`, xmlbuilder2 takes for a second attribute of that name. Seen on 4.0.3. */
function isRawName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9._-]*$/.test(name) && !isInherited(name);
}

/** Never modelled and never written, by attribute or by element and attribute. Decision 15; domain reference, 1.3 to 1.7. */
const DENIED: { readonly [name: string]: string } = {
  clean_start: 'it skips startup fencing, and shared storage can be written by two nodes',
  disallowed: 'it lets nodes that were apart go on side by side',
  upgrading: 'it is for an update from RHEL 4',
  'cman/nodename': 'it is internal to cman',
  master_wait: "the schema on the nodes refuses it, and qdiskd's own value is right",
  'rm/disabled': 'it stops every service and VM as soon as it arrives',
  'totem/transport': 'cman refuses it there',
  ...Object.fromEntries(
    'memory bootloader rootdisk_physical rootdisk_virtual swapdisk_physical swapdisk_virtual vif'
      .split(' ')
      .map((name) => [`vm/${name}`, 'it is for guests of Xen; the XML of the guest says it']),
  ),
  hardrecovery: 'no agent knows it any more',
};

/** clean_start=1 and disabled=1 were dangers, so that leaving them out is no small thing. */
function denied(element: XmlElement, { name, value }: Attribute, because: string, { file, book }: Reading): Entries {
  const dangerous = ['clean_start', 'disabled'].includes(name) && value.trim() !== '0';
  const message = `<${element.name}> ${name}="${value}" is never written: ${because}; left out`;
  book.note('lost', { file, line: element.line }, message, dangerous ? 'error' : 'note');
  return [];
}

/** Notes each child that is none of these. */
export function noteOthers(element: XmlElement, known: readonly string[], { file, book }: Reading): void {
  for (const child of element.children) {
    if ('text' in child && child.text.trim() !== '')
      book.note('lost', { file, line: element.line }, `<${element.name}> holds text, which nobody reads; left out`);
    if (!('name' in child) || known.includes(child.name)) continue;
    const message = `<${child.name}> below <${element.name}> is not modelled; left out, with everything in it`;
    book.note('lost', { file, line: child.line }, message);
  }
}

/** `multicast/address` and its value as maps within maps. */
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

/** A map as an entry, or nothing when it is empty: sections that say nothing are left out. */
export function section(key: string, map: JsonMap): JsonMap {
  return Object.keys(map).length === 0 ? {} : { [key]: map };
}
