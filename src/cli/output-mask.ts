/** Masks the values of known secrets in everything that a command writes. */
import type { Sealed } from '../base/sealed.ts';
import { spellings } from '../base/spellings.ts';
import { HIDDEN, SHORTEST } from '../deploy/node/mask.ts';

/**
 * Control characters of C1, which a terminal obeys, and those that turn the direction of text (UAX 9). Nothing of ours writes them.
 * In a string of JSON the escape means the same character.
 */
const UNSEEN = /[\u0080-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export class OutputMask {
  readonly #known = new Map<string, Sealed>();
  #spelled: readonly Sealed[] = [];

  /** Adds values that nothing may show from now on. A shorter one may be a word of any output; it is hidden where a secret belongs. */
  add(secrets: Iterable<Sealed>): void {
    for (const secret of secrets) if (secret.length >= SHORTEST) this.#known.set(secret.digest(), secret);
    // The longest first: one secret may begin another.
    this.#spelled = [...this.#known.values()].flatMap(spellings).sort((a, b) => b.length - a.length);
  }

  conceal(text: string): string {
    const shown = this.#spelled.reduce((rest, secret) => secret.hideIn(rest, HIDDEN), text);
    return shown.replace(UNSEEN, escaped);
  }
}
