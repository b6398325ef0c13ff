/** The state of nodes on which another bundle is installed, so that two bundles are compared like a bundle and its nodes. */
import type { HostName, RemotePath } from '../base/brand.ts';
import type { Bundle, OutputFile } from '../bundle/bundle.ts';
import { shown, type Content } from '../bundle/content.ts';
import { withoutOptions } from '../deploy/node/mask.ts';
import type { FoundFile, ReachedNode } from '../deploy/node/state.ts';
import { contentsOf } from './contents.ts';

/** A state for each node of either bundle. */
export function asIfInstalled(old: Bundle, now: Bundle): readonly ReachedNode[] {
  const hosts = new Set([...now.nodes, ...old.nodes].map(({ host }) => host));
  return [...hosts].map((node) => ({
    node,
    reachable: true,
    lock: null,
    installed: null,
    previous: null,
    interrupted: null,
    configVersion: { file: null, running: null, installed: null },
    files: filesAsFound(node, old, now),
    digest: old.id,
  }));
}

function filesAsFound(node: HostName, old: Bundle, now: Bundle): readonly FoundFile[] {
  const desired = new Map<RemotePath, OutputFile>(contentsOf(now, node).map((file) => [file.path, file]));
  return contentsOf(old, node).map(({ path, mode, owner, group, content }) => {
    const text = shown(content);
    const file = desired.get(path);
    const relation = file === undefined ? 'extra' : shown(file.content) === text ? 'same' : 'differs';
    return { path, relation, origin: 'none', mode, owner, group, text };
  });
}

/** The text of a content for the comparison. `hide` masks known secrets in it as in found texts, in case one equals a word of ours. */
export function desiredText(hide: (text: string) => string): (content: Content) => string {
  return (content) =>
    content.map((part) => (typeof part === 'string' ? withoutOptions(hide(part)) : shown([part]))).join('');
}
