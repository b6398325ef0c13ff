/** Findings about files that somebody else wrote or changed, and that a push would overwrite. Pure. */
import { waitsFor } from '../../bundle/content.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { FoundFile, ReachedNode } from '../node/state.ts';
import type { Change, OwnForm } from './changes.ts';
import * as finding from './findings.ts';
import type { Situation } from './plan.ts';
import { hasOwnVersion } from './version.ts';

type Planned = Pick<Situation, 'bundle' | 'profile'> & { readonly changes: readonly Change[] };

/** `drift/not-a-file`, `drift/not-ours`, `drift/edited-by-hand`. */
export function objectionsToFiles(state: ReachedNode, planned: Planned): readonly Diagnostic[] {
  return [...state.files.flatMap((file) => objection(state, file, planned)), ...ownVersion(state, planned)];
}

function objection(
  { node }: ReachedNode,
  { path, relation, origin }: FoundFile,
  { changes }: Planned,
): readonly Diagnostic[] {
  const at = { in: 'output', node, path } as const;
  if (relation === 'same' || (relation === 'form' && !isWritten({ node, path }, changes))) return [];
  if (relation === 'other') return [finding.notAFile(at, { node, path })];
  if (origin === 'foreign') return [finding.notOurs(at, { node, path })];
  if (origin === 'edited') return [finding.editedByHand(at, { node, path, what: 'was changed by hand' })];
  if (origin === 'missing' && relation !== 'extra')
    return [finding.editedByHand(at, { node, path, what: 'was removed by hand' })];
  return [];
}

/** Is the text on the node replaced? */
function isWritten(file: OwnForm, changes: readonly Change[]): boolean {
  const own = changes.find(({ node, path }) => node === file.node && path === file.path);
  return own !== undefined && own.change !== 'record' && own.change !== 'attributes';
}

/** A file with the desired content, except for a version that no push gave it. */
function ownVersion(state: ReachedNode, { bundle: { files }, profile: { announced } }: Planned): readonly Diagnostic[] {
  if (announced === null || !hasOwnVersion(state)) return [];
  const what = `was given another ${announced.version.attribute}`;
  const { node } = state;
  const paths = new Set(files.filter(({ content }) => waitsFor(content, 'config-version')).map(({ path }) => path));
  return state.files
    .filter(({ path, relation, origin }) => paths.has(path) && relation === 'same' && origin === 'edited')
    .map(({ path }) => finding.editedByHand({ in: 'output', node, path }, { node, path, what }));
}
