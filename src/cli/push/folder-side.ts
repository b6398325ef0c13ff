/** The files of nodes in a bundle, or in a folder that holds files as on a node, or one such folder for each node. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { as, type HostName, type RemotePath } from '../../base/brand.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { isBundlePath } from '../../edge/bundle/bundle-read.ts';
import { reasonOf } from '../../edge/file/findings.ts';
import { unreadableFile } from '../../edge/xml/findings.ts';
import { FILES_OF_STACKS } from '../../stack/files.ts';
import { readKnownBundle } from '../subject/bundle.ts';
import type { FileId } from '../../base/brand.ts';

/** `platform`: as a site spells it, if a bundle says so. */
export type Side = {
  readonly platform: string | undefined;
  readonly nodes: readonly BundleNode[];
  readonly files: readonly { readonly node: HostName; readonly path: RemotePath; readonly text: string }[];
};

export type SideRead = { readonly side?: Side; readonly diagnostics: readonly Diagnostic[] };

export async function folderAt(path: string): Promise<SideRead> {
  if (!isBundlePath(path)) return plainFolder(path);
  const { value: bundle, diagnostics } = await readKnownBundle(path);
  if (bundle === undefined) return { diagnostics };
  const files = bundle.files.flatMap(({ nodes, path: file, content }) =>
    nodes.map((node) => ({ node, path: file, text: shown(content) })),
  );
  return { side: { platform: bundle.platform, nodes: bundle.nodes, files }, diagnostics };
}

/** Below this size each: as for the XML of a cluster. */
const MAX_BYTES = 16 * 1024 ** 2;
const MAX_FILES = 20_000;

function plainFolder(path: string): SideRead {
  try {
    const roots = rootsIn(path);
    const files = roots.flatMap(({ node, folder }) =>
      filesBelow(folder).map((name) => ({
        node,
        path: as<RemotePath>(placeOf(name)),
        text: textAt(join(folder, name)),
      })),
    );
    const nodes = roots.map(({ node, folder }, at) => ({
      host: node,
      nodeName: node,
      nodeId: at + 1,
      connection: { via: 'local' as const, root: folder },
    }));
    return { side: { platform: undefined, nodes, files }, diagnostics: [] };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const file = as<FileId>(path);
    return { diagnostics: [unreadableFile({ in: 'file', file }, { path, why: reasonOf(error) })] };
  }
}

type Root = { readonly node: HostName; readonly folder: string };

/** Folders that look like the root of a node, below `nodes` or directly; else the folder itself. */
function rootsIn(path: string): readonly Root[] {
  const within = [join(path, 'nodes'), path].flatMap((folder) =>
    foldersIn(folder).filter(({ folder: one }) => isRoot(one)),
  );
  return within.length > 0 && !isRoot(path) ? within : [{ node: as<HostName>('every node'), folder: path }];
}

function foldersIn(folder: string): readonly Root[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  return names.map(({ name }) => ({ node: as<HostName>(name), folder: join(folder, name) })).sort(byNode);
}

function byNode(a: Root, b: Root): number {
  return a.node < b.node ? -1 : 1;
}

function isRoot(folder: string): boolean {
  return statSync(join(folder, 'etc'), { throwIfNoEntry: false })?.isDirectory() === true;
}

function filesBelow(folder: string): readonly string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return found
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()
    .slice(0, MAX_FILES);
}

/** A file of a cluster that lies in the folder itself counts as at its place on a node. */
function placeOf(name: string): string {
  const known = FILES_OF_STACKS.flatMap(({ paths }) => paths).find((path) => path.endsWith(`/${name}`));
  return known ?? `/${name}`;
}

function textAt(path: string): string {
  return statSync(path).size > MAX_BYTES ? '' : readFileSync(path).toString();
}

/** The differences by node and path. A node that only one of them has counts too. */
export function fileChangesOf(old: Side, now: Side): readonly Change[] {
  const before = new Map(old.files.map((file) => [keyOf(file), file]));
  const after = new Map(now.files.map((file) => [keyOf(file), file]));
  const here = now.files.flatMap(({ node, path, text }): readonly Change[] => {
    const found = before.get(keyOf({ node, path }))?.text ?? null;
    if (found === text) return [];
    return [{ node, path, change: found === null ? 'create' : 'update', found, desired: text }];
  });
  const gone = old.files.filter((file) => !after.has(keyOf(file)));
  return [
    ...here,
    ...gone.map(({ node, path, text }): Change => ({ node, path, change: 'remove', found: text, desired: null })),
  ];
}

function keyOf({ node, path }: { readonly node: string; readonly path: string }): string {
  return `${node}:${path}`;
}
