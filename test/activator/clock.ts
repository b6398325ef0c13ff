/** Time on a folder that plays a node, as its activator counts it. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A second of a timer or a fuse, for `sleep`: see Clock. */
export const SECOND = 'second';

/** The clock of timers and fuses. It does not move until a test lets it run, and then a second takes no time. */
export class Clock {
  readonly #runs: string;

  constructor(base: string) {
    this.#runs = join(base, 'clock-runs');
  }

  run(): void {
    writeFileSync(this.#runs, '');
  }

  stop(): void {
    rmSync(this.#runs, { force: true });
  }

  /** `sleep` of a node: what is not a second of this clock is slept as ever. */
  command(sleep: string): string {
    const runs = `'${this.#runs}'`;
    // Where the folder is gone the test has ended.
    const wait = `while [ -d "\${0%/*}" ] && [ ! -e ${runs} ]; do '${sleep}' 0.02; done; exec '${sleep}' 0.01`;
    return `[ "$1" = ${SECOND} ] || exec '${sleep}' "$@"\n${wait}`;
  }
}
