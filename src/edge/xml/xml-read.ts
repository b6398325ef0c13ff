/**
 * XML that somebody else wrote -> a plain tree. Strict, and safe for a hostile file: no entities but the five, nothing
 * fetched, nothing included, limits on size and depth. A document type is refused but where agents print one.
 * Instructions (`<?...?>`) are left out.
 *
 * Every failure is a diagnostic at its line: `import/malformed-xml`, `import/document-type`, `import/xml-limit`.
 */
import type { FileId } from '../../base/brand.ts';
import { sayBoth } from '../../base/units.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { Diagnostic, Place } from '../../diag/diagnostic.ts';
import { disposing, libxml2, orFaults, strictly, type Libxml2 } from './libxml2.ts';
import { documentType, malformedXml, xmlLimit } from './findings.ts';
import { decodeXml } from './xml-text.ts';
import { afterMisc, placeAt } from './xml-lines.ts';
import { treeIn } from './xml-tree.ts';
import { inWords } from './xml-words.ts';

export type XmlRead = {
  /** Absent exactly where there is a diagnostic. */
  readonly root?: XmlElement;
  /** What places count in: hand it to `locate` as the file's text. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
};

/** Our choice: the configuration of a cluster with 5,000 services has 2 MB. */
const MAX_BYTES = 4 * 1024 ** 2;
/** The limit of libxml2 without XML_PARSE_HUGE. The configuration of a cluster needs 15. */
const MAX_DEPTH = 256;

/** `passed over`: as if it were not there; refused all the same where it declares anything. */
export type OfDocumentType = 'refused' | 'passed over';

/** Reads one file; `file` is its name as the user knows it. Never throws for what the file holds. */
export async function readXml(
  file: FileId,
  bytes: Uint8Array,
  ofDocumentType: OfDocumentType = 'refused',
): Promise<XmlRead> {
  if (bytes.length > MAX_BYTES) return tooLarge(file, bytes.length);
  const { text, ...rest } = decodeXml(bytes);
  if ('wrong' in rest)
    return refused(text, malformedXml(notText(file, text), { problem: rest.wrong, cure: 'save it as UTF-8' }));
  const start = afterMisc(text);
  if (!text.startsWith(DOCTYPE, start)) return parsed(await libxml2(), file, text);
  const plain = ofDocumentType === 'passed over' ? withoutDocumentType(text, start) : undefined;
  if (plain === undefined)
    return refused(text, documentType({ in: 'text', file, start, end: start + DOCTYPE.length }, {}));
  return { ...parsed(await libxml2(), file, plain), text };
}

/** Blanks in the place of a document type that only names a file, which is never looked for; undefined for any other. */
function withoutDocumentType(text: string, start: number): string | undefined {
  NAMED.lastIndex = start;
  const [declared] = NAMED.exec(text) ?? [];
  if (declared === undefined) return undefined;
  return text.slice(0, start) + declared.replace(/[^\n]/g, ' ') + text.slice(start + declared.length);
}

/** With an empty list of declarations at most. XML 1.0, 2.8. */
const NAMED =
  /<!DOCTYPE\s+[^\s<>[\]"']+(?:\s+SYSTEM\s+(?:"[^"]*"|'[^']*')|\s+PUBLIC\s+(?:"[^"]*"|'[^']*')\s+(?:"[^"]*"|'[^']*'))?\s*(?:\[\s*\]\s*)?>/y;

/** What is said of a file with that many bytes, before it is read; undefined when it can be. */
export function refusedBySize(file: FileId, bytes: number): XmlRead | undefined {
  return bytes > MAX_BYTES ? tooLarge(file, bytes) : undefined;
}

function tooLarge(file: FileId, bytes: number): XmlRead {
  return refused('', xmlLimit({ in: 'file', file }, { limit: `larger than ${sayBoth(bytes, MAX_BYTES)[1]}` }));
}

const DOCTYPE = '<!DOCTYPE';

function refused(text: string, finding: Diagnostic): XmlRead {
  return { text, diagnostics: [finding] };
}

/** The first letter that was no letter. */
function notText(file: FileId, text: string): Place {
  const start = Math.max(0, text.indexOf('\ufffd'));
  return { in: 'text', file, start, end: start + 1 };
}

/** The text is Unicode by now, whatever its declaration says. */
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
