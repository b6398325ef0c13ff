/** How far the clock of a node is ahead. Pure: when the question left and how long it took is told. */
import type { Answers } from '../deploy/node/answers.ts';
import { textOf } from './steps.ts';

/** `sentAt`: milliseconds since 1970 by the clock of the machine that asks. */
export type Trip = { readonly sentAt: number; readonly roundTripMillis: number };

/** A way that takes longer may be the longer one there or back: nothing can be said. */
const LONGEST_WAY = 10_000;
/** date(1) gives whole seconds, and half of what a login takes is counted as way back: below this nothing is a difference. */
const NOISE = 2;

/**
 * Whole seconds ahead; undefined when it cannot be told. The node reads its clock before and after its work, so that only the way there
 * and back is halved: RFC 5905, 8, `((T2 - T1) + (T3 - T4)) / 2`.
 */
export function offsetOf(answers: Answers, { sentAt, roundTripMillis }: Trip): number | undefined {
  const before = clockIn(textOf(answers, 'clock'));
  const after = clockIn(textOf(answers, 'clock-after'));
  if (before === undefined || after === undefined) return undefined;
  if (roundTripMillis - (after - before) > LONGEST_WAY) return undefined;
  const seconds = Math.round((before - sentAt + (after - sentAt - roundTripMillis)) / 2000);
  return Math.abs(seconds) < NOISE ? 0 : seconds;
}

/** In the middle of the second that the node says. */
function clockIn(text: string | undefined): number | undefined {
  return /^[0-9]{1,10}\n$/.test(text ?? '') ? Number(text) * 1000 + 500 : undefined;
}

/** What was measured before, unless the clock is another one now: the same clock is never read in quite the same way. */
export function steady(now: number | undefined, before: number | undefined): number | undefined {
  if (now === undefined || before === undefined) return now;
  return Math.abs(now - before) <= NOISE ? before : now;
}
