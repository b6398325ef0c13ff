/** `clusterc complete -- WORDS`, which the completion scripts ask: what the last word may become, a line each. */
import type { Completes } from '../command.ts';
import { ALL } from './about.ts';
import { expected, type Expected } from './typed.ts';

type Candidate = readonly [word: string, description: string];

/** Says to the script that the shell knows better: its own completion of folders, or of files. */
const ASKS_SHELL: { readonly [what in Completes]?: string } = { folder: ':folders', file: ':files', site: ':files' };

/** What no shell takes for more than a letter. Names are the user's, and whoever wrote the site may have been another. */
const PLAIN = /^(?!:)[\w@%+=:,./-]+$/;

/**
 * `word`, or `word<TAB>what it is`, per line; `:folders` and `:files` ask the shell to look for itself. Nothing where
 * nothing fits, also for a site that cannot be read: a broken site is the matter of `check`.
 */
export async function complete(words: readonly string[]): Promise<string> {
  const wanted = expected(words[0] === '--' ? words.slice(1) : words);
  const dynamic = await Promise.all(wanted.completes.map((what) => named(what, wanted).catch(() => [])));
  const lines = candidateLines([...wanted.words, ...dynamic.flat()], wanted);
  const asked = wanted.completes.flatMap((what) => ASKS_SHELL[what] ?? []);
  return [...new Set([...lines, ...asked])].map((line) => `${line}\n`).join('');
}

/** Those that begin with what is typed, as the scripts read them. */
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
      return codes(what);
    case 'folder':
    case 'file':
    case 'site':
    case 'nothing':
      return [];
  }
}

/** Loaded when it is needed: the YAML library is most of the time that this takes. */
function names(): Promise<typeof import('./names.ts')> {
  return import('./names.ts');
}

async function paths(stage: string, site: string, typed: string): Promise<readonly Candidate[]> {
  const { stageValue } = await names();
  const value = await stageValue(stage, site);
  if (value === undefined) return [];
  return (await import('../site/paths.ts')).pathsFrom(value, typed).map((path) => [path, '']);
}

async function codes(which: 'code' | 'allowable'): Promise<readonly Candidate[]> {
  const { kinds } = await import('../../kinds.ts');
  return [...kinds]
    .filter(([, { allowable }]) => which === 'code' || allowable)
    .map(([code, { severity }]) => [code, severity]);
}
