/** An error of the YAML library -> one finding in our words, with a cure. */
import { visit, type Document, type YAMLError } from 'yaml';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Composed as Outcome } from './document.ts';
import { syntax } from './findings.ts';
import { shellWord } from '../base/shell-word.ts';
import { lookAlikeBlankIn } from './look-alikes.ts';
import type { SourceFile } from './tree.ts';

type Composed = Extract<Outcome, { document: unknown }>;

/** The first syntax error of a file, if any. The library's other errors are mostly its consequences. */
export function syntaxError(file: SourceFile, { document, second }: Composed): Diagnostic | undefined {
  const [first] = [...document.errors, ...document.warnings.filter((warning) => !isAboutTag(warning))].sort(
    (a, b) => a.pos[0] - b.pos[0],
  );
  if (first !== undefined) {
    const place = placeOf(first, document);
    const blank = blankIn(file, place[0]);
    if (blank !== undefined) return at(file, blank.place, blank.words);
    const deep = tooDeep(file.text, first);
    return deep === undefined ? at(file, place, wordsFor(first)) : at(file, deep.place, deep.words);
  }
  if (second !== undefined) return at(file, [second, second + 1], SECOND_DOCUMENT);
  const { version, explicit } = document.directives.yaml;
  if (explicit !== true || version === '1.2') return undefined;
  const start = Math.max(0, file.text.search(/^%YAML/m));
  return at(file, [start, start + '%YAML'.length], directive(`%YAML ${version}`));
}

/** A space that YAML does not know breaks most lines, and the library reports the consequences. The finding is at the invisible character itself. */
function blankIn({ id, text }: SourceFile, offset: number) {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  const found = lookAlikeBlankIn(line);
  if (found === undefined) return undefined;
  const at = start + line.indexOf(found.sign);
  const bytes = [...Buffer.from(found.sign)].map((byte) => String.raw`\x${byte.toString(16)}`).join('');
  const cure = `${found.cure}; in the whole file: LC_ALL=C sed -i 's/${bytes}/ /g' ${shellWord(id)}`;
  return {
    place: [at, at + found.sign.length] as const,
    words: { problem: `${found.name}, is not whitespace in YAML`, cure },
  };
}

/** A line that is indented further than the key above it, which has a value: the library objects to one of the two, or to blank lines between. */
function tooDeep(text: string, { code, message, pos: [start] }: YAMLError) {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' && !message.includes(SAME_COLUMN)) return undefined;
  const lines = [...text.matchAll(CONTENT_LINE)];
  const next = lines.findIndex(({ index }) => index >= start);
  const [upper, lower] = next < 1 ? [] : [lines[next - 1], lines[next]];
  const [, before = '', key] = KEY_WITH_VALUE.exec(upper?.[0] ?? '') ?? [];
  if (key === undefined || lower === undefined || indentOf(lower[0]) <= before.length) return undefined;
  const place = lower.index + indentOf(lower[0]);
  const problem = `this line is indented further than ${key}, which already has a value`;
  const cure = `start it in the column of ${key}, or remove the value of ${key}`;
  return { place: [place, place + 1] as const, words: { problem, cure } };
}

/** Neither blank nor a comment. */
const CONTENT_LINE = /^[^\S\n]*[^\s#].*$/gm;
/** A key and a text or number that ends on its line, with what is before them. */
const KEY_WITH_VALUE = /^([ -]*)(\w[\w./-]*): +[^\s#[{|>&!*](?!.*: ).*$/;
const SAME_COLUMN = 'must start at the same column';

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Is it about a tag? Those are not syntax errors. */
export function isAboutTag({ code }: Pick<YAMLError, 'code'>): boolean {
  return code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE';
}

type Words = { readonly problem: string; readonly cure: string };

function at(file: SourceFile, [start, end]: readonly [number, number], words: Words): Diagnostic {
  return syntax({ in: 'text', file: file.id, start, end }, words);
}

function wordsFor({ code, message }: YAMLError): Words {
  const [, found = ''] = /(\S+)$/.exec(message.replace(/\.$/, '')) ?? [];
  return WORDS[code]?.(found, message) ?? { problem: oneLine(message), cure: CURE };
}

const SECOND_DOCUMENT: Words = {
  problem: 'a file holds one YAML document; a second one starts here',
  cure: 'move what follows into a file of its own, or remove the line "---"',
};

const CURE = 'fix the text here; nothing after this place was read';

/** By the library's code. `found` is the last word of its message, mostly the character in question. */
const WORDS: { readonly [code: string]: (found: string, message: string) => Words | undefined } = {
  TAB_AS_INDENT: () => ({ problem: 'tabs are not allowed as indentation', cure: 'use spaces' }),
  BAD_DIRECTIVE: (_found, message) => directive(/%\S+/.exec(message)?.[0] ?? 'here'),
  BAD_DQ_ESCAPE: (found) => ({
    problem: `${found} has no meaning in double quotes`,
    cure: 'use single quotes, or write \\\\ for a backslash',
  }),
  BAD_SCALAR_START: (found) => ({ problem: `text without quotes cannot start with ${found}`, cure: 'quote it' }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    problem: 'this would be a key inside a value: the line has a second ":"',
    cure: 'quote the value if the colon belongs to it, or put the inner key on a line of its own',
  }),
  MULTILINE_IMPLICIT_KEY: () => ({
    problem: 'this line has no ":", so that it runs on into the next one',
    cure: 'add a colon and a space after the key, or indent what belongs to the line above',
  }),
  BAD_INDENT: (found, message) => unclosed(found, message) ?? misplaced(message),
  MISSING_CHAR: (found, message) => unclosed(found, message) ?? missing(message),
  BLOCK_IN_FLOW: () => ({ problem: 'this runs on into a second key', cure: BETWEEN }),
  TAG_RESOLVE_FAILED: () => ({ problem: 'a tag cannot be used here', cure: 'remove the tag' }),
  UNEXPECTED_TOKEN: (_found, message) => misfit(message),
};

function directive(found: string): Words {
  return { problem: `the directive ${found} is not supported; a site is YAML 1.2`, cure: 'remove the directive' };
}

function unclosed(found: string, message: string): Words | undefined {
  if (isOpenQuote(message)) return { problem: 'the quote that opens here is never closed', cure: 'close it' };
  if (!/ end with a .$/.test(message)) return undefined;
  return {
    problem: `a bracket is not closed before this: "${found}" is missing`,
    cure: `add "${found}", or indent this line if it belongs inside`,
  };
}

function misplaced(message: string): Words | undefined {
  if (!message.includes(SAME_COLUMN)) return undefined;
  return {
    problem: 'this line is not indented like the other entries above it',
    cure: 'start all entries of a map or of a list in the same column',
  };
}

function missing(message: string): Words | undefined {
  return message.startsWith('Missing , ') ? { problem: 'a comma is missing before this', cure: BETWEEN } : undefined;
}

function misfit(message: string): Words {
  if (message.endsWith('at node end')) return { problem: 'the value ends before this', cure: BETWEEN };
  return {
    problem: 'this does not belong here',
    cure: 'check the brackets, quotes and commas here and on the line above',
  };
}

const BETWEEN = 'put a comma between entries inside brackets, and other entries on lines of their own';

function isOpenQuote(message: string): boolean {
  return /^Missing closing ['"]quote/.test(message);
}

/** The library reports an open quote at the end of the file; this finds where it opens. */
function placeOf({ message, pos }: YAMLError, document: Document.Parsed): readonly [number, number] {
  let place: readonly [number, number] = pos;
  if (!isOpenQuote(message)) return place;
  visit(document, {
    Scalar(_key, { type, range }) {
      if (type?.startsWith('QUOTE') === true && range) place = [range[0], range[0] + 1];
    },
  });
  return place;
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}
