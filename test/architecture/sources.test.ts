/** A rule names a source that its reader has: a man page, a manual, a program's source, or "measured". */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/fixtures.ts';

const FOLDERS = ['src', 'test', 'docs', 'schemas', 'fixtures', 'templates', 'findings', 'build'];
/** A decision with a number below 100 may be one of a list that readers do not have: its reason is said in its place. */
const OWN_NOTES = /\bdomain (?:reference|rules?|chapter)\b|\bRH-[A-Z0-9]+-\d|\bdecisions? \d{1,2}a?\b(?!\.\d)/gi;
const QUOTES_THEM = 'test/architecture/sources.test.ts';

it('no text cites notes of our own that are not published', () => {
  const files = ['README.md', ...FOLDERS.flatMap((folder) => filesBelow(folder).map((name) => `${folder}/${name}`))];
  const texts = files.filter((file) => /\.(ts|mjs|md|ya?ml|json|hbs|sh)$/.test(file) && file !== QUOTES_THEM);
  expect(texts.flatMap((file) => citedIn(readFileSync(file, 'utf8')).map((words) => `${file}: ${words}`))).toEqual([]);
});

it('finds a citation across a line of a comment', () => {
  expect(citedIn('/**\n * Kept. Domain\n * reference, 2.1.\n */')).toEqual(['Domain reference']);
  expect(citedIn("'waits. RH-FENCE-005.'")).toEqual(['RH-FENCE-0']);
  expect(citedIn('the domains that it references')).toEqual([]);
});

function citedIn(text: string): readonly string[] {
  return text.replace(/\s+(?:\*|\/\/|#)?\s*/g, ' ').match(OWN_NOTES) ?? [];
}
