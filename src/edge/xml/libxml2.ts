/**
 * libxml2 in this process, loaded for the first XML (a megabyte of WebAssembly), and what its users share.
 *
 * Its exceptions about a document become values here. Any other exception is a bug and propagates.
 */
export type { RelaxNGValidator, XmlDocument } from 'libxml2-wasm';

export type Libxml2 = typeof import('libxml2-wasm');

/** One reason why a document is refused. */
export interface XmlFault {
  /** From 1; 0 if libxml2 names no line. */
  readonly line: number;
  /** From 1, in characters; the parser gives it, a schema does not. */
  readonly column?: number;
  readonly message: string;
}

export function libxml2(): Promise<Libxml2> {
  return import('libxml2-wasm');
}

/** Options for untrusted text: no external resource is loaded and no entity is expanded. */
export function strictly({ ParseOption }: Libxml2): number {
  return ParseOption.XML_PARSE_NO_XXE + ParseOption.XML_PARSE_NONET;
}

/** The result of `use`, or the faults that libxml2 throws about a document, in its own words. The list may be empty. */
export function orFaults<T>(library: Libxml2, use: () => T): T | { readonly faults: readonly XmlFault[] } {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof library.XmlLibError)) throw error;
    return { faults: error.details.map(({ line, col, message }) => ({ line, column: col, message: message.trim() })) };
  }
}

/** Frees `kept` after `use`. Documents and XPaths are in WebAssembly memory, which is not garbage-collected. */
export function disposing<T>(kept: { dispose(): void }, use: () => T): T {
  try {
    return use();
  } finally {
    kept.dispose();
  }
}
