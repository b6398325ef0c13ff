/** Arguments of a command as a node gets them: paths of staged or kept files. */
import type { Command } from '../../bundle/action.ts';

/** The path of a file's staged copy. */
export function stagedPath(path: string): string {
  return `/var/lib/clusterc/staged/files${path}`;
}

/** The path of a file's old content under the version of a rollback. */
export function backPath(path: string): string {
  return `/var/lib/clusterc/undo/back${path}`;
}

export function textOf(word: Command['argv'][number], back: string | undefined): string {
  if (typeof word === 'string') return word;
  if ('staged' in word) return stagedPath(word.staged);
  if ('back' in word) return back ?? backPath(word.back);
  throw new Error('bug/intent: a word that was left open');
}

/** An argument as the node gets it. */
export function wordOnNode(word: Command['argv'][number], back?: string): string {
  const text = textOf(word, back);
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Error('bug/intent: a word with a control character');
  return text;
}
