/** Some rounds of the soak (npm run soak -- --stack pacemaker): pushes with faults to real corosync and pacemaker. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf, firstOf, shown } from '../../soak/faults.ts';
import { PACEMAKER, pacemakerHosts } from '../../soak/pacemaker/hosts.ts';
import { Soak } from '../../soak/soak.ts';
import type { Stack } from '../../soak/stack.ts';
import { describeNeeding } from '../../support/tools.ts';
import { missingForDaemons } from './daemons.ts';

const TWO = { ...PACEMAKER, hosts: 2 };
const SEEDS = [firstOf('killed', TWO), firstOf('power', TWO)];

describeNeeding(missingForDaemons(), 'a push to real corosync and pacemaker with faults in it', () => {
  let stack: Stack;
  let soak: Soak;
  beforeAll(async () => {
    stack = await pacemakerHosts(TWO, 0);
    soak = await Soak.on(stack, 1);
  });
  afterAll(() => stack.down());

  it.each(SEEDS.map((seed) => [seed, shown(faultsOf(seed, TWO))] as const))('seed %i: %s', async (seed) => {
    const verdict = await soak.round(seed, faultsOf(seed, TWO));
    expect(verdict?.problem, verdict?.log.join('\n')).toBeUndefined();
  });
});
