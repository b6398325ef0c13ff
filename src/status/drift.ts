/** How the files of a node differ from those of the site. */
import type { RemotePath } from '../base/brand.ts';
import { documentsOf, filesOf, type Bundle, type OutputFile } from '../bundle/bundle.ts';
import type { FoundFile, ReachedNode, Relation } from '../deploy/node/state.ts';

/**
 * `outdated`: as installed, but the site has changed since; `new`: not there yet; `left-over`: no longer in the site;
 * `unrecorded`: as desired, but no push has recorded it; `attributes`: mode or owner; `other`: a document of the daemons, of which
 * nothing is recorded.
 */
export type Drifted =
  | 'outdated'
  | 'new'
  | 'left-over'
  | 'edited'
  | 'removed'
  | 'not-ours'
  | 'not-a-file'
  | 'attributes'
  | 'unrecorded'
  | 'other';

export type Drift = {
  /** Number of files that are as desired. */
  readonly same: number;
  readonly files: readonly { readonly path: RemotePath; readonly drift: Drifted }[];
  /** Not compared, since the value of a secret is unknown. */
  readonly unknown: readonly RemotePath[];
};

export function driftOf(state: ReachedNode, bundle: Bundle): Drift {
  const desired = new Map(filesOf(bundle, state.node).map((file) => [file.path, file]));
  const real = bundle.nodes.some(({ host, connection }) => host === state.node && connection.via === 'ssh');
  const documents = new Set(documentsOf(bundle, state.node).map(({ path }) => path));
  const judged = state.files.map((found) => ({
    ...found,
    is: documents.has(found.path) ? DRIFT_OF_DOCUMENT[found.relation] : driftIn(found, desired.get(found.path), real),
  }));
  const known = new Set(state.files.map(({ path }) => path));
  const unseen = [...desired.keys()]
    .filter((path) => !known.has(path))
    .map((path) => ({ path, drift: 'new' as const }));
  const files = judged.flatMap(({ path, is }) => (is === 'same' || is === 'unknown' ? [] : [{ path, drift: is }]));
  return {
    same: judged.filter(({ is }) => is === 'same').length,
    files: [...files, ...unseen].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path))),
    unknown: judged.filter(({ is }) => is === 'unknown').map(({ path }) => path),
  };
}

const DRIFT_OF_DOCUMENT: { readonly [R in Relation]: Drifted | 'same' | 'unknown' } = {
  same: 'same',
  form: 'same',
  differs: 'other',
  absent: 'new',
  other: 'other',
  extra: 'left-over',
  unknown: 'unknown',
};

/** `real`: a node, not a folder that plays one. Only there are owner and group compared. */
function driftIn(found: FoundFile, file: OutputFile | undefined, real: boolean): Drifted | 'same' | 'unknown' {
  const { relation, origin } = found;
  switch (relation) {
    case 'other':
      return 'not-a-file';
    case 'extra':
      return origin === 'missing' ? 'same' : 'left-over';
    case 'absent':
      return origin === 'missing' ? 'removed' : 'new';
    case 'unknown':
      // If the site may no longer want a file, only edits by hand are known.
      return file === undefined && origin === 'edited' ? 'edited' : 'unknown';
    case 'differs':
      return origin === 'ours' ? 'outdated' : origin === 'edited' ? 'edited' : 'not-ours';
    case 'same':
    case 'form':
      if (file !== undefined && !hasAttributes(found, file, real)) return 'attributes';
      return origin === 'ours' || (relation === 'form' && origin === 'edited') ? 'same' : 'unrecorded';
  }
}

function hasAttributes(found: FoundFile, file: OutputFile, real: boolean): boolean {
  return found.mode === file.mode && (!real || (found.owner === file.owner && found.group === file.group));
}
