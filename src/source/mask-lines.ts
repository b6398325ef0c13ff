/** Hides secrets in lines of a site that a message shows. */
import { SECRET_NAMES, SECRET_WORDS } from '../base/secret-names.ts';
import type { Span } from './tree.ts';

/** A scalar with a secret key: masked even before schema and syntax are known. */
const SECRET = new RegExp(
  `(\\b\\w*(?:${SECRET_WORDS})(?!_(?:file|command|script)\\b)\\w*["']?\\s*:[ \\t]+)(?![{[&*|>!])([^\\s,}\\]#][^,}\\]\\r\\n]*)`,
  'gi',
);

/** The same as a block: the lines below the key with deeper indentation. */
const BLOCK = new RegExp(
  `^([ \\t]*)([^\\s:]*(?:${SECRET_WORDS})[^\\s:]*\\s*:[ \\t]*[|>][^\\r\\n]*)((?:\\r?\\n(?:\\1[ \\t]+[^\\r\\n]*|(?=\\r?\\n)))+)`,
  'gim',
);

/** The same as an XML attribute. */
const ATTRIBUTE = new RegExp(`((?:${SECRET_NAMES})\\s*=\\s*)(["'])((?:(?!\\2)[^\\r\\n])*)`, 'gi');

/** The same as a pair of name and value, as a CIB has them. */
const PAIR = new RegExp(
  `(\\bname\\s*=\\s*(?:"[^"\\r\\n]*(?:${SECRET_NAMES})"|'[^'\\r\\n]*(?:${SECRET_NAMES})')\\s+value\\s*=\\s*)(["'])((?:(?!\\2)[^\\r\\n])*)`,
  'gi',
);

/** The text with stars for every character of a value whose key is a secret's. */
export function withoutSecrets(text: string): string {
  return text
    .replace(PAIR, (_all, name: string, quote: string, value: string) => name + quote + stars(value))
    .replace(ATTRIBUTE, (_all, name: string, quote: string, value: string) => name + quote + stars(value))
    .replace(SECRET, (_all, key: string, value: string) => key + stars(value))
    .replace(BLOCK, (_all, indent: string, key: string, lines: string) => indent + key + lines.replace(/\S+/g, stars));
}

function stars(text: string): string {
  return '*'.repeat(text.length);
}

/** The text with stars at these places. In one walk: a site may have thousands of them, also in each other. */
export function blotted(text: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(done, Math.max(done, start)));
    pieces.push(text.slice(Math.max(done, start), end).replace(/[^\r\n]/g, '*'));
    done = Math.max(done, end);
  }
  return pieces.join('') + text.slice(done);
}
