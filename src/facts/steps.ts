/** Answers in several parts: clusterc-look.sh writes "@ WORD..." before each, and "= EXIT" after the output of a command. */
import { own } from '../base/json.ts';
import type { Answer, Answers } from '../deploy/node/answers.ts';
import type { FactName } from './questions.ts';

/** `exit` is null if the command was cut off, or if there was none. */
export type Step = { readonly words: readonly string[]; readonly text: string; readonly exit: number | null };

/** Most parts that are read; the rest is ignored. Our choice: more than any host has. */
const MOST = 2000;

/** The parts in order; undefined without an answer. Output before the first heading is ignored. */
export function stepsIn(answer: Answer | undefined): readonly Step[] | undefined {
  if (answer === undefined || answer.exit === 'absent') return undefined;
  const [, ...pieces] = `\n${answer.text}`.split('\n@ ');
  return pieces.slice(0, MOST).map(stepOf);
}

function stepOf(piece: string): Step {
  const [heading = '', ...lines] = piece.split('\n');
  const end = lines.findLastIndex((line) => line.startsWith('= '));
  const [, exit] = /^= ([0-9]{1,3})$/.exec(lines[end] ?? '') ?? [];
  const text = lines.slice(0, end === -1 ? undefined : end).join('\n');
  return { words: heading.split(' '), text, exit: exit === undefined ? null : Number(exit) };
}

/** The output of a command that succeeded. */
export function textOf(answers: Answers, name: FactName): string | undefined {
  const answer = own(answers, name);
  return answer?.exit === 0 ? answer.text : undefined;
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n', MOST);
}

/** One line as schemas/facts.schema.json admits it; undefined for any other text. */
export function lineIn(text: string | undefined): string | undefined {
  const line = text?.trim() ?? '';
  return line !== '' && isText(line) ? line : undefined;
}

/** ASCII on one line, without the beginning of a placeholder. */
export function isText(text: string): boolean {
  return /^[ -~]{0,200}$/.test(text) && !text.includes('${');
}

export function isWord(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}$/.test(text);
}
