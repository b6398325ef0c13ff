/** Parses texts for a comparison by meaning. */
import { as, type FileId } from '../../base/brand.ts';
import type { Trees, XmlElement } from '../../base/xml.ts';
import { readXml, type OfDocumentType } from '../../edge/xml/xml-read.ts';

/** One text at a time, since a tree is larger than its text. Malformed XML is dropped. */
export async function readTrees(texts: readonly string[], ofDocumentType?: OfDocumentType): Promise<Trees> {
  const trees = new Map<string, XmlElement>();
  for (const text of new Set(texts)) {
    const { root } = await readXml(as<FileId>('a text'), Buffer.from(text), ofDocumentType);
    if (root !== undefined) trees.set(text, root);
  }
  return trees;
}
