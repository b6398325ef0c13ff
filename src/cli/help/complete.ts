/** `clusterc complete -- WORDS`, which the completion scripts call: the candidates for the last word, one per line. */
import type { Completes } from '../command.ts';
import { ALL } from './about.ts';
import { expected, type Expected } from './typed.ts';

type Candidate = readonly [word: string, description: string];

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
  const dynamic = await Promise.all(wanted.completes.map((what) => named(what, wanted).catch(() => [])));
  const lines = candidateLines([...wanted.words, ...dynamic.flat()], wanted);
  const asked = wanted.completes.flatMap((what) => ASKS_SHELL[what] ?? []);
  return [...new Set([...lines, ...asked])].map((line) => `${line}\n`).join('');
}

/** Those that start with the typed text, in the format of the scripts. */
export function candidateLines(
  candidates: readonly Candidate[],
  { typed, prefix }: Pick<Expected, 'typed' | 'prefix'>,
): readonly string[] {
  return candidates
    .filter(([word]) => word.startsWith(typed) && PLAIN.test(word))
    .map(([word, about]) => `${prefix}${word}${about === '' ? '' : `\t${about}`}`);
}

async function named(what: Completes, { site, typed, choice }: Expected): Promise<readonly Candidate[]> {
  switch (what) {
    case 'command':
      return ALL.map(({ name, summary }) => [name, summary]);
    case 'host':
      return (await names()).namesIn('hosts', site).map((name) => [name, 'host']);
    case 'service':
      return (await names()).namesIn('services', site).map((name) => [name, 'service']);
    case 'vm':
      return (await names()).namesIn('vms', site).map((name) => [name, 'VM']);
    case 'path':
      return paths(choice ?? 'model', site, typed);
    case 'code':
    case 'allowable':
      return codesFor(what);
    case 'folder':
    case 'file':
    case 'site':
    case 'nothing':
      return [];
  }
}

/** Loaded on demand: the YAML library takes most of the time. */
function names(): Promise<typeof import('./names.ts')> {
  return import('./names.ts');
}

async function paths(stage: string, site: string, typed: string): Promise<readonly Candidate[]> {
  const { stageValue } = await names();
  const value = await stageValue(stage, site);
  if (value === undefined) return [];
  return (await import('../subject/paths.ts')).pathsFrom(value, typed).map((path) => [path, '']);
}

async function codesFor(which: 'code' | 'allowable'): Promise<readonly Candidate[]> {
  const { codes } = await import('../../codes.ts');
  return [...codes.values()]
    .filter(({ allowable }) => which === 'code' || allowable)
    .map(({ code, severity }) => [code, severity]);
}
