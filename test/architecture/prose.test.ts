/** Words that comments do not use: each has a plain term of the field in its place. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/fixtures.ts';

const PLAIN = new Map([
  ['mend', 'fix'],
  ['mended', 'fixed'],
  ['beside', 'besides, or next to'],
  ['whoever', 'the controller, or the user'],
  ['nobody', 'no node, no process, none'],
  ['somebody', 'a person, or the site'],
  ['told', 'reported, or announced'],
  ['deeds', 'actions'],
]);
/** Generated code, whose comments come from schemas. */
const EXEMPT = /\.gen\.ts$/;

it('comments use the terms of the field', () => {
  const sources = filesBelow('src').filter((name) => name.endsWith('.ts') && !EXEMPT.test(name));
  const found = sources.flatMap((name) =>
    commentsOf(readFileSync(`src/${name}`, 'utf8')).flatMap((line) =>
      privateWordsIn(line).map((word) => `${name}: ${word}`),
    ),
  );
  expect(found).toEqual([]);
});

/** Lines that are comments as a whole. Comments behind code are left out: `//` may be part of a text there. */
function commentsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^ *(\/\*\*|\*|\/\/)( |$)/.test(line));
}

/** What quotes and code marks hold is not prose: words of a protocol, of a message or of a program. */
function privateWordsIn(comment: string): readonly string[] {
  const words = comment
    .replace(/`[^`]*`|"[^"]*"/g, '')
    .toLowerCase()
    .match(/[a-z]+/g);
  return (words ?? []).flatMap((word) => (PLAIN.has(word) ? [`${word}: write ${PLAIN.get(word)}`] : []));
}
