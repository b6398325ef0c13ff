/** The offset of a node's clock. Pure: the time of the question and its round trip are arguments. */
import type { Answers } from '../deploy/node/answers.ts';
import { textOf } from './steps.ts';

/** `sentAt`: milliseconds since 1970 by the clock of the machine that asks. */
export type Trip = { readonly sentAt: number; readonly roundTripMillis: number };

/** Longest round trip, in milliseconds, for which an offset is given. In a longer one, one direction may have been slow. */
const LONGEST_WAY = 10_000;
/** Offsets below this many seconds count as none: date(1) gives whole seconds, and half of the time for the login counts as the time for the answer. */
const NOISE = 2;

/**
 * Whole seconds that the node is ahead; undefined if unknown. The node reads its clock before and after its work, so only the
 * network time is halved: RFC 5905, 8, `((T2 - T1) + (T3 - T4)) / 2`.
 */
export function offsetOf(answers: Answers, { sentAt, roundTripMillis }: Trip): number | undefined {
  const before = clockIn(textOf(answers, 'clock'));
  const after = clockIn(textOf(answers, 'clock-after'));
  if (before === undefined || after === undefined) return undefined;
  if (roundTripMillis - (after - before) > LONGEST_WAY) return undefined;
  const seconds = Math.round((before - sentAt + (after - sentAt - roundTripMillis)) / 2000);
  return Math.abs(seconds) < NOISE ? 0 : seconds;
}

/** The middle of the second that the node gives, in milliseconds. */
function clockIn(text: string | undefined): number | undefined {
  return /^[0-9]{1,10}\n$/.test(text ?? '') ? Number(text) * 1000 + 500 : undefined;
}

/** The offset that was measured before, unless it has changed by more than the noise. */
export function steady(now: number | undefined, before: number | undefined): number | undefined {
  if (now === undefined || before === undefined) return now;
  return Math.abs(now - before) <= NOISE ? before : now;
}
