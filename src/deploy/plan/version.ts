/** The only value that only the nodes know: the next version of the announced file. */
import { greatest } from '../../base/lists.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { waitsFor, type LateValues } from '../../bundle/content.ts';
import type { NodeProfile } from '../node/profile.ts';
import { isAsDesired, type ReachedNode } from '../node/state.ts';

/** `repairs`: nodes have or run different versions, and get one. */
export type Late = { readonly values: LateValues; readonly rises: boolean; readonly repairs: boolean };

/**
 * The highest version that any node has on disk or runs, plus one if a node's file changes. A used version never returns with
 * other content.
 */
export function lateValues(bundle: Bundle, nodes: readonly ReachedNode[]): Late {
  const paths = new Set(
    bundle.files.filter(({ content }) => waitsFor(content, 'config-version')).map(({ path }) => path),
  );
  if (paths.size === 0) return { values: {}, rises: false, repairs: false };
  const versions = nodes.flatMap(({ configVersion: { file, running } }) => [file ?? 0, running ?? 0]);
  const highest = greatest(versions, 0);
  const differs = nodes.some(({ files }) => files.some((file) => paths.has(file.path) && !isAsDesired(file)));
  // An unchanged file keeps the version that every node has and runs.
  const split = nodes.some(({ configVersion: { file, running } }) => file !== highest || (running ?? file) !== highest);
  const rises = differs || split || nodes.some(hasOwnVersion);
  const known = nodes.flatMap(({ configVersion: { file, running }, installed }) => [
    ...(file === null && running === null && installed === null ? [] : [file ?? 0]),
    ...(running === null ? [] : [running]),
  ]);
  return { values: { 'config-version': rises ? highest + 1 : highest }, rises, repairs: new Set(known).size > 1 };
}

/** Names of gates that need not be open: one version for all nodes opens them. */
export function openedBy(
  { repairs }: Pick<Late, 'repairs'>,
  { bundle, profile: { announced } }: Announcing,
): readonly string[] {
  return repairs && announced !== null ? announced.opens(placesByRename(bundle)) : [];
}

type Announcing = { readonly bundle: Bundle; readonly profile: NodeProfile };

/** If false, an action brings the file to the members. */
export function placesByRename({ files }: Bundle): boolean {
  return files.some(({ content, install }) => waitsFor(content, 'config-version') && install === 'rename');
}

/** Does the file have another version than the last push gave it? A reboot may activate that. */
export function hasOwnVersion({ configVersion: { file, installed } }: ReachedNode): boolean {
  return file !== null && installed !== null && file !== installed;
}
