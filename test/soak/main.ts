/** npm run soak -- --seed N --minutes M: rounds of seeds N, N+1... until the time is over; a failing one is tried with fewer faults. */
import { parseArgs } from 'node:util';
import { faultsOf, fewer, shown, type Fault } from './faults.ts';
import { Soak, type Verdict } from './soak.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string', default: '10' } },
});
const until = Date.now() + Number(values.minutes) * 60_000;
const failed: number[] = [];
let rounds = 0;

/** On hosts of its own. */
async function alone(faults: readonly Fault[]): Promise<Verdict> {
  const hosts = await Soak.up();
  try {
    return await hosts.round(faults);
  } finally {
    await hosts.down();
  }
}

/** The fewest faults of a failing round that fail again; all of them if none do. */
async function shrunk(seed: number): Promise<Verdict> {
  const faults = faultsOf(seed, 3);
  for (const some of fewer(faults)) {
    const verdict = await alone(some);
    if (verdict === undefined) continue;
    console.log(`seed ${seed} fails with ${shown(some)}`);
    return verdict;
  }
  return undefined;
}

let soak = await Soak.up();
for (let seed = Number(values.seed); Date.now() < until; seed += 1) {
  const faults = faultsOf(seed, soak.hosts);
  const verdict = await soak.round(faults);
  rounds += 1;
  console.log(`seed ${seed}: ${shown(faults)}: ${verdict?.problem ?? 'holds'}`);
  if (verdict === undefined) continue;
  failed.push(seed);
  await soak.down();
  console.log(((await shrunk(seed)) ?? verdict).log.join('\n'));
  soak = await Soak.up();
}
await soak.down();
console.log(`${rounds} rounds, ${failed.length} failed${failed.length === 0 ? '' : `: seeds ${failed.join(', ')}`}`);
process.exitCode = failed.length === 0 ? 0 : 1;
