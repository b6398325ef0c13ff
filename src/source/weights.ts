/** What the lexemes of a site weigh. */
import { own } from '../base/json.ts';

/** Bytes that the library needs for the lexemes that begin so; measured with files of one kind each, decision 261. */
const WEIGHTS: { readonly [begin: string]: number } = {
  '[': 1400,
  '{': 1400,
  '!': 1100,
  ',': 700,
  ':': 560,
  '?': 520,
  '-': 450,
  '&': 280,
  '*': 280,
  "'": 200,
  '"': 200,
  '\u001f': 134, // before the text of a scalar without quotes
};
const OTHER = 66;

/**
 * Most memory that reading a site may take, by the weights of its lexemes. 10,000 VMs have 200 MB; with any arrangement of 220 MB the
 * whole process stays below 400 MiB (measured, decision 261).
 */
export const MAX_WEIGHT = 220_000_000;

/** What the files read so far weigh. One for all files of a site. */
export type Load = { weight: number };

/** The weight of a lexeme, by its first letter. */
export function weightOf(lexeme: string): number {
  return own(WEIGHTS, lexeme[0] ?? '') ?? OTHER;
}
