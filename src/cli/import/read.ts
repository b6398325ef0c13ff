/** Folders of nodes -> the input of an import: texts, trees and findings. */
import { as, type FileId } from '../../base/brand.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { noClusterConf, notAClusterConf } from '../../edge/import-findings.ts';
import { readMore, readNodeRoots, type NodeRoot } from '../../edge/node/node-root.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import { CLUSTER_CONF, type NodeFiles, type TextFile } from '../../import/node-files.ts';
import { vmFolders } from '../../stack/cman/import/vm-folders.ts';
import { attribute, type XmlFile } from '../../import/xml.ts';
import type { SourceFile } from '../../source/tree.ts';

export type Node = NodeFiles & { readonly folder: string };

export type Read = {
  readonly nodes: readonly Node[];
  /** XML as text, for excerpts. */
  readonly texts: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Includes the files of VMs in the folders that cluster.conf names. Codes `import/*`. */
export async function readNodes(folders: readonly string[]): Promise<Read> {
  const { roots, diagnostics } = readNodeRoots(folders);
  const read = await Promise.all(roots.map(readNode));
  const nodes = read.map(({ node }) => node);
  const found = [...diagnostics, ...read.flatMap((one) => one.diagnostics)];
  const confs = nodes.flatMap(({ xml }) => xml.get(CLUSTER_CONF) ?? []);
  const missing =
    confs.length === 0 && !hasError(found) ? [noClusterConf(NOWHERE, { folders: folders.join(', ') })] : [];
  const others = confs
    .filter(({ root }) => root.name !== 'cluster')
    .map(({ file, root }) => notAClusterConf({ in: 'file', file: as<FileId>(file) }, { root: root.name }));
  return { nodes, texts: read.flatMap((one) => one.texts), diagnostics: [...found, ...missing, ...others] };
}

const NOWHERE = { in: 'nowhere', because: 'it is not there' } as const;

type ReadNode = {
  readonly node: Node;
  readonly texts: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
};

async function readNode(root: NodeRoot): Promise<ReadNode> {
  const known = await filesOf(root);
  const conf = known.node.xml.get(CLUSTER_CONF);
  const places = conf === undefined ? [] : vmFolders(conf.root);
  if (places.length === 0) return known;
  const { roots, diagnostics } = readMore(root, places);
  const [wider = root] = roots;
  const all = await filesOf(wider);
  return { ...all, diagnostics: [...all.diagnostics, ...diagnostics] };
}

async function filesOf({ folder, name, files }: NodeRoot): Promise<ReadNode> {
  const texts = new Map<string, TextFile>();
  const xml = new Map<string, XmlFile>();
  const sources: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [path, { id, bytes }] of files) {
    if (path !== CLUSTER_CONF && !path.endsWith('.xml')) {
      texts.set(path, { file: id, text: Buffer.from(bytes).toString('utf8') });
      continue;
    }
    const { root, text, diagnostics: found } = await readXml(id, bytes);
    sources.push({ id, text });
    diagnostics.push(...found);
    if (root !== undefined) xml.set(path, { file: id, root });
  }
  return { node: { name, folder, texts, xml }, texts: sources, diagnostics };
}

/** The one with the highest version; the others are older. */
export function newestConf(nodes: readonly Node[]): XmlFile | undefined {
  const confs = nodes.flatMap(({ xml }) => xml.get(CLUSTER_CONF) ?? []);
  const version = ({ root }: XmlFile) => Number.parseInt(attribute(root, 'config_version') ?? '0', 10) || 0;
  return confs.toSorted((a, b) => version(b) - version(a))[0];
}
