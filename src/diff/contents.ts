/** What a node holds of a bundle: files, and the documents that its daemons keep. */
import type { HostName } from '../base/brand.ts';
import { documentsOf, filesOf, type Bundle, type OutputFile } from '../bundle/bundle.ts';
import type { ReachedNode } from '../deploy/node/state.ts';

export function contentsOf(bundle: Bundle, node: HostName): readonly OutputFile[] {
  return [...filesOf(bundle, node), ...documentsOf(bundle, node)];
}

/** Without the documents that the node was not asked for. */
export function askedOf(bundle: Bundle, { node, files }: ReachedNode): readonly OutputFile[] {
  const found = new Set(files.map(({ path }) => path));
  return [...filesOf(bundle, node), ...documentsOf(bundle, node).filter(({ path }) => found.has(path))];
}
