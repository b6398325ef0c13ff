/** Elements of one text, for reading another one that is nearly the same: what is written in the same way is parsed once. */
import type { XmlElement } from '../../base/xml.ts';

/** An element as it is written, with its depth from 1 at the root. */
export type Written = { readonly element: XmlElement; readonly source: string; readonly depth: number };

/** Filled while the first text is read, and asked from then on. */
export class XmlTwins {
  /** By the text up to the first `>`: nearly always the start tag. */
  readonly #written = new Map<string, Written>();
  #texts = 0;

  /** To be called before a text is read. */
  begin(): void {
    this.#texts += 1;
  }

  add(written: Written): void {
    if (this.#texts === 1) this.#written.set(startOf(written.source, 0), written);
  }

  /** What begins a text at a place, no deeper than it was. It is taken once, so that two elements stay two. */
  take(text: string, at: number, depth: number): Written | undefined {
    const start = startOf(text, at);
    const written = this.#texts === 1 ? undefined : this.#written.get(start);
    if (written === undefined || depth > written.depth || !text.startsWith(written.source, at)) return undefined;
    this.#written.delete(start);
    return written;
  }
}

function startOf(text: string, at: number): string {
  return text.slice(at, text.indexOf('>', at) + 1);
}

/** The element some lines further down. */
export function movedBy(lines: number, element: XmlElement): XmlElement {
  if (lines === 0) return element;
  const { name, attributes, children, line } = element;
  const moved = children.map((child) => ('name' in child ? movedBy(lines, child) : child));
  return { name, attributes, children: moved, line: line + lines };
}
