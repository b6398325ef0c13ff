/** "Did you mean": the one importer of the edit distance. */
import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: it differs in case only, starts with the word, or is a typing error away. Up to two fifths of
 * its letters may differ, since two swapped letters count as two. Names that differ only in digits (host1, host3) are not typing errors.
 * A word of two letters is close to too many others, so only its start counts: vm suggests vms, not lvm.
 */
export function similar(word: string, candidates: readonly string[]): string | undefined {
  return candidates.some((candidate) => isOpposite(word, candidate)) ? undefined : nearest(word, candidates);
}

const NEGATIONS = /^(?:non|not|no|un|dis)[_-]?/;

/** Is one the other with no in front, as nofailback is for failback? Then neither is a misspelling of the other. */
export function isOpposite(word: string, other: string): boolean {
  return word !== other && (word.replace(NEGATIONS, '') === other || other.replace(NEGATIONS, '') === word);
}

function nearest(word: string, candidates: readonly string[]): string | undefined {
  const cased = candidates.find((candidate) => candidate.toLowerCase() === word.toLowerCase() && candidate !== word);
  if (cased !== undefined) return cased;
  if (word.length < 3) return candidates.find((candidate) => word.length === 2 && candidate === `${word}s`);
  const longer = candidates.find((candidate) => word.length >= 4 && candidate.startsWith(word));
  if (longer !== undefined || candidates.length === 0) return longer;
  const best = closest(word, [...candidates]);
  const limit = Math.max(1, Math.floor(Math.max(word.length, best.length) * 0.4));
  return distance(word, best) <= limit && letters(word) !== letters(best) ? best : undefined;
}

/**
 * The same for names of parts, `group/volume`. Two volumes in a group with a long name would always look alike, so each part
 * has to be similar by itself. Braces are a placeholder that a name is made from.
 */
export function similarInParts(word: string, candidates: readonly string[]): string | undefined {
  if (!word.includes('/') || word.includes('{')) return similar(word, candidates);
  const parts = word.split('/');
  return similar(
    word,
    candidates.filter((candidate) => {
      const others = candidate.split('/');
      return others.length === parts.length && parts.every((part, index) => isNear(part, others[index] ?? ''));
    }),
  );
}

function isNear(part: string, other: string): boolean {
  return part === other || similar(part, [other]) !== undefined || similarByOneSlip(part, [other]) !== undefined;
}

/**
 * The only candidate at a Damerau distance of 1: one letter added, removed or replaced, or two neighbours swapped.
 * Digits are never changed.
 */
export function similarByOneSlip(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates.filter((candidate) => isOneSlip(word, candidate) && letters(word) !== letters(candidate));
  return near.length === 1 ? near[0] : undefined;
}

function isOneSlip(word: string, candidate: string): boolean {
  return distance(word, candidate) === 1 || isSwapped(word, candidate);
}

/** Do they differ only in the order of two neighbours? */
function isSwapped(word: string, candidate: string): boolean {
  const first = [...word].findIndex((letter, index) => letter !== candidate[index]);
  const swapped = word.slice(0, first) + (word[first + 1] ?? '') + (word[first] ?? '') + word.slice(first + 2);
  return first !== -1 && word !== candidate && swapped === candidate;
}

function letters(word: string): string {
  return word.replace(/[0-9]/g, '');
}
