/** The one value that only the nodes know: the next version of the cluster's file. */
import type { Bundle } from '../../bundle/bundle.ts';
import { waitsFor, type LateValues } from '../../bundle/content.ts';
import type { ReachedNode } from '../node/state.ts';

export type Late = { readonly values: LateValues; readonly rises: boolean };

/**
 * The highest version that any node has on disk or runs, plus one if any node's file has to change: a number that was
 * used once never comes back with another content. Decision 27.
 */
export function lateValues(bundle: Bundle, nodes: readonly ReachedNode[]): Late {
  const paths = new Set(
    bundle.files.filter(({ content }) => waitsFor(content, 'config-version')).map(({ path }) => path),
  );
  if (paths.size === 0) return { values: {}, rises: false };
  const versions = nodes.flatMap(({ configVersion: { file, running } }) => [file ?? 0, running ?? 0]);
  const highest = Math.max(0, ...versions);
  const differs = nodes.some(({ files }) => files.some(({ path, relation }) => paths.has(path) && relation !== 'same'));
  // A file that stays has the highest version, also when the cluster runs a higher one than stands on disk.
  const split = nodes.some(({ configVersion }) => configVersion.file !== highest);
  const rises = differs || split || nodes.some(hasOwnVersion);
  return { values: { 'config-version': rises ? highest + 1 : highest }, rises };
}

/** Was the file given another version than the last push gave it? Any reboot may activate that. */
export function hasOwnVersion({ configVersion: { file, installed } }: ReachedNode): boolean {
  return file !== null && installed !== null && file !== installed;
}
