/** Everything that `clusterc explain` explains: a code, a path of the site, a file or one of its lines. Pure. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';
import { shellWord } from '../../base/shell-word.ts';
import { visible } from '../../diag/visible.ts';
import { codeLines, type CodeExplanation } from './code.ts';
import { fileLines, type FileExplanation, type FileReference } from './file.ts';
import { keyLines, type KeyExplanation } from './key.ts';
import { timerLines, type TimersExplanation } from './timers.ts';
import { pathLines, type PathExplanation } from './path.ts';

export type Explanation = CodeExplanation | KeyExplanation | PathExplanation | TimersExplanation | FileExplanation;

export const unknownSubject = defineDiagnostic<{
  what: string;
  suggestion: string | null;
  within: string;
  known: readonly string[];
}>({
  code: 'explain/unknown',
  severity: 'error',
  message: (f) =>
    `there is no ${f.what}${f.suggestion === null ? contents(f.within, f.known) : `; did you mean ${f.suggestion}?`}`,
  help: (f) => `clusterc explain ${f.suggestion ?? (f.within === '' ? shellWord(f.known[0] ?? 'CODE') : f.within)}`,
  explain:
    'What can be explained is a code of a message, a path of the site with slashes, and a file of a node as host:/path or host:/path:line.',
});

const SHOWN = 12;

function contents(within: string, known: readonly string[]): string {
  if (known.length === 0 || known.length > SHOWN) return '';
  return `; ${within === '' ? 'there are' : `${within} has`} ${known.join(', ')}`;
}

/** `host1:/etc/lvm/lvm.conf:7`: a host, a path and an optional line number from 1. */
export function fileReference(what: string): FileReference | undefined {
  const [, node, path, line] = /^([^/:]+):(\/.*?)(?::([1-9][0-9]*))?$/.exec(what) ?? [];
  if (node === undefined || path === undefined) return undefined;
  return { node, path, line: line === undefined ? null : Number(line) };
}

/** For people: one block each, separated by blank lines. */
export function renderExplanations(explanations: readonly Explanation[]): string {
  return explanations.map((one) => [...say(one)].map((line) => `${visible(line)}\n`).join('')).join('\n');
}

function say(explanation: Explanation): Iterable<string> {
  switch (explanation.kind) {
    case 'code':
      return codeLines(explanation);
    case 'key':
      return keyLines(explanation);
    case 'timers':
      return timerLines(explanation);
    case 'path':
      return pathLines(explanation);
    case 'file':
      return fileLines(explanation);
  }
}
