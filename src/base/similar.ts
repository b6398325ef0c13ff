/** "Did you mean": the one importer of the edit distance. */
import { closest, distance } from 'fastest-levenshtein';

/** The candidate that the word is the start of, or that is a slip of the fingers away from the word, at most a third of its letters; undefined when none is. */
export function similar(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const longer = candidates.find((candidate) => word.length >= 4 && candidate.startsWith(word));
  if (longer !== undefined) return longer;
  const best = closest(word, [...candidates]);
  const limit = Math.max(1, Math.floor(Math.max(word.length, best.length) / 3));
  return distance(word, best) <= limit ? best : undefined;
}
