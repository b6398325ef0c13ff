/** Words of a command as a node gets them: paths of files that are staged or kept there. */
import type { Command } from '../../bundle/action.ts';

/** Where the activator keeps the staged copy of a file. */
export function stagedPath(path: string): string {
  return `/var/lib/clusterc/staged/files${path}`;
}

/** Where it keeps the old content of a file under the version of a way back. */
export function backPath(path: string): string {
  return `/var/lib/clusterc/undo/back${path}`;
}

export function textOf(word: Command['argv'][number], back: string | undefined): string {
  if (typeof word === 'string') return word;
  if ('staged' in word) return stagedPath(word.staged);
  if ('back' in word) return back ?? backPath(word.back);
  throw new Error('bug/intent: a word that was left open');
}

/** A word as the node knows it. */
export function wordOnNode(word: Command['argv'][number], back?: string): string {
  const text = textOf(word, back);
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error('bug/intent: a word with a control character');
  return text;
}
