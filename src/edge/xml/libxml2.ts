/**
 * libxml2 in this process: loaded when the first XML is read (a megabyte of WebAssembly), and what its users share.
 *
 * What it throws about a document becomes values here; anything else it throws is our mistake and passes.
 */
export type { RelaxNGValidator, XmlDocument } from 'libxml2-wasm';

export type Libxml2 = typeof import('libxml2-wasm');

/** One reason why a document is refused. */
export interface XmlFault {
  /** Counted from 1; 0 when libxml2 names no line. */
  readonly line: number;
  /** Counted from 1, in characters; the parser names one, a schema does not. */
  readonly column?: number;
  readonly message: string;
}

export function libxml2(): Promise<Libxml2> {
  return import('libxml2-wasm');
}

/** Options for every text of somebody else: nothing that it points to is fetched, and its entities are not expanded. */
export function strictly({ ParseOption }: Libxml2): number {
  return ParseOption.XML_PARSE_NO_XXE + ParseOption.XML_PARSE_NONET;
}

/** What `use` returns, or the faults that libxml2 throws about a document, in its own words; may be none. */
export function orFaults<T>(library: Libxml2, use: () => T): T | { readonly faults: readonly XmlFault[] } {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof library.XmlLibError)) throw error;
    return { faults: error.details.map(({ line, col, message }) => ({ line, column: col, message: message.trim() })) };
  }
}

/** Documents and XPaths live in the memory of the WebAssembly module, which the garbage collector does not see. */
export function disposing<T>(kept: { dispose(): void }, use: () => T): T {
  try {
    return use();
  } finally {
    kept.dispose();
  }
}
