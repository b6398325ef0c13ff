import { describe, expect, it } from 'vitest';
import { describeWith } from '../../../support/tools.ts';
import { below, textOf } from './made/cib.ts';
import { newCluster } from './made/cluster.ts';
import { diceFrom } from './made/dice.ts';
import { compareCluster } from './pairs.ts';
import { shrunk } from './shrink.ts';

describeWith('crm_simulate', 'made-up changes of made-up clusters', () => {
  it.each([1, 5, 12, 35])('the predictor says what crm_simulate says of the changes of seed %i', async (seed) => {
    const { compared, disagreements } = await compareCluster(seed, 6);
    expect(disagreements).toEqual([]);
    expect(compared).toBeGreaterThan(2);
  });
});

describe('a disagreement', () => {
  it('is shown in the smallest document that still has it', async () => {
    const cib = newCluster(diceFrom(1));
    const needed = (text: string) => text.includes('<primitive id="vm1"') && text.includes('name="config"');
    expect(below(cib, 'primitive').length).toBeGreaterThan(1);
    const { text } = await shrunk(cib, (one) => Promise.resolve(needed(one)));
    expect(needed(text)).toBe(true);
    expect(text.match(/<primitive /g)).toHaveLength(1);
    expect(text).not.toMatch(/<(rsc_order|rsc_location|rsc_colocation|op ) ?/);
    expect(text.length).toBeLessThan(textOf(cib).length / 3);
  });
});
