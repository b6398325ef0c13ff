/** One line of a terminal that is overwritten while something takes long. */
import type { Io } from './io.ts';

/** Milliseconds after which a person wonders whether it still works. Our choice. */
export const LONG = 1000;
export const REDRAW = 100;
export const CLEAR = '\r\u001b[2K';

/** Clipped to one row, since a longer line could not be overwritten. */
export function clipped(line: string, { err }: Pick<Io, 'err'>): string {
  return line.length < err.columns ? line : `${line.slice(0, err.columns - 2)}…`;
}

/** Shows which part of a long computation runs. Nothing is drawn while it is short, and nothing elsewhere than on a terminal. */
export class LiveLine {
  readonly #io: Pick<Io, 'err' | 'now'>;
  readonly #since: number;
  #isShown = false;

  constructor(io: Pick<Io, 'err' | 'now'>) {
    this.#io = io;
    this.#since = io.now();
  }

  /** A computation does not let a timer run, so its line is drawn in advance: once a tenth of a second has passed, or at once. */
  show(line: string, atOnce = false): void {
    if (!this.#io.err.live || (!atOnce && this.#io.now() - this.#since < REDRAW)) return;
    this.#isShown = true;
    this.#io.err.write(CLEAR + clipped(`  ${line}`, this.#io));
  }

  clear(): void {
    if (this.#isShown) this.#io.err.write(CLEAR);
    this.#isShown = false;
  }
}
