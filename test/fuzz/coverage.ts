/** Which parts of src/ have run, as V8 counts them: read between batches, so that inputs run at full speed. */
import { Session } from 'node:inspector';

type Taken = {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
};

export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #isOurs: (url: string) => boolean;

  constructor(isOurs: (url: string) => boolean) {
    this.#isOurs = isOurs;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Parts that have run since the last time, and never before. */
  fresh(): ReadonlySet<string> {
    const fresh = new Set(this.take().filter((part) => !this.#seen.has(part)));
    for (const part of fresh) this.#seen.add(part);
    return fresh;
  }

  /** Parts of the program that have run at least once. */
  get size(): number {
    return this.#seen.size;
  }

  close(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  /** Parts that have run since the last time. The session is of this thread: its answer is there before `post` returns. */
  take(): readonly string[] {
    let taken: Taken = { result: [] };
    this.#session.post('Profiler.takePreciseCoverage', (_error, answer: Taken) => (taken = answer));
    return taken.result
      .filter(({ url }) => this.#isOurs(url))
      .flatMap(({ url, functions }) =>
        functions.flatMap(({ functionName, ranges }) =>
          ranges
            .filter(({ count }) => count > 0)
            .map(({ startOffset, endOffset }) => `${url} ${functionName} ${startOffset}-${endOffset}`),
        ),
      );
  }
}
