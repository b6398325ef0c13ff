/** A bounded run of the fuzzer (npm run fuzz): the same inputs in every run, over every parser and the pipeline. */
import { expect, it } from 'vitest';
import { inCi } from '../support/effort.ts';
import { fuzz } from './fuzz.ts';
import { readyTargets, type Target } from './targets.ts';

const SEED = 20_261_129;
const INPUTS = inCi({ parser: 400, pipeline: 200 }, { parser: 50, pipeline: 8 });

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

/** Three words, one behind the other in the program: by chance alone they never come together. */
function nested(input: Buffer): void {
  if (input.includes('<!DOCTYPE')) second(input);
}

function second(input: Buffer): void {
  if (input.includes('9007199254740993')) third(input);
}

function third(input: Buffer): void {
  if (input.includes('99999999999')) throw new Error('found');
}

it('keeps inputs that run what was not run before, and so comes further than chance', async () => {
  const target: Target = { ...trap, run: nested };
  const goesOn = (done: number) => done < 20_000;
  const guided = await fuzz(target, { seed: SEED, goesOn, isOurs: (url) => url.includes('/test/fuzz/fuzz.test') });
  expect([guided.corpus > 0, guided.failures.length > 0]).toEqual([true, true]);
  expect((await fuzz(target, { seed: SEED, goesOn: (done) => done < guided.inputs })).failures).toEqual([]);
});
