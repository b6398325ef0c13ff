/** XML as the program reads it. */
import { as, type FileId } from '../../src/base/brand.ts';
import type { XmlElement } from '../../src/base/xml.ts';
import { readXml } from '../../src/edge/xml-read.ts';

export async function rootOf(text: string): Promise<XmlElement | undefined> {
  return (await readXml(as<FileId>('answer'), Buffer.from(text))).root;
}
