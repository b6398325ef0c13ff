/** XML files of other programs from disk: a single file or a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { as, type FileId } from '../../base/brand.ts';
import { reasonOf } from '../file/findings.ts';
import { unreadableFile } from './findings.ts';
import { readXml, refusedBySize, type OfDocumentType, type XmlRead } from './xml-read.ts';
import { XmlTwins } from './xml-twins.ts';

export type XmlFile = XmlRead & { readonly file: FileId };

/** Reads two similar files at their paths; what is written in the same way in both is parsed once. */
export async function readXmlFiles(old: string, now: string): Promise<readonly [old: XmlFile, now: XmlFile]> {
  const twins = new XmlTwins();
  return [await readXmlFile(old, 'refused', twins), await readXmlFile(now, 'refused', twins)];
}

/** Reads the file at a path. */
export async function readXmlFile(
  path: string,
  ofDocumentType: OfDocumentType = 'refused',
  twins?: XmlTwins,
): Promise<XmlFile> {
  const file = as<FileId>(path);
  try {
    // A device or a pipe may never end.
    const found = statSync(path);
    if (!found.isFile()) return refused(file, 'it is no file');
    const read = refusedBySize(file, found.size) ?? (await readXml(file, readFileSync(path), ofDocumentType, twins));
    return { file, ...read };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return refused(file, reasonOf(error));
  }
}

/** Every `*.xml` in a folder, sorted by name. */
export async function readXmlFolder(
  folder: string,
  ofDocumentType: OfDocumentType = 'refused',
): Promise<readonly XmlFile[]> {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
    if (names.length === 0) return [refused(as<FileId>(folder), 'there is no *.xml file in it')];
    return await Promise.all(names.sort().map((name) => readXmlFile(join(folder, name), ofDocumentType)));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return [refused(as<FileId>(folder), reasonOf(error))];
  }
}

function refused(file: FileId, why: string): XmlFile {
  return { file, text: '', diagnostics: [unreadableFile({ in: 'file', file }, { path: file, why })] };
}
