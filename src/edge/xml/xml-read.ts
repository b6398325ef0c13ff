/**
 * XML that somebody else wrote -> a plain tree. Strict, and safe for a hostile file: no document type and so no entities
 * but the five, nothing fetched, nothing included, limits on size and depth. Instructions (`<?...?>`) are left out.
 *
 * Every failure is a diagnostic at its line: `import/malformed-xml`, `import/document-type`, `import/xml-limit`.
 */
import type { FileId } from '../../base/brand.ts';
import { sayBoth } from '../../base/units.ts';
import type { XmlElement, XmlText } from '../../base/xml.ts';
import type { Diagnostic, Place } from '../../diag/diagnostic.ts';
import {
  disposing,
  libxml2,
  orFaults,
  strictly,
  type Libxml2,
  type XmlElement as Node,
  type XmlXPath,
} from './libxml2.ts';
import { documentType, malformedXml, xmlLimit } from './findings.ts';
import { decodeXml } from './xml-text.ts';
import { afterMisc, placeAt, tagLines } from './xml-lines.ts';
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

/** Reads one file; `file` is its name as the user knows it. Never throws for what the file holds. */
export async function readXml(file: FileId, bytes: Uint8Array): Promise<XmlRead> {
  if (bytes.length > MAX_BYTES) return tooLarge(file, bytes.length);
  const { text, ...rest } = decodeXml(bytes);
  if ('wrong' in rest)
    return refused(text, malformedXml(notText(file, text), { problem: rest.wrong, cure: 'save it as UTF-8' }));
  const start = afterMisc(text);
  if (text.startsWith(DOCTYPE, start))
    return refused(text, documentType({ in: 'text', file, start, end: start + DOCTYPE.length }, {}));
  return parsed(await libxml2(), file, text);
}

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
    const children = library.XmlXPath.compile('node()');
    const walk = new Walk(library, children, tagLines(text));
    return disposing(children, () => disposing(document, () => walk.element(document.root)));
  });
  if (!('faults' in read)) return { root: read, text, diagnostics: [] };
  const [fault = { line: 1, message: 'Document is empty' }] = read.faults;
  const at = placeAt(file, text, fault);
  if (fault.message.startsWith('Excessive depth'))
    return refused(text, xmlLimit(at, { limit: `nested more than ${MAX_DEPTH} deep` }));
  return refused(text, malformedXml(at, inWords(fault.message)));
}

/** Walks a document in its order: the start tags of the text come in the same one. */
class Walk {
  readonly #library: Libxml2;
  readonly #children: XmlXPath;
  readonly #lines: Iterator<number>;

  constructor(library: Libxml2, children: XmlXPath, lines: Iterator<number>) {
    this.#library = library;
    this.#children = children;
    this.#lines = lines;
  }

  element(node: Node): XmlElement {
    const line: number = this.#lines.next().value ?? node.line;
    const children = joined([...this.#content(node)]);
    return { name: named(node.prefix, node.name), attributes: [...attributes(node)], children, line };
  }

  *#content(node: Node): Generator<XmlElement['children'][number]> {
    const { XmlElement, XmlComment, XmlText, XmlCData } = this.#library;
    for (const child of node.find(this.#children)) {
      if (child instanceof XmlElement) yield this.element(child);
      else if (child instanceof XmlComment) yield { comment: child.content };
      else if (child instanceof XmlText || child instanceof XmlCData) yield { text: child.content };
    }
  }
}

function* attributes(node: Node): Generator<XmlElement['attributes'][number]> {
  for (const [prefix, value] of Object.entries(node.nsDeclarations))
    yield { name: prefix === '' ? 'xmlns' : `xmlns:${prefix}`, value };
  for (const attribute of node.attrs) yield { name: named(attribute.prefix, attribute.name), value: attribute.value };
}

function named(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}:${name}`;
}

/** A CDATA section, or an instruction that is left out, cuts a text in pieces. */
function joined(children: XmlElement['children']): XmlElement['children'] {
  const together: XmlElement['children'][number][] = [];
  for (const child of children) {
    const last: XmlElement['children'][number] | undefined = together.at(-1);
    if (isText(child) && last !== undefined && isText(last)) together.splice(-1, 1, { text: last.text + child.text });
    else if (!isText(child) || child.text !== '') together.push(child);
  }
  return together;
}

function isText(child: XmlElement['children'][number]): child is XmlText {
  return 'text' in child;
}
