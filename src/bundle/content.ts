/** The text of a file with slots: secrets, and what only the deployed cluster knows. */
import type { SecretName } from '../base/brand.ts';
import { memoized } from '../base/memoize.ts';
import { Sealed } from '../base/sealed.ts';
import { escapeAttribute, escapeXml } from '../base/spellings.ts';

/** How a secret is escaped where it is used. */
export type Encoding = 'raw' | 'xml-text' | 'xml-attribute' | 'iscsid-value' | 'long-key';
export type SecretSlot = { readonly secret: SecretName; readonly encode: Encoding };

/** The only values that a compiler cannot know. The plan fills them and shows them; no digest includes them. */
export type Late = 'config-version';
export type LateSlot = { readonly late: Late };
export type LateValues = { readonly [late in Late]?: number };

export type Slot = SecretSlot | LateSlot;
export type Content = readonly (string | Slot)[];

/** The text as a bundle shows it: `${secret:fence/ilo-host1}`, `${late:config-version}`. */
export function shown(content: Content): string {
  const [text] = content;
  return content.length === 1 && typeof text === 'string' ? text : joined(content);
}

/** The same in pieces, one after the other: with slots the text of a whole cluster would be in memory twice. */
export function shownPieces(content: Content): readonly string[] {
  return content.map((part) => (typeof part === 'string' ? part : placeholder(part)));
}

/** Digest, bundle and review ask for the same text, which is that of a whole cluster. */
const joined = memoized((content: Content): string => shownPieces(content).join(''));

/** The placeholder of a slot in a bundle. Input must not contain it. */
export function placeholder(slot: Slot): string {
  return 'secret' in slot ? `\${secret:${slot.secret}}` : `\${late:${slot.late}}`;
}

/** The bytes for a node. Throws `SecretUnfit` if a secret's value cannot be written in its place. */
export function fill(content: Content, secrets: ReadonlyMap<SecretName, Sealed>, late: LateValues): Sealed {
  return Sealed.join(
    'file with secrets',
    content.map((part) => (typeof part === 'string' ? part : fillSlot(part, secrets, late))),
  );
}

/** Names of the secrets in a content, each once. */
export function secretsIn(content: Content): readonly SecretName[] {
  return [...new Set(content.flatMap((part) => (typeof part === 'object' && 'secret' in part ? [part.secret] : [])))];
}

/** Does the content have a slot for this late value? */
export function waitsFor(content: Content, late: Late): boolean {
  return content.some((part) => typeof part === 'object' && 'late' in part && part.late === late);
}

function fillSlot(slot: Slot, secrets: ReadonlyMap<SecretName, Sealed>, late: LateValues): string | Sealed {
  if ('late' in slot) return String(known(late[slot.late], slot.late));
  const { secret, encode } = slot;
  return known(secrets.get(secret), secret).map((value) => ENCODERS[encode](value, secret));
}

function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`bug/fill: nothing to fill ${name} with`);
  return value;
}

/** A secret's value is not valid where it is used. The message says why and never shows the value. */
export class SecretUnfit extends Error {
  constructor(secret: SecretName, why: string) {
    super(`the secret ${secret} ${why}`);
  }
}

const ENCODERS: { readonly [E in Encoding]: (value: string, secret: SecretName) => string } = {
  raw: oneLine,
  'xml-text': (value, secret) => escapeXml(oneLine(value, secret)),
  'xml-attribute': (value, secret) => escapeAttribute(oneLine(value, secret)),
  // iscsid strips blanks around a value and knows no quoting; a value is at most 255 bytes. open-iscsi, usr/idbm.c.
  'iscsid-value': (value, secret) => {
    if (value.trim() !== value || Buffer.byteLength(value) > 255)
      throw new SecretUnfit(secret, 'has spaces at an end, or more than 255 bytes');
    return oneLine(value, secret);
  },
  // corosync takes every byte of its key for a part of it, and refuses fewer than 128; corosync-keygen(8); measured with corosync 3.1.7.
  'long-key': (value, secret) => {
    if (Buffer.byteLength(value) < SHORTEST_KEY)
      throw new SecretUnfit(secret, `has fewer than ${SHORTEST_KEY} bytes, which a key must have`);
    return oneLine(value, secret);
  },
};

const SHORTEST_KEY = 128;

/** Control characters, and what UTF-8 or XML 1.0 cannot represent: lone surrogates and two non-characters. */
const UNWRITABLE = /[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/u;

function oneLine(value: string, secret: SecretName): string {
  if (value === '' || UNWRITABLE.test(value))
    throw new SecretUnfit(secret, 'is empty, or contains a line break or another character that is not text');
  return value;
}
