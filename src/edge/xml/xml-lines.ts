/** Places in an XML text: the start of its root, and a fault. */
import type { FileId } from '../../base/brand.ts';
import type { Place } from '../../diag/diagnostic.ts';
import type { XmlFault } from './libxml2.ts';

const BLANKS = ' \t\r\n';
const MISC: readonly (readonly [mark: string, ending: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
];

/** Where the first thing other than whitespace, comments and instructions starts. XML 1.0, 2.8. */
export function afterMisc(text: string): number {
  let at = 0;
  for (;;) {
    while (BLANKS.includes(text.charAt(at)) && at < text.length) at += 1;
    const [mark = '', ending] = MISC.find(([start]) => text.startsWith(start, at)) ?? [];
    const end = ending === undefined ? -1 : text.indexOf(ending, at + mark.length);
    if (ending === undefined || end < 0) return at;
    at = end + ending.length;
  }
}

/** Where libxml2 noticed a fault: mostly the next character, on the same line. */
export function placeAt(file: FileId, text: string, fault: XmlFault): Place {
  let start = 0;
  for (let line = 1; line < fault.line; line += 1) start = text.indexOf('\n', start) + 1;
  const end = text.indexOf('\n', start);
  const at = Math.min(start + Math.max(0, (fault.column ?? 0) - 1), end < 0 ? text.length : end);
  return { in: 'text', file, start: at, end: at };
}

/** A line from its first non-blank character, for an element to which libxml2 gave that line. */
export function lineAt(file: FileId, text: string, line: number): Place {
  const first = placeAt(file, text, { line, message: '' });
  if (first.in !== 'text') return first;
  const written = /^[ \t]*([^\r\n]*)/.exec(text.slice(first.start));
  const [all = '', letters = ''] = written ?? [];
  return { ...first, start: first.start + all.length - letters.length, end: first.start + all.trimEnd().length };
}
