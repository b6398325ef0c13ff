/**
 * Untrusted XML -> a plain tree. Strict: no entities but the five predefined, nothing fetched or included, limits on size and
 * depth. A document type is refused, except where agents print one. Processing instructions (`<?...?>`) are dropped.
 *
 * Every failure is a diagnostic at its line: `import/malformed-xml`, `import/document-type`, `import/xml-limit`.
 */
import type { FileId } from '../../base/brand.ts';
import { distinctSizes } from '../../base/units.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Diagnostic, Place } from '../../diag/diagnostic.ts';
import { disposing, libxml2, orFaults, strictly, type Libxml2 } from './libxml2.ts';
import { documentType, malformedXml, xmlLimit } from './findings.ts';
import { decodeXml } from './xml-text.ts';
import { afterMisc, placeAt } from './xml-lines.ts';
import { plainTree } from './xml-plain.ts';
import { treeIn } from './xml-tree.ts';
import type { XmlTwins } from './xml-twins.ts';
import { inWords } from './xml-words.ts';

export type XmlRead = {
  /** Absent if and only if there is a diagnostic. */
  readonly root?: XmlElement;
  /** The text that places refer to: pass it to `locate` as the file's text. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
};

const MIB = 1024 ** 2;
/** Of a text that a node or an archive holds. Our choice: the configuration of a cluster with 5,000 services has 2 MB. */
const MAX_BYTES = 4 * MIB;
/** Of a file that the user names. Our choice: a CIB with the status of 1,000 VMs on 16 hosts has 9 MB, and grows with both. */
export const MAX_NAMED_BYTES = 64 * MIB;
/** The limit of libxml2 without XML_PARSE_HUGE. The configuration of a cluster needs 15. */
const MAX_DEPTH = 256;

/** `passed over`: treated as absent, but refused if it declares anything. */
export type OfDocumentType = 'refused' | 'passed over';

/** Reads one file; `file` is its name as the user knows it, `twins` are of a similar one. Never throws because of the content. */
export async function readXml(
  file: FileId,
  bytes: Uint8Array,
  ofDocumentType: OfDocumentType = 'refused',
  twins?: XmlTwins,
  limit = MAX_BYTES,
): Promise<XmlRead> {
  if (bytes.length > limit) return tooLarge(file, bytes.length, limit);
  const { text, ...rest } = decodeXml(bytes);
  if ('wrong' in rest)
    return refused(text, malformedXml(notText(file, text), { problem: rest.wrong, cure: 'save it as UTF-8' }));
  const start = afterMisc(text);
  if (!text.startsWith(DOCTYPE, start)) return read(file, text, twins);
  const plain = ofDocumentType === 'passed over' ? withoutDocumentType(text, start) : undefined;
  if (plain === undefined)
    return refused(text, documentType({ in: 'text', file, start, end: start + DOCTYPE.length }, {}));
  return { ...(await read(file, plain)), text };
}

async function read(file: FileId, text: string, twins?: XmlTwins): Promise<XmlRead> {
  const root = plainTree(text, twins);
  return root === undefined ? parsed(await libxml2(), file, text) : { root, text, diagnostics: [] };
}

/** Replaces a document type that only names a file with blanks; the file is never read. Undefined for any other document type. */
function withoutDocumentType(text: string, start: number): string | undefined {
  NAMED.lastIndex = start;
  const [declared] = NAMED.exec(text) ?? [];
  if (declared === undefined) return undefined;
  return text.slice(0, start) + declared.replace(/[^\n]/g, ' ') + text.slice(start + declared.length);
}

/** A document type with at most an empty list of declarations. XML 1.0, 2.8. */
const NAMED =
  /<!DOCTYPE\s+[^\s<>[\]"']+(?:\s+SYSTEM\s+(?:"[^"]*"|'[^']*')|\s+PUBLIC\s+(?:"[^"]*"|'[^']*')\s+(?:"[^"]*"|'[^']*'))?\s*(?:\[\s*\]\s*)?>/y;

/** The refusal of a named file of that many bytes, before it is read; undefined if it is small enough. */
export function refusedBySize(file: FileId, bytes: number): XmlRead | undefined {
  return bytes > MAX_NAMED_BYTES ? tooLarge(file, bytes, MAX_NAMED_BYTES) : undefined;
}

function tooLarge(file: FileId, bytes: number, limit: number): XmlRead {
  return refused('', xmlLimit({ in: 'file', file }, { limit: `larger than ${distinctSizes(bytes, limit)[1]}` }));
}

const DOCTYPE = '<!DOCTYPE';

function refused(text: string, finding: Diagnostic): XmlRead {
  return { text, diagnostics: [finding] };
}

/** The place of the first character that is not allowed in XML. */
function notText(file: FileId, text: string): Place {
  const start = Math.max(0, text.indexOf('\ufffd'));
  return { in: 'text', file, start, end: start + 1 };
}

/** The text is Unicode at this point, whatever its declaration says. */
function parsed(library: Libxml2, file: FileId, text: string): XmlRead {
  const options = { option: strictly(library), encoding: 'utf-8' };
  const read = orFaults(library, () => {
    const document = library.XmlDocument.fromString(text, options);
    return disposing(document, () => treeIn(text));
  });
  if (!('faults' in read)) return { root: read, text, diagnostics: [] };
  const [fault = { line: 1, message: 'Document is empty' }] = read.faults;
  const at = placeAt(file, text, fault);
  if (fault.message.startsWith('Excessive depth'))
    return refused(text, xmlLimit(at, { limit: `nested more than ${MAX_DEPTH} deep` }));
  return refused(text, malformedXml(at, inWords(fault.message)));
}
