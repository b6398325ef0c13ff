/** XML files of other programs from disk: a single file or a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { as, type FileId } from '../../base/brand.ts';
import { reasonOf } from '../file/findings.ts';
import { unreadableFile } from './findings.ts';
import { MAX_NAMED_BYTES, readXml, refusedBySize, type OfDocumentType, type XmlRead } from './xml-read.ts';
import { XmlTwins } from './xml-twins.ts';

export type XmlFile = XmlRead & { readonly file: FileId };

/** Reads two similar files that are XML, or a text of another form, which has no root. What is written in the same way in both is parsed once. */
export async function readXmlOrTextFiles(old: string, now: string): Promise<readonly [old: XmlFile, now: XmlFile]> {
  const twins = new XmlTwins();
  const read = (path: string) => readFile(path, (file, bytes) => xmlOrText(file, bytes, twins));
  return [await read(old), await read(now)];
}

/** A file of settings begins with a letter or a comment; XML and what is broken do not. */
async function xmlOrText(file: FileId, bytes: Uint8Array, twins: XmlTwins): Promise<XmlRead> {
  if (bytes[0] === LESS) return readXml(file, bytes, 'refused', twins, MAX_NAMED_BYTES);
  const text = Buffer.from(bytes).toString();
  if (/^\s*[\w#]/.test(text)) return { text, diagnostics: [] };
  return readXml(file, bytes, 'refused', twins, MAX_NAMED_BYTES);
}

/** The `<` of a tag, in most encodings. */
const LESS = 0x3c;

/** Reads the file at a path. */
export async function readXmlFile(
  path: string,
  ofDocumentType: OfDocumentType = 'refused',
  twins?: XmlTwins,
): Promise<XmlFile> {
  return readFile(path, (file, bytes) => readXml(file, bytes, ofDocumentType, twins, MAX_NAMED_BYTES));
}

async function readFile(path: string, read: (file: FileId, bytes: Uint8Array) => Promise<XmlRead>): Promise<XmlFile> {
  const file = as<FileId>(path);
  try {
    // A device or a pipe may never end.
    const found = statSync(path);
    if (!found.isFile()) return refused(file, 'it is not a file');
    return { file, ...(refusedBySize(file, found.size) ?? (await read(file, readFileSync(path)))) };
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
