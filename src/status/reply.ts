/**
 * The reply of a program on a node, or why there is none. Pure: the output is an argument.
 *
 * Each program has its own file for its formats. Of malformed output only the first line is kept.
 */
import type { Answer } from '../deploy/node/answers.ts';

export type NoReply = {
  /** `not-asked`: a folder plays the node. `no-answer`: it timed out, or the output was lost. */
  readonly is: 'not-asked' | 'not-installed' | 'not-running' | 'no-answer' | 'not-understood';
  /** First line of the output; empty when there was none. */
  readonly said: string;
};
export type Reply<T> = { readonly is: 'answer'; readonly value: T } | NoReply;

/** The reply to every question to a node that was not asked. */
export const NOT_ASKED: NoReply = { is: 'not-asked', said: '' };

/** The reply in an answer. A failed command has no daemon to talk to, unless `meant` gives a value for its exit code. */
export function replyOf<T>(
  answer: Answer | undefined,
  parse: (text: string) => T | undefined,
  meant: (exit: number) => T | undefined = () => undefined,
): Reply<T> {
  if (answer === undefined || answer.exit === 'timeout') return { is: 'no-answer', said: '' };
  const { text, exit } = answer;
  if (exit === 'absent') return { is: 'not-installed', said: '' };
  const value = exit === 0 ? parse(text) : meant(exit);
  if (value !== undefined) return { is: 'answer', value };
  return { is: exit === 0 ? 'not-understood' : 'not-running', said: firstLine(text) };
}

export function valueOf<T>(reply: Reply<T>): T | undefined {
  return reply.is === 'answer' ? reply.value : undefined;
}

/** Is the daemon down that would have replied? */
export function isDown(reply: Reply<unknown>): reply is NoReply {
  return reply.is === 'not-running' || reply.is === 'not-installed';
}

/** Longest line that is read. Our choice: no program prints a longer one. */
const LONGEST = 4096;

/** Lines without blanks at their ends; empty ones are left out. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.slice(0, LONGEST).trim())
    .filter((line) => line !== '');
}

/** A whole number in decimal digits; null for anything else, and for one that is too long. */
export function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

function firstLine(text: string): string {
  return (linesOf(text.slice(0, LONGEST))[0] ?? '').slice(0, 200);
}
