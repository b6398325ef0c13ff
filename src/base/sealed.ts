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

  /** Wraps a text, or bytes that were built around one. The label is what people see in its place. */
  static of(label: string, content: string | Uint8Array): Sealed {
    const sealed = new Sealed(label);
    contents.set(sealed, content);
    return sealed;
  }

  /** Texts and sealed texts, one after the other. */
  static join(label: string, parts: readonly (string | Sealed)[]): Sealed {
    return Sealed.of(label, parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join(''));
  }

  /** A sealed text changed by `encode`, which sees it and must not keep it. */
  map(encode: (text: string) => string): Sealed {
    return Sealed.of(this.#label, encode(textOf(this)));
  }

  /** A plain text without any occurrence of this one. */
  hideIn(text: string, instead: string): string {
    const own = textOf(this);
    return own === '' ? text : text.replaceAll(own, instead);
  }

  /** What people see in its place. */
  get label(): string {
    return this.#label;
  }

  /** Is that the text? For what was read where this one belongs. */
  is(text: string): boolean {
    return textOf(this) === text;
  }

  /** How long the text is, in UTF-16 units. */
  get length(): number {
    return textOf(this).length;
  }

  /** How long the text is as UTF-8. */
  get bytes(): number {
    return new TextEncoder().encode(textOf(this)).length;
  }

  /** Has it blanks at its end? */
  get endsBlank(): boolean {
    return /\s$/.test(textOf(this));
  }

  /** SHA-256 of the text as UTF-8. */
  digest(): Digest {
    return sha256(textOf(this));
  }

  /** `<digest> <rest>` and a line end: sealed, since a digest over a short secret gives it away. */
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

/** What is inside. Only for the last write at the edge: a node's standard input, an archive on its way there. */
export function unseal(sealed: Sealed): string | Uint8Array {
  const content = contents.get(sealed);
  if (content === undefined) throw new Error('bug/sealed: a Sealed that was not made by Sealed.of');
  return content;
}

function textOf(sealed: Sealed): string {
  const content = unseal(sealed);
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}
