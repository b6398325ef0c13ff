/**
 * Slots while Handlebars renders: each becomes a token in Unicode's private use area, which input cannot contain
 * (yaml/forbidden-character) and which Handlebars does not touch; afterwards the text is cut there.
 */
import type { Content, Encoding, Slot } from '../bundle/content.ts';
import type { LateUse, SecretUse } from './draft.ts';

const OPEN = '\ue000';
const CLOSE = '\ue001';
const TOKEN = new RegExp(`${OPEN}([0-9]+)${CLOSE}`, 'u');

export class Slots {
  readonly #slots: Slot[] = [];

  /** A token in place of the slot until `cut`. */
  token(use: SecretUse | LateUse, encode: Encoding): string {
    this.#slots.push(slotOf(use, encode));
    return `${OPEN}${this.#slots.length - 1}${CLOSE}`;
  }

  /** The rendered text with the slots in place of their tokens. */
  cut(text: string): Content {
    const parts = text.split(TOKEN).map((part, index) => (index % 2 === 0 ? part : this.#slot(Number(part))));
    return parts.filter((part) => part !== '');
  }

  #slot(index: number): Slot {
    const slot = this.#slots[index];
    if (slot === undefined) throw new Error('bug/slots: a token without a slot');
    return slot;
  }
}

export function slotOf(use: SecretUse | LateUse, encode: Encoding): Slot {
  return '$secret' in use ? { secret: use.$secret, encode } : { late: use.$late };
}

export function isUse(value: unknown): value is SecretUse | LateUse {
  return typeof value === 'object' && value !== null && ('$secret' in value || '$late' in value);
}
