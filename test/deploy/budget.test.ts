/** What is held at once is bounded by its weight, and all of it is done. */
import { expect, it } from 'vitest';
import { setImmediate } from 'node:timers/promises';
import { Budget } from '../../src/deploy/push/budget.ts';

/** Works of these weights, all begun at once: what was held at most, and the order in which they ended. */
async function spent(most: number, weights: readonly number[]) {
  const budget = new Budget(most);
  let [held, peak] = [0, 0];
  const ended: number[] = [];
  const all = weights.map((weight, index) =>
    budget.spend(weight, async () => {
      held += weight;
      peak = Math.max(peak, held);
      await setImmediate();
      held -= weight;
      ended.push(index);
      if (index === 1) throw new Error('one that fails');
    }),
  );
  const results = await Promise.allSettled(all);
  return { peak, ended, failed: results.filter(({ status }) => status === 'rejected').length };
}

it('as much as fits is done at once, the rest in turn, also behind one that fails', async () => {
  expect(await spent(10, [4, 4, 4, 4, 4])).toEqual({ peak: 8, ended: [0, 1, 2, 3, 4], failed: 1 });
  expect(await spent(100, [4, 4, 4, 4, 4])).toMatchObject({ peak: 20 });
});

it('what is heavier than all that may be held is done alone', async () => {
  expect(await spent(10, [30, 30, 1, 1])).toMatchObject({ peak: 30, failed: 1 });
});

it('what has no weight never waits', async () => {
  expect((await spent(10, [30, 30, 0, 0])).ended.slice(0, 3)).toEqual([0, 2, 3]);
});
