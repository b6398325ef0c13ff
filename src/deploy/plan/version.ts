/** The only value that only the nodes know: the next version of the announced file. */
import type { Bundle } from '../../bundle/bundle.ts';
import { waitsFor, type LateValues } from '../../bundle/content.ts';
import { isAsDesired, type ReachedNode } from '../node/state.ts';

export type Late = { readonly values: LateValues; readonly rises: boolean };

/**
 * The highest version that any node has on disk or runs, plus one if a node's file changes. A used version never returns with
 * other content. Decision 27.
 */
export function lateValues(bundle: Bundle, nodes: readonly ReachedNode[]): Late {
  const paths = new Set(
    bundle.files.filter(({ content }) => waitsFor(content, 'config-version')).map(({ path }) => path),
  );
  if (paths.size === 0) return { values: {}, rises: false };
  const versions = nodes.flatMap(({ configVersion: { file, running } }) => [file ?? 0, running ?? 0]);
  const highest = Math.max(0, ...versions);
  const differs = nodes.some(({ files }) => files.some((file) => paths.has(file.path) && !isAsDesired(file)));
  // An unchanged file keeps the highest version, even if the cluster runs a higher one than is on disk.
  const split = nodes.some(({ configVersion }) => configVersion.file !== highest);
  const rises = differs || split || nodes.some(hasOwnVersion);
  return { values: { 'config-version': rises ? highest + 1 : highest }, rises };
}

/** Does the file have another version than the last push gave it? A reboot may activate that. */
export function hasOwnVersion({ configVersion: { file, installed } }: ReachedNode): boolean {
  return file !== null && installed !== null && file !== installed;
}
