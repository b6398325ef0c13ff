/** Answers that took several commands: clusterc-look.sh writes "@ WORD..." before the output of each and "= EXIT" after it. */
import { own } from '../base/json.ts';
import type { Answer, Answers } from '../deploy/node/answers.ts';

/** `exit` is null when the command was cut off, or when there was none. */
export type Step = { readonly words: readonly string[]; readonly text: string; readonly exit: number | null };

/** More than any host has, of anything; what a node sends beyond is passed over. */
const MOST = 2000;

/** In the order in which they were done; undefined when nobody answered. What stands before the first heading is no step. */
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

/** What a command printed that went well. */
export function textOf(answers: Answers, name: string): string | undefined {
  const answer = own(answers, name);
  return answer?.exit === 0 ? answer.text : undefined;
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n', MOST);
}

/** As schemas/facts.schema.json has them; what does not fit is taken for not found. */
export function lineIn(text: string | undefined): string | undefined {
  const line = text?.trim() ?? '';
  return line !== '' && isText(line) ? line : undefined;
}

/** ASCII on one line, and nothing that a site keeps for the places of secrets. */
export function isText(text: string): boolean {
  return /^[ -~]{0,200}$/.test(text) && !text.includes('${');
}

export function isWord(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}$/.test(text);
}
