/** Words that have a plain term of the field in their place: not in comments, messages, help, schemas and documents. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/fixtures.ts';

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['mend', 'fix'],
  ['mends', 'fixes'],
  ['mended', 'fixed'],
  ['beside', 'besides, next to, or while it runs'],
  ['stands', 'is'],
  ['whoever', 'the controller, or the user'],
  ['nobody', 'no node, no process, none'],
  ['somebody', 'a person, or the site'],
  ['anybody', 'anyone, or the daemon that is meant'],
  ['everybody', 'anyone, or all hosts'],
  ['told', 'reported, announced, or known'],
  ['deeds', 'actions'],
  ['spelt', 'written'],
  ['misspelt', 'misspelled'],
]);
/** Several words, or one with a second meaning that is in use. */
const PHRASES: ReadonlyMap<RegExp, string> = new Map([
  [/\bways? back\b/, 'rollback'],
  [/\bwho(ever)? looks\b/, 'a command that only reads'],
  [/\bin silence\b/, 'silently'],
  [/\bin spite of this\b/, 'despite this'],
  [/\b(written|read|file) in clear\b/, 'in plain text'],
  [/\bwithout a word\b/, 'silently, or without a message'],
  [/\bbehind the back\b/, 'without, or past'],
  [/\b(can|could)(not)? be looked at\b/, 'be inspected'],
  [/\bpass(es|ed)? over\b/, 'ignores, or skips'],
  [/\bput(s|ting)? (itself|themselves|everything) back\b|\b(is|are|was|were|been|being) put back\b/, 'roll back'],
]);
/** `told to` is an order, and `unless told otherwise` is an idiom. The two last ones are in the identity of every bundle. */
const IDIOMS = /\btold (to\b|otherwise\b|in turn\b)/g;
/** Code that names a code of a message, or a value of a type, as a word in quotes. */
const NAMES = /secret\/written-in-clear|'passed over'|`passed over`/g;
/** Decisions are only ever appended to, and the rule quotes the words. */
const EXEMPT = new Set(['docs/decisions.md', 'test/architecture/prose.test.ts']);

it('comments, messages, help, schemas and documents use the terms of the field', () => {
  const files = [
    'README.md',
    ...filesIn('src', /\.ts$/),
    ...filesIn('test', /\.(ts|mjs)$/),
    ...filesIn('docs', /\.md$/),
    ...filesIn('schemas', /\.json$/),
    ...filesIn('templates', /\.(hbs|sh)$/),
  ].filter((file) => !EXEMPT.has(file));
  const found = files.flatMap((file) => privateWordsIn(proseOf(file)).map((word) => `${file}: ${word}`));
  expect(found).toEqual([]);
});

it('finds a word in a comment, in a message and across a line', () => {
  expect(privateWordsIn("/** What nobody wrote. */\nconst help = 'mend it';")).toEqual([
    'nobody: write no node, no process, none',
    'mend: write fix',
  ]);
  expect(privateWordsIn('it is dropped in\n * silence')).toEqual(['in silence: write silently']);
  expect(privateWordsIn('clvmd reads it when it is told to')).toEqual([]);
});

/** What a document quotes as code is not prose. */
function proseOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.md') ? text.replace(/`[^`\n]*`/g, '') : text;
}

function filesIn(folder: string, names: RegExp): readonly string[] {
  return filesBelow(folder).flatMap((name) => (names.test(name) ? [`${folder}/${name}`] : []));
}

/** A line break, with the star of a comment or the quotes of a joined text around it, is one space. */
function privateWordsIn(text: string): readonly string[] {
  const plain = text
    .replace(NAMES, '')
    .toLowerCase()
    .replace(/['`]? ?\+?\n *(\*|\/\/|#|['`])? ?/g, ' ')
    .replace(IDIOMS, '');
  const words = (plain.match(/[a-z]+/g) ?? []).flatMap((word) =>
    PLAIN.has(word) ? [`${word}: write ${PLAIN.get(word)}`] : [],
  );
  const phrases = [...PHRASES].flatMap(([pattern, better]) =>
    (plain.match(new RegExp(pattern, 'g')) ?? []).map((phrase) => `${phrase}: write ${better}`),
  );
  return [...words, ...phrases];
}
