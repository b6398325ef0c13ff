/**
 * What a program on a node told, or why it told nothing. Pure: what a node answered comes in as text, nothing is asked here.
 *
 * Each program has a file of its own beside this one, which knows its formats on RHEL 5 and RHEL 6, and says in `said` no more
 * than the first line of what it does not know.
 */
import type { Answer } from '../deploy/node/answers.ts';

export type Silence = {
  /** `not-asked`: a folder plays the node. `no-answer`: it was given up waiting for, or the answer is lost. */
  readonly is: 'not-asked' | 'not-installed' | 'not-running' | 'no-answer' | 'not-understood';
  /** First line of what was said instead; empty when there was none. */
  readonly said: string;
};
export type Told<T> = { readonly is: 'told'; readonly value: T } | Silence;

/** What is said of every question to a node that was asked none. */
export const NOT_ASKED: Silence = { is: 'not-asked', said: '' };

/** A command that fails has no daemon to talk to, unless `parse` makes something of its exit code. */
export function listen<T>(
  answer: Answer | undefined,
  parse: (text: string) => T | undefined,
  meant: (exit: number) => T | undefined = () => undefined,
): Told<T> {
  if (answer === undefined || answer.exit === 'timeout') return { is: 'no-answer', said: '' };
  const { text, exit } = answer;
  if (exit === 'absent') return { is: 'not-installed', said: '' };
  const value = exit === 0 ? parse(text) : meant(exit);
  if (value !== undefined) return { is: 'told', value };
  return { is: exit === 0 ? 'not-understood' : 'not-running', said: firstLine(text) };
}

/** The value, or nothing. */
export function valueOf<T>(told: Told<T>): T | undefined {
  return told.is === 'told' ? told.value : undefined;
}

/** Longest line that is read: what is longer is no answer of any of these programs. */
const LONGEST = 4096;

/** Lines without blanks at their ends; empty ones are left out. */
export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.slice(0, LONGEST).trim())
    .filter((line) => line !== '');
}

/** A whole number as these programs print it; null for what is none, or too long for one. */
export function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

function firstLine(text: string): string {
  return (linesOf(text.slice(0, LONGEST))[0] ?? '').slice(0, 200);
}
