/** Errors of the command line: what is wrong, what was probably meant, and where to read more. Pure. */
import { similar } from '../base/similar.ts';
import { renderMistake } from '../diag/text.ts';

/** `Did you mean json? It is one of text, json` */
export function oneOf(word: string, choices: readonly string[]): string {
  const meant = similar(word, choices);
  return `${meant === undefined ? 'It' : `Did you mean ${meant}? It`} is one of ${choices.join(', ')}`;
}

/** Commander's message in our form: `error: unknown option '--fromat'`, `(Did you mean --format?)` below it. */
export function usageError(sentence: string, command: string | undefined, color: boolean): string {
  const [first = '', ...rest] = sentence
    .trimEnd()
    .replace(/^error: /, '')
    .split('\n');
  const meant = rest.map((line) => line.replace(/^\(Did(.*)\)$/, '; did$1')).join(' ');
  return renderMistake(
    `${first.replace(/\.$/, '')}${meant}`,
    `clusterc help${command === undefined ? '' : ` ${command}`}`,
    color,
  );
}
