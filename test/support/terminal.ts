/** A recorded terminal of 100 columns without colour. */
import type { Io, Screen } from '../../src/cli/io.ts';

/** A screen in plain text that hides nothing. */
export const PLAIN = {
  columns: 100,
  color: false,
  live: false,
  brief: false,
  namesPath: () => true,
  hides: [],
} as const;

/** Options off, and a clock at 0. */
export const USUAL = {
  quiet: false,
  verbose: false,
  now: () => 0,
  hide: () => undefined,
  conceal: (text: string) => text,
  env: {},
} as const;

export class Terminal {
  #text = '';

  /** The text of both streams, as on a terminal. */
  get text(): string {
    return this.#text;
  }

  get io(): Io {
    const screen: Screen = { write: (text) => void (this.#text += text), ...PLAIN };
    return { out: screen, err: screen, ...USUAL };
  }
}
