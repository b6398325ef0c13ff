/** The differences between the files of the nodes and those of the bundle. */
import type { HostName, RemotePath } from '../../base/brand.ts';
import { documentsOf, filesOf, type Bundle, type OutputFile } from '../../bundle/bundle.ts';
import { memoized } from '../../base/memoize.ts';
import { shown, waitsFor } from '../../bundle/content.ts';
import { isAsDesired, type FoundFile, type ReachedNode } from '../node/state.ts';

export type Change = {
  readonly node: HostName;
  readonly path: RemotePath;
  /**
   * `version`: the same meaning with another version; `replace`: the found path is not a regular file; `record`: the file is as
   * desired, but no push has recorded it.
   */
  readonly change: 'create' | 'update' | 'version' | 'replace' | 'attributes' | 'record' | 'remove';
  /** Found and desired text, with secrets and versions hidden; null if there is none. */
  readonly found: string | null;
  readonly desired: string | null;
};

/** A file that keeps the text that the node has, which means what the site says. */
export type OwnForm = Pick<Change, 'node' | 'path'>;

export function changesOn(state: ReachedNode, bundle: Bundle, versionRises: boolean): readonly Change[] {
  const found = new Map(state.files.map((file) => [file.path, file]));
  const desired = filesOf(bundle, state.node).flatMap((file) => {
    const here = found.get(file.path);
    const change = here === undefined ? 'create' : changeOf(here, file, bundle, state.node, versionRises);
    return change === undefined
      ? []
      : [{ node: state.node, path: file.path, change, found: here?.text ?? null, desired: textOf(file.content) }];
  });
  const documents = documentsOf(bundle, state.node).flatMap((document) => documentChange(document, found, state.node));
  const removed = state.files.filter(({ relation, origin }) => relation === 'extra' && origin !== 'missing');
  return [
    ...desired,
    ...documents,
    ...removed.map(({ path, text }) => ({
      node: state.node,
      path,
      change: 'remove' as const,
      found: text,
      desired: null,
    })),
  ];
}

/** One text for all nodes and every plan: the file that describes a large cluster has megabytes. */
const textOf = memoized(shown);

/** A document without an answer is not known to differ. */
function documentChange(
  { path, content }: OutputFile,
  found: ReadonlyMap<string, FoundFile>,
  node: HostName,
): readonly Change[] {
  const here = found.get(path);
  if (here === undefined || isAsDesired(here)) return [];
  const change = here.relation === 'absent' ? 'create' : 'update';
  return [{ node, path, change, found: here.text, desired: textOf(content) }];
}

function changeOf(
  here: FoundFile,
  file: OutputFile,
  bundle: Bundle,
  node: HostName,
  versionRises: boolean,
): Change['change'] | undefined {
  if (here.relation === 'absent') return 'create';
  if (here.relation === 'other') return 'replace';
  if (!isAsDesired(here)) return 'update';
  if (versionRises && waitsFor(file.content, 'config-version')) return 'version';
  if (!hasAttributes(here, file, bundle, node)) return 'attributes';
  if (here.relation === 'form') return here.origin === 'foreign' ? 'record' : undefined;
  return here.origin === 'ours' ? undefined : 'record';
}

/** Files that stay as they are, since only their form differs. One that gets another version is written in any case. */
export function ownFormsOn({ node, files }: ReachedNode, bundle: Bundle, versionRises: boolean): readonly OwnForm[] {
  const versioned = new Set(
    filesOf(bundle, node).flatMap(({ path, content }) => (waitsFor(content, 'config-version') ? [path] : [])),
  );
  const documents = new Set(documentsOf(bundle, node).map(({ path }) => path));
  return files
    .filter(
      ({ path, relation }) => relation === 'form' && !documents.has(path) && !(versionRises && versioned.has(path)),
    )
    .map(({ path }) => ({ node, path }));
}

/** Mode, and on a real node also owner and group: the files of a sandbox belong to its user. */
function hasAttributes(here: FoundFile, file: OutputFile, bundle: Bundle, node: HostName): boolean {
  return here.mode === file.mode && (!isReal(bundle, node) || (here.owner === file.owner && here.group === file.group));
}

/** Is it a machine, and not a folder that plays one? */
export function isReal({ nodes }: Bundle, node: HostName): boolean {
  return nodes.some(({ host, connection }) => host === node && connection.via === 'ssh');
}

/** Do the texts of all changed files differ in values of secrets alone, whatever their version? */
export function isSecretsOnly(changes: readonly Change[]): boolean {
  const written = changes.filter(({ change }) => change !== 'record' && change !== 'version');
  return (
    written.length > 0 &&
    written.every((one) => one.change === 'update' && withoutValues(one.found) === withoutValues(one.desired))
  );
}

/** Masked texts without placeholders of secrets and versions; see mask.ts and `shown`. */
function withoutValues(text: string | null): string | undefined {
  return text
    ?.replaceAll(/\$\{secret:[^}]*\}|\(hidden\)/g, '*')
    .replace(/(\b[\w-]*version=")(?:\d+|\$\{late:[^}]*\})"/, '$1"');
}
