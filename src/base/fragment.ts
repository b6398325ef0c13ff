/**
 * A strict reader of XML fragments: elements, attributes, text and the five entities of XML 1.0, 4.6. Everything else
 * (declarations, DTDs, comments, CDATA, instructions, name spaces) is refused, so that nothing passes that another
 * reader would take for something else.
 */
import { isInherited, own } from './json.ts';

export type FragmentElement = {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly (FragmentElement | string)[];
};

/** `offset` counts UTF-16 units from 0. */
export type FragmentProblem = { readonly problem: string; readonly offset: number };

/** The elements of a text in order, or the first error. */
export function readFragment(text: string): readonly FragmentElement[] | FragmentProblem {
  const cursor: Cursor = { text, offset: 0 };
  try {
    const children = content(cursor, 0);
    if (cursor.offset < text.length) throw new Refused('an end tag without a start', cursor.offset);
    if (children.some((child) => typeof child === 'string')) throw new Refused('text outside of an element', 0);
    return children.filter((child) => typeof child !== 'string');
  } catch (refused) {
    if (refused instanceof Refused) return { problem: refused.problem, offset: refused.offset };
    throw refused;
  }
}

/** Where the reader is. The one thing here that changes. */
type Cursor = { readonly text: string; offset: number };

/** Aborts parsing from any depth; never leaves this file. */
class Refused extends Error {
  readonly problem: string;
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(problem);
    this.problem = problem;
    this.offset = offset;
  }
}

/** Far beyond anything in libvirt's schema. */
const MAX_DEPTH = 32;

/** The elements before the next end tag. Whitespace between elements is layout. */
function content(cursor: Cursor, depth: number): readonly (FragmentElement | string)[] {
  const elements: FragmentElement[] = [];
  let text = characters(cursor);
  while (cursor.text[cursor.offset] === '<' && cursor.text[cursor.offset + 1] !== '/') {
    elements.push(element(cursor, depth));
    text += characters(cursor);
  }
  if (elements.length === 0) return text.trim() === '' ? [] : [text.trim()];
  if (text.trim() !== '') throw new Refused('text next to elements', cursor.offset);
  return elements;
}

function element(cursor: Cursor, depth: number): FragmentElement {
  const start = cursor.offset;
  if (depth >= MAX_DEPTH) throw new Refused(`more than ${MAX_DEPTH} nested elements`, start);
  if (matched(cursor, /<[!?]/y) !== undefined)
    throw new Refused('only elements, attributes and text are allowed', start);
  cursor.offset += 1;
  const name = nameAt(cursor, 'an element');
  const attributes = attributesAt(cursor);
  if (matched(cursor, /\s*\/>/y) !== undefined) return { name, attributes, children: [] };
  if (matched(cursor, /\s*>/y) === undefined) throw new Refused(`the tag ${name} does not end`, cursor.offset);
  const children = content(cursor, depth + 1);
  const end = cursor.offset;
  if (matched(cursor, /<\/([^\s<>]*)\s*>/y)?.[1] !== name) throw new Refused(`the element ${name} does not end`, end);
  return { name, attributes, children };
}

function attributesAt(cursor: Cursor): FragmentElement['attributes'] {
  const attributes = new Map<string, string>();
  while (matched(cursor, /\s+(?=[^\s/>])/y) !== undefined) {
    const start = cursor.offset;
    const name = nameAt(cursor, 'an attribute');
    if (isInherited(name)) throw new Refused(`libvirt has no attribute ${name}`, start);
    if (attributes.has(name)) throw new Refused(`the attribute ${name} appears twice`, start);
    const [, quoted] = matched(cursor, /\s*=\s*("[^"<\r\n\t]*"|'[^'<\r\n\t]*')/y) ?? [];
    if (quoted === undefined) throw new Refused(`the attribute ${name} has no value in quotes on one line`, start);
    attributes.set(name, decoded(quoted.slice(1, -1), start));
  }
  return Object.fromEntries(attributes);
}

/** ASCII only, and no prefix: libvirt knows no other names below devices and features. */
function nameAt(cursor: Cursor, what: string): string {
  const start = cursor.offset;
  const name = matched(cursor, /[A-Za-z_][A-Za-z0-9._-]*(?=[\s/>=])/y)?.[0];
  if (name === undefined) throw new Refused(`not the name of ${what}`, start);
  return name;
}

function characters(cursor: Cursor): string {
  const start = cursor.offset;
  return decoded(matched(cursor, /[^<]*/y)?.[0] ?? '', start);
}

const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(raw: string, offset: number): string {
  // XML 1.0, 2.2: characters that no document may hold.
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(raw))
    throw new Refused('a forbidden character', offset);
  return raw.replace(/&([^;&\s]*;?)/g, (_all, reference: string) => {
    const text = reference.endsWith(';') ? own(ENTITIES, reference.slice(0, -1)) : undefined;
    if (text === undefined) throw new Refused(`&${reference} is not one of &amp; &lt; &gt; &quot; &apos;`, offset);
    return text;
  });
}

/** What the sticky pattern matches here; the cursor moves behind it. */
function matched(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.offset;
  const found = pattern.exec(cursor.text) ?? undefined;
  if (found !== undefined) cursor.offset = pattern.lastIndex;
  return found;
}
