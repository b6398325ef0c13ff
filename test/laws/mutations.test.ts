/** 6,000 broken sites in CI and 200 elsewhere, the same in every run: never an exception, never over two seconds, never over 512 MiB. */
import { expect, it } from 'vitest';
import { inCi } from '../support/effort.ts';
import { runScript } from '../support/script.ts';

const COUNT = inCi(6_000, 200);

/** Two processes, for two processors. */
const SHARES = [
  [0, COUNT / 2],
  [COUNT / 2, COUNT],
] as const;

type Report = {
  readonly failures: readonly string[];
  readonly slowest: { readonly seed: number; readonly millis: number };
  readonly peakMib: number;
  readonly compiled: number;
};

it.concurrent.each(SHARES)('mutants %i to %i are diagnosed or compiled', async (from, to) => {
  const printed = await runScript('test/laws/mutations.script.ts', ['--max-old-space-size=400'], [`${from}`, `${to}`]);
  const { failures, slowest, peakMib, compiled }: Report = JSON.parse(printed);
  expect(failures).toEqual([]);
  expect(slowest.millis, `seed ${slowest.seed}`).toBeLessThan(2000);
  expect(peakMib).toBeLessThan(512);
  expect(compiled, 'some mutants are still sites').toBeGreaterThan((to - from) / 50);
});
