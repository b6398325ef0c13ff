/** Some rounds of the soak (npm run soak): pushes with faults, on disks that lose what was not flushed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CMAN, cmanHosts } from '../soak/cman.ts';
import { faultsOf, firstOf, shown } from '../soak/faults.ts';
import { Soak } from '../soak/soak.ts';
import type { Stack } from '../soak/stack.ts';
import { describeLab } from './describe.ts';

/** A controller that was frozen beyond its lease said that all was as before, while another push had gone on. */
const FAILED = [9];
/** The first seed of each kind of fault, and those that have failed once. */
const SEEDS = [...new Set([...CMAN.kinds.map((kind) => firstOf(kind, CMAN)), ...FAILED])];

describeLab('a push with faults in it', () => {
  let stack: Stack;
  let soak: Soak;
  beforeAll(async () => {
    stack = await cmanHosts();
    soak = await Soak.on(stack, 0);
  });
  afterAll(() => stack.down());

  it.each(SEEDS.map((seed) => [seed, shown(faultsOf(seed, CMAN))] as const))('seed %i: %s', async (seed) => {
    const verdict = await soak.round(seed, faultsOf(seed, CMAN));
    expect(verdict?.problem, verdict?.log.join('\n')).toBeUndefined();
  });
});
