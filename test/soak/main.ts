/**
 * npm run soak -- --stack cman|pacemaker --hosts 2|3 --seed N --minutes M: rounds of seeds N, N+1... until the time is over; a failing one is
 * tried with fewer faults.
 */
import { parseArgs } from 'node:util';
import { CMAN, cmanHosts } from './cman.ts';
import { faultsOf, fewer, shown, type Choice, type Fault } from './faults.ts';
import { PACEMAKER, pacemakerHosts } from './pacemaker/hosts.ts';
import { Soak, type Verdict } from './soak.ts';
import type { Stack } from './stack.ts';
import { tableOf, type Round } from './table.ts';

const { values } = parseArgs({
  options: {
    stack: { type: 'string', default: 'cman' },
    hosts: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '10' },
  },
});
const isPacemaker = values.stack === 'pacemaker';
const choice: Choice = { ...(isPacemaker ? PACEMAKER : CMAN), hosts: Number(values.hosts) };
const until = Date.now() + Number(values.minutes) * 60_000;
const rounds: Round[] = [];

/** The hosts before the round of this seed. */
async function begun(seed: number): Promise<{ readonly stack: Stack; readonly soak: Soak }> {
  const stack = await (isPacemaker ? pacemakerHosts(choice, seed - 2) : cmanHosts(choice));
  return { stack, soak: await Soak.on(stack, seed - 1) };
}

/** On hosts of its own. */
async function alone(seed: number, faults: readonly Fault[]): Promise<Verdict> {
  const { stack, soak } = await begun(seed);
  try {
    return await soak.round(seed, faults);
  } finally {
    await stack.down();
  }
}

/** The fewest faults of a failing round that fail again; all of them if none do. */
async function shrunk(seed: number): Promise<Verdict> {
  for (const some of fewer(faultsOf(seed, choice))) {
    const verdict = await alone(seed, some);
    if (verdict === undefined) continue;
    console.log(`seed ${seed} fails with ${shown(some)}`);
    return verdict;
  }
  return undefined;
}

let { stack, soak } = await begun(Number(values.seed));
for (let seed = Number(values.seed); Date.now() < until; seed += 1) {
  const faults = faultsOf(seed, choice);
  const since = Date.now();
  const verdict = await soak.round(seed, faults);
  const seconds = Math.round((Date.now() - since) / 1000);
  const ended = soak.code === null ? 'killed' : `exit ${soak.code}`;
  rounds.push({ seed, kinds: faults.map(({ kind }) => kind), ended, holds: verdict === undefined });
  console.log(`seed ${seed}: ${shown(faults)}: ${ended}, ${verdict?.problem ?? 'holds'} (${seconds} s)`);
  if (verdict === undefined) continue;
  await stack.down();
  console.log(verdict.log.join('\n'));
  console.log(
    ((await shrunk(seed)) ?? { log: ['it holds with fewer faults, and when it is played alone'] }).log.join('\n'),
  );
  ({ stack, soak } = await begun(seed + 1));
}
await stack.down();
console.log(tableOf(rounds));
const failed = rounds.flatMap(({ seed, holds }) => (holds ? [] : [seed]));
console.log(
  `${rounds.length} rounds, ${failed.length} failed${failed.length === 0 ? '' : `: seeds ${failed.join(', ')}`}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
