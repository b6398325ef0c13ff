/** A command as one would type it; words that are known later are in parentheses. Pure. */
import type { Command } from '../../bundle/action.ts';

export function commandLine({ argv }: Command): string {
  return argv
    .map((word) => {
      if (typeof word === 'string') return word;
      if ('staged' in word) return `(staged ${word.staged})`;
      return 'back' in word ? `(old ${word.back})` : `(${word.about})`;
    })
    .join(' ');
}
