/** A terminal of 100 columns without colour that remembers what it was shown. */
import type { Io, Screen } from '../../src/cli/io.ts';

export class Terminal {
  #text = '';

  /** Both streams, as they would appear on a terminal. */
  get text(): string {
    return this.#text;
  }

  get io(): Io {
    const screen: Screen = { write: (text) => void (this.#text += text), columns: 100, color: false };
    return { out: screen, err: screen };
  }
}
