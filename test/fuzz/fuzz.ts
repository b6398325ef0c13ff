/** Runs one target on mutated inputs until it is told to end, and says what it found. */
import fc from 'fast-check';
import { Coverage } from './coverage.ts';
import { mutated, recipes, type Recipe } from './mutate.ts';
import type { Target } from './targets.ts';

export type Failure = { readonly why: string; readonly input: Buffer };
export type Report = {
  readonly target: string;
  readonly inputs: number;
  readonly failures: readonly Failure[];
  readonly slowestMillis: number;
  /** Peak of the resident memory of the process. */
  readonly peakMiB: number;
  readonly corpus: number;
  readonly covered: number;
};

export type Wishes = {
  readonly seed: number;
  /** Asked between batches. */
  readonly goesOn: (inputs: number) => boolean;
  /** The scripts whose coverage leads the way; without it nothing is kept, and the inputs do not depend on the process. */
  readonly isOurs?: (url: string) => boolean;
  /** Is the process there for this alone, so that its memory counts? */
  readonly weighs?: boolean;
  /** Called every few inputs: what a watchdog waits for. */
  readonly heartbeat?: (inputs: number) => void;
};

/** Inputs between two readings of coverage: twice as many after each that brought nothing new. */
const BATCH = { first: 200, last: 6400 };
/** Inputs between two looks at the memory. */
const WEIGHED = 200;
/** Inputs between two signs of life: on a busy machine a batch may take longer than a watchdog waits. */
const BEAT = 20;
/** Of the processor: what takes longer counts as a hang. */
const SLOWEST_MILLIS = 2000;
const PEAK_MIB = 512;
/** More failures are mostly the same one. */
const FAILURES = 5;

/** The same seed gives the same inputs, as long as the program covers the same with them. */
export async function fuzz(
  target: Target,
  { seed, goesOn, isOurs, weighs = false, heartbeat }: Wishes,
): Promise<Report> {
  const corpus = [...target.corpus()];
  const known = corpus.length;
  const coverage = isOurs === undefined ? undefined : new Coverage(isOurs);
  const watch = new Watch(target, weighs, heartbeat);
  for (const input of corpus) await watch.run(input);
  coverage?.fresh();
  let inputs = 0;
  let size = BATCH.first;
  for (let batch = 0; goesOn(inputs) && watch.failures.length < FAILURES; batch += 1) {
    const made = fc.sample(recipes, { seed: seed + batch, numRuns: size });
    for (const recipe of made) await watch.run(mutated(corpus, recipe));
    inputs += made.length;
    const news = coverage?.fresh() ?? new Set<string>();
    size = news.size > 0 || target.whole === true ? BATCH.first : Math.min(size * 2, BATCH.last);
    if (coverage !== undefined && news.size > 0)
      corpus.push(...(await newInputs(made, news, { corpus, watch, coverage })));
  }
  coverage?.close();
  const { failures, slowestMillis, peakMiB } = watch;
  return {
    target: target.name,
    inputs,
    failures,
    slowestMillis,
    peakMiB,
    corpus: corpus.length - known,
    covered: coverage?.size ?? 0,
  };
}

const GROUP = 16;

type Tools = { readonly corpus: readonly Buffer[]; readonly watch: Watch; readonly coverage: Coverage };

/**
 * The inputs of a batch that run, again, what was new in it: looked for in groups, since reading coverage takes long. Made from
 * their recipes again, since a batch of manifests is 340 MB.
 */
async function newInputs(made: readonly Recipe[], news: ReadonlySet<string>, tools: Tools): Promise<readonly Buffer[]> {
  const left = new Set(news);
  const found: Buffer[] = [];
  for (let from = 0; from < made.length && left.size > 0; from += GROUP) {
    const group = made.slice(from, from + GROUP).map((recipe) => mutated(tools.corpus, recipe));
    const parts = new Set((await partsOf(group, tools)).filter((part) => left.delete(part)));
    for (const input of group) {
      if (parts.size === 0) break;
      const own = await partsOf([input], tools);
      if (own.filter((part) => parts.delete(part)).length > 0) found.push(input);
    }
  }
  return found;
}

async function partsOf(inputs: readonly Buffer[], { watch, coverage }: Tools): Promise<readonly string[]> {
  for (const input of inputs) await watch.run(input);
  return coverage.take();
}

class Watch {
  readonly failures: Failure[] = [];
  slowestMillis = 0;
  peakMiB = 0;
  readonly #target: Target;
  readonly #weighs: boolean;
  readonly #heartbeat: Wishes['heartbeat'];
  #runs = 0;

  constructor(target: Target, weighs: boolean, heartbeat: Wishes['heartbeat']) {
    this.#target = target;
    this.#weighs = weighs;
    this.#heartbeat = heartbeat;
  }

  async run(input: Buffer): Promise<void> {
    const before = process.cpuUsage();
    try {
      await this.#target.run(input);
    } catch (error) {
      this.failures.push({ why: error instanceof Error ? (error.stack ?? error.message) : String(error), input });
    }
    const { user, system } = process.cpuUsage(before);
    const millis = (user + system) / 1000;
    this.slowestMillis = Math.max(this.slowestMillis, millis);
    if (millis > SLOWEST_MILLIS) this.failures.push({ why: `it took ${Math.round(millis)} ms`, input });
    this.#runs += 1;
    if (this.#runs % BEAT === 0) this.#heartbeat?.(this.#runs);
    if (this.#weighs && this.#runs % WEIGHED === 0) this.#weigh(input);
  }

  #weigh(input: Buffer): void {
    const mib = Math.round(process.memoryUsage.rss() / 1024 ** 2);
    if (mib > PEAK_MIB && this.peakMiB <= PEAK_MIB) this.failures.push({ why: `the process has ${mib} MiB`, input });
    this.peakMiB = Math.max(this.peakMiB, mib);
  }
}
