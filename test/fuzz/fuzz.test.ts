/** A bounded run of the fuzzer (npm run fuzz): the same inputs in every run, over every parser and the pipeline. */
import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { readyTargets, type Target } from './targets.ts';

const SEED = 20_261_129;
const INPUTS = { parser: 400, pipeline: 200 };

it.each(await readyTargets())('$name neither throws nor hangs', async (target) => {
  expect(target.corpus().length).toBeGreaterThan(0);
  const most = target.whole === true ? INPUTS.pipeline : INPUTS.parser;
  const { failures, inputs } = await fuzz(target, { seed: SEED, goesOn: (done) => done < most });
  expect(failures.map(({ why, input }) => `${why}: ${input.toString('base64')}`)).toEqual([]);
  expect(inputs).toBeGreaterThanOrEqual(most);
});

/** Fails for one word. */
const trap: Target = {
  name: 'trap',
  corpus: () => [Buffer.from('abc')],
  run: (input) => {
    if (input.includes('<!DOCTYPE')) throw new Error('found');
  },
};

it('finds what throws, and says with which input', async () => {
  const { failures } = await fuzz(trap, { seed: SEED, goesOn: (done) => done < 2000 });
  expect(failures[0]?.why).toContain('found');
  expect(failures[0]?.input.toString()).toContain('<!DOCTYPE');
});

it('gives the same inputs for the same seed', async () => {
  const run = async () => {
    const seen: string[] = [];
    const target: Target = { ...trap, run: (input) => void seen.push(input.toString('base64')) };
    await fuzz(target, { seed: SEED, goesOn: (done) => done < 400 });
    return seen;
  };
  expect(await run()).toEqual(await run());
});

it('keeps inputs that run what was not run before', async () => {
  const units = (await readyTargets()).filter(({ name }) => name === 'units');
  for (const target of units) {
    const goesOn = (done: number) => done < 1000;
    const { corpus, covered } = await fuzz(target, { seed: SEED, goesOn, isOurs: (url) => url.includes('/src/base/') });
    expect([corpus > 0, covered > 0]).toEqual([true, true]);
  }
});
