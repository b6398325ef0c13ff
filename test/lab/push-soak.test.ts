/** Some rounds of the soak (npm run soak): pushes with faults, on disks that lose what was not flushed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf, KINDS, shown } from '../soak/faults.ts';
import { Soak } from '../soak/soak.ts';
import { describeLab } from './describe.ts';

/** A controller that was frozen beyond its lease said that all was as before, while another push had gone on. */
const FAILED = [9];
/** The first seed of each kind of fault, and those that have failed once. */
const SEEDS = [...new Set([...KINDS.map((kind) => firstOf(kind)), ...FAILED])];

function firstOf(kind: (typeof KINDS)[number]): number {
  for (let seed = 1; ; seed += 1) if (faultsOf(seed, 3).every((fault) => fault.kind === kind)) return seed;
}

describeLab('a push with faults in it', () => {
  let soak: Soak;
  beforeAll(async () => {
    soak = await Soak.up();
  });
  afterAll(() => soak.down());

  it.each(SEEDS.map((seed) => [seed, shown(faultsOf(seed, 3))] as const))('seed %i: %s', async (seed) => {
    const verdict = await soak.round(faultsOf(seed, soak.hosts));
    expect(verdict?.problem, verdict?.log.join('\n')).toBeUndefined();
  });
});
