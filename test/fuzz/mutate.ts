/** Inputs that are like known ones, but not quite: lists of small changes, drawn by fast-check, so that a seed names them. */
import fc from 'fast-check';

/** What grammars and programs give a meaning to. */
const WORDS = [
  ...'__proto__ constructor toString valueOf hasOwnProperty ../.. /etc/passwd ${secret:a} ${late:x} $(x) ~ null 0 -1 1e999 4294967296'.split(
    ' ',
  ),
  ...'9007199254740993 0x10 007 .nan !!str !x &a *a << | > ? - : # --- ... % { } [ ] , " \' \\ = / < > & ; %0A %'.split(
    ' ',
  ),
  '<!DOCTYPE a>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0" encoding="latin1"?>',
  '&amp;',
  '&#0;',
  '&x;',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\0',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '😀',
  'é',
  ' ',
  '= 0\n',
  '= 127\n',
  '@ a b\n',
  'end\n',
  'passwd="x"',
  'password: x',
  'secret:',
  'ustar',
  '00000000010\0',
  '99999999999\0',
].map((word) => Buffer.from(word));

export type Change = { readonly what: number; readonly at: number; readonly length: number; readonly word: number };

const change: fc.Arbitrary<Change> = fc.record({
  what: fc.nat(7),
  at: fc.nat(),
  length: fc.nat(64),
  word: fc.nat(),
});

/** Inputs of the corpus, by numbers that may be larger than it, and what is changed in the first. */
export type Recipe = { readonly from: number; readonly other: number; readonly changes: readonly Change[] };

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  from: fc.nat(),
  other: fc.nat(),
  changes: fc.array(change, { minLength: 1, maxLength: 6 }),
});

/** Bytes. No input becomes longer than this: the limits for more have tests of their own. */
const LONGEST = 64 * 1024;

export function mutated(corpus: readonly Buffer[], { from, other, changes }: Recipe): Buffer {
  const pick = (index: number) => corpus[index % corpus.length] ?? Buffer.alloc(0);
  return changes.reduce((bytes, one) => changed(bytes, one, pick(other)), pick(from)).subarray(0, LONGEST);
}

function changed(bytes: Buffer, { what, at, length, word }: Change, other: Buffer): Buffer {
  const from = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  const known = WORDS[word % WORDS.length] ?? Buffer.alloc(0);
  switch (what) {
    case 0: // cut out
      return Buffer.concat([before, after.subarray(length)]);
    case 1: // cut off
      return before;
    case 2: // another byte
      return Buffer.concat([before, Buffer.from([word & 0xff]), after.subarray(1)]);
    case 3: // a word in the place of something
      return Buffer.concat([before, known, after.subarray(length % 9)]);
    case 4: // a word more
      return Buffer.concat([before, known, after]);
    case 5: // twice
      return Buffer.concat([before, after.subarray(0, length), after]);
    case 6: // the rest of another input
      return Buffer.concat([before, other.subarray(word % (other.length + 1))]);
    default: // one line elsewhere
      return lineMoved(bytes, at, word);
  }
}

function lineMoved(bytes: Buffer, from: number, to: number): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const [line = ''] = lines.splice(from % lines.length, 1);
  lines.splice(to % (lines.length + 1), 0, line);
  return Buffer.from(lines.join('\n'), 'latin1');
}
