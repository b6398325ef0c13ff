/** A terminal of 100 columns without colour that remembers what it was shown. */
import type { Io, Screen } from '../../src/cli/io.ts';

/** How a screen is that shows everything in plain text. */
export const PLAIN = { columns: 100, color: false, live: false, brief: false, hides: [] } as const;

/** Nothing asked for, and no time passes. */
export const USUAL = { quiet: false, verbose: false, now: () => 0, hide: () => undefined, env: {} } as const;

export class Terminal {
  #text = '';

  /** Both streams, as they would appear on a terminal. */
  get text(): string {
    return this.#text;
  }

  get io(): Io {
    const screen: Screen = { write: (text) => void (this.#text += text), ...PLAIN };
    return { out: screen, err: screen, ...USUAL };
  }
}
