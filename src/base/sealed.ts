/**
 * A text that must not be seen: a secret, or anything that was built around one.
 *
 * May be joined, encoded, measured and fingerprinted blindly. The text itself sits in a module-private WeakMap:
 * string conversion, JSON, the inspector, structuredClone and error causes show the label only.
 * `unseal` is for `edge/` alone; the architecture test counts who imports it.
 */
import type { Digest } from './brand.ts';
import { sha256 } from './json.ts';

const contents = new WeakMap<Sealed, string | Uint8Array>();

export class Sealed {
  readonly #label: string;
  private constructor(label: string) {
    this.#label = label;
  }

  /** Wraps text or bytes. The label is shown in its place. */
  static of(label: string, content: string | Uint8Array): Sealed {
    const sealed = new Sealed(label);
    contents.set(sealed, content);
    return sealed;
  }

  /** Concatenates plain and sealed texts. */
  static join(label: string, parts: readonly (string | Sealed)[]): Sealed {
    return Sealed.of(label, parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join(''));
  }

  /** Concatenates plain texts, sealed texts and sealed bytes, byte by byte. */
  static concat(label: string, parts: readonly (string | Sealed)[]): Sealed {
    const all = parts.map((part) => (typeof part === 'string' ? part : unseal(part)));
    // Bytes are not copied twice: an archive may have megabytes, and there is one for each node.
    return Sealed.of(label, Buffer.concat(all.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))));
  }

  /** Transforms the text; `encode` sees it and must not keep it. */
  map(encode: (text: string) => string): Sealed {
    return Sealed.of(this.#label, encode(textOf(this)));
  }

  /** Replaces every occurrence of this text in a plain text. */
  hideIn(text: string, instead: string): string {
    const own = textOf(this);
    return own === '' ? text : text.replaceAll(own, instead);
  }

  /** The text that is shown in its place. */
  get label(): string {
    return this.#label;
  }

  /** Does the sealed text equal this one? */
  is(text: string): boolean {
    return textOf(this) === text;
  }

  /** Length of the text in UTF-16 units. */
  get length(): number {
    return textOf(this).length;
  }

  /** Length of the text in bytes of UTF-8. */
  get bytes(): number {
    return new TextEncoder().encode(textOf(this)).length;
  }

  /** Does the text end with a blank? */
  get endsBlank(): boolean {
    return /\s$/.test(textOf(this));
  }

  /** Does the text begin and end with a double quote? */
  get isQuoted(): boolean {
    return /^".*"$/s.test(textOf(this));
  }

  /** SHA-256 of the text as UTF-8. */
  digest(): Digest {
    return sha256(textOf(this));
  }

  /** `<digest> <rest>` and a newline: sealed, since the digest of a short secret reveals it. */
  digestLine(rest: string): Sealed {
    return Sealed.of(this.#label, `${this.digest()} ${rest}\n`);
  }

  toString(): string {
    return `«${this.#label}»`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The content. Only for the last write at the edge: a node's standard input, or an archive for it. */
export function unseal(sealed: Sealed): string | Uint8Array {
  const content = contents.get(sealed);
  if (content === undefined) throw new Error('bug/sealed: a Sealed that was not made by Sealed.of');
  return content;
}

function textOf(sealed: Sealed): string {
  const content = unseal(sealed);
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
