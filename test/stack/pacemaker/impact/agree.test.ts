import { expect, it } from 'vitest';
import { describeWith } from '../../../support/tools.ts';
import { compareCluster } from './pairs.ts';

describeWith('crm_simulate', 'made-up changes of made-up clusters', () => {
  it.each([1, 5, 12, 35])('the predictor says what crm_simulate says of the changes of seed %i', async (seed) => {
    const { compared, disagreements } = await compareCluster(seed, 6);
    expect(disagreements).toEqual([]);
    expect(compared).toBeGreaterThan(2);
  });
});
