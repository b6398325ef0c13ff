/**
 * Reads the folders of nodes: texts, XML trees, the stack that they belong to, and faults. The result is the input of an import.
 */
import { addAll } from '../../base/lists.ts';
import type { FileId } from '../../base/brand.ts';
import { sha256 } from '../../base/json.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { noClusterConf } from '../../edge/import-findings.ts';
import { readFetcher } from '../../edge/assets.ts';
import { fetchNodeRoots } from '../../edge/node/node-fetch.ts';
import { readMore, readNodeRoots, type NodeRoot, type NodeRoots } from '../../edge/node/node-root.ts';
import type { Transport } from '../../deploy/node/ports.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import type { Importer } from '../../import/importer.ts';
import type { NodeFiles, TextFile } from '../../import/node-files.ts';
import type { XmlFile } from '../../import/xml.ts';
import type { SourceFile } from '../../source/tree.ts';
import { stacks } from '../../stack/stacks.ts';

export type Node = NodeFiles & { readonly folder: string };

/** Nodes of one cluster, with the importer of its stack. */
export type NodesRead = { readonly importer: Importer; readonly nodes: readonly Node[] };

export type Read = {
  readonly nodes: readonly Node[];
  /** Undefined if no stack recognises a node. */
  readonly importer: Importer | undefined;
  /** XML files as text, for excerpts. */
  readonly texts: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** The importers of all stacks that can be imported. */
async function importersOf(): Promise<readonly Importer[]> {
  const all = await Promise.all(stacks().map(({ operations }) => operations()));
  return all.flatMap(({ importer }) => importer ?? []);
}

function pathsOf(importers: readonly Importer[]): readonly string[] {
  return importers.flatMap(({ files }) => files.flatMap(({ path, also = [] }) => [path, ...also]));
}

/** Reads nodes from folders, including guest definitions in the folders that the stack's files name. Codes `import/*`. */
export async function readNodes(folders: readonly string[]): Promise<Read> {
  const importers = await importersOf();
  const found = readNodeRoots(folders, pathsOf(importers));
  const parsed: Parsed = new Map();
  return readRoots(
    found,
    await Promise.all(found.roots.map((root) => readNode(root, importers, parsed))),
    folders,
    importers,
  );
}

/** Reads nodes over ssh in the same way. Codes `import/*`. */
export async function fetchNodes(nodes: readonly string[], transport: Transport): Promise<Read> {
  const importers = await importersOf();
  const named = importers.flatMap(({ files, guestAttributes: attributes }) =>
    files.filter(({ format }) => format === 'xml').map(({ path }) => ({ path, attributes })),
  );
  const found = await fetchNodeRoots(nodes, { transport, script: readFetcher(), files: pathsOf(importers), named });
  const parsed: Parsed = new Map();
  return readRoots(
    found,
    await Promise.all(found.roots.map((root) => filesOf(root, importers, parsed))),
    nodes,
    importers,
  );
}

function readRoots(
  { diagnostics }: NodeRoots,
  read: readonly ReadNode[],
  from: readonly string[],
  importers: readonly Importer[],
): Read {
  const nodes = read.map(({ node }) => node);
  const importer = importers.find((one) => nodes.some((node) => one.recognises(node)));
  const found = [...diagnostics, ...read.flatMap((one) => one.diagnostics)];
  const missing =
    importer === undefined && !hasError(found)
      ? [
          noClusterConf(NOWHERE, {
            folders: from.join(', '),
            path: importers.flatMap(({ files: [main] }) => main?.path ?? []).join(' or '),
          }),
        ]
      : [];
  const objections = importer?.objections(nodes) ?? [];
  return {
    nodes,
    importer,
    texts: read.flatMap((one) => one.texts),
    diagnostics: [...found, ...missing, ...objections],
  };
}

const NOWHERE = { in: 'nowhere', because: 'it is not there' } as const;

type ReadNode = {
  readonly node: Node;
  readonly texts: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
};

async function readNode(root: NodeRoot, importers: readonly Importer[], parsed: Parsed): Promise<ReadNode> {
  const known = await filesOf(root, importers, parsed);
  const places = importers.flatMap((importer) => importer.guestPlaces(known.node));
  if (places.length === 0) return known;
  const { roots, diagnostics } = readMore(root, places);
  const [wider = root] = roots;
  const all = await filesOf(wider, importers, parsed);
  return { ...all, diagnostics: [...all.diagnostics, ...diagnostics] };
}

async function filesOf(
  { folder, name, files }: NodeRoot,
  importers: readonly Importer[],
  parsed: Parsed,
): Promise<ReadNode> {
  const own = importers.flatMap((importer) => importer.files);
  const texts = new Map<string, TextFile>();
  const xml = new Map<string, XmlFile>();
  const sources: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [where, { id, bytes }] of files) {
    const path = placeOf(where, files, own);
    if (formatOf(path, own) === 'text') {
      const text = Buffer.from(bytes).toString('utf8');
      texts.set(path, { file: id, text });
      if (own.some((one) => one.path === path)) sources.push({ id, text });
      continue;
    }
    const { root, text, diagnostics: found } = await readOnce(id, bytes, parsed);
    sources.push({ id, text });
    addAll(diagnostics, found);
    if (root !== undefined) xml.set(path, { file: id, root });
  }
  return { node: { name, folder, texts, xml }, texts: sources, diagnostics };
}

/** The place of a file on a node, where a copy of it lies elsewhere. */
function placeOf(path: string, files: NodeRoot['files'], own: Importer['files']): string {
  const meant = own.find(({ also = [] }) => also.includes(path));
  return meant === undefined || files.has(meant.path) ? path : meant.path;
}

type XmlRead = Awaited<ReturnType<typeof readXml>>;

type Parsed = Map<string, XmlRead>;

/** Parses bytes that several nodes share only once. Faults are reported for each file. */
async function readOnce(id: FileId, bytes: Uint8Array, parsed: Parsed): Promise<XmlRead> {
  const key = sha256(bytes);
  const found = parsed.get(key) ?? (await readXml(id, bytes));
  if (found.diagnostics.length === 0) parsed.set(key, found);
  return found;
}

/** Format as the stack declares it, else by the file name's extension. `path` is relative to the node's root. */
export function formatOf(path: string, files: Importer['files']): 'text' | 'xml' {
  return files.find((one) => one.path === path)?.format ?? (path.endsWith('.xml') ? 'xml' : 'text');
}
