/** `clusterc complete -- WORDS`, which the completion scripts call: the candidates for the last word, one per line. */
import type { Completes } from '../command.ts';
import { candidatesFor, type Candidate } from './candidates.ts';
import { expected, type Expected } from './typed.ts';

/** Tells the script to use the shell's own completion of folders or files. */
const ASKS_SHELL: { readonly [what in Completes]?: string } = { folder: ':folders', file: ':files', site: ':files' };

/** Words without characters that a shell interprets. Names come from the site, whose author may be another user. */
const PLAIN = /^(?!:)[\w@%+=:,./-]+$/;

/**
 * `word`, or `word<TAB>description`, per line; `:folders` and `:files` leave the completion to the shell. Empty if nothing
 * matches, also for a site that cannot be read: errors of a site are reported by `check`.
 */
export async function complete(words: readonly string[]): Promise<string> {
  const wanted = expected(words[0] === '--' ? words.slice(1) : words);
  const dynamic = await Promise.all(wanted.completes.map((what) => candidatesFor(what, wanted).catch(() => [])));
  const lines = candidateLines([...wanted.words, ...dynamic.flat()], wanted);
  const asked = wanted.completes.flatMap((what) => ASKS_SHELL[what] ?? []);
  return [...new Set([...lines, ...asked])].map((line) => `${line}\n`).join('');
}

/** Those that start with the typed text, in the format of the scripts. */
export function candidateLines(
  candidates: readonly Candidate[],
  { typed, prefix, split = 0 }: Pick<Expected, 'typed' | 'prefix'> & Partial<Pick<Expected, 'split'>>,
): readonly string[] {
  return candidates
    .filter(([word]) => word.startsWith(typed) && PLAIN.test(word))
    .map(([word, about]) => `${prefix}${word.slice(split)}${about === '' ? '' : `\t${about}`}`);
}
