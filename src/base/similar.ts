/** "Did you mean": the one importer of the edit distance. */
import { closest, distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant: the word is its start, or a slip of the fingers away (two letters swapped count
 * two, so up to two fifths of its letters). Names that differ in their digits only, host1 and host3, are no slips, and a
 * word of two letters is close to too much: vm is vms without its end, and not lvm.
 */
export function similar(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3) return candidates.find((candidate) => word.length === 2 && candidate === `${word}s`);
  const longer = candidates.find((candidate) => word.length >= 4 && candidate.startsWith(word));
  if (longer !== undefined || candidates.length === 0) return longer;
  const best = closest(word, [...candidates]);
  const limit = Math.max(1, Math.floor(Math.max(word.length, best.length) * 0.4));
  return distance(word, best) <= limit && letters(word) !== letters(best) ? best : undefined;
}

/** The only candidate that is one letter away: another one, one more or one less. Its digits are letters, too, and are never changed. */
export function similarByOneLetter(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates.filter(
    (candidate) => distance(word, candidate) === 1 && letters(word) !== letters(candidate),
  );
  return near.length === 1 ? near[0] : undefined;
}

function letters(word: string): string {
  return word.replace(/[0-9]/g, '');
}
