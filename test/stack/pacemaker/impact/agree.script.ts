/**
 * npm run agree -- [SEED] [CLUSTERS] [CHANGES]: made-up changes of made-up clusters, predicted by ours and by the installed
 * crm_simulate. Prints one table, and each disagreement as the smallest document that still shows it. Exits 1 if there is one.
 */
import { spawnSync } from 'node:child_process';
import { compareCluster, differenceAbout, type Disagreement } from './pairs.ts';
import { shrunk } from './shrink.ts';

const [seed = 1, clusters = 50, changes = 12] = process.argv.slice(2).map(Number);

type Row = { compared: number; different: number };
const rows = new Map<string, Row>();
const found: Disagreement[] = [];
let [compared, refused] = [0, 0];
for (let at = seed; at < seed + clusters; at += 1) {
  const result = await compareCluster(at, changes);
  compared += result.compared;
  refused += Number(result.compared === 0);
  found.push(...result.disagreements);
  count(result.made, 'compared');
  count(
    result.disagreements.map((one) => one.changes),
    'different',
  );
}

function count(pairs: readonly (readonly string[])[], what: keyof Row): void {
  for (const name of pairs.flatMap((names) => [...new Set(names)])) {
    const row = rows.get(name) ?? { compared: 0, different: 0 };
    row[what] += 1;
    rows.set(name, row);
  }
}

async function show({ seed: own, changes: names, cib, ours, theirs }: Disagreement): Promise<void> {
  const still = async (text: string) => {
    const difference = await differenceAbout(text);
    return difference !== null && difference.ours.length + difference.theirs.length > 0;
  };
  const { text, asked } = await shrunk(cib, still);
  const lines = [...ours.map((line) => `  ours:   ${line}`), ...theirs.map((line) => `  theirs: ${line}`)];
  print(`\nseed ${own}: ${names.join(', ')}`, ...lines, `  smallest document (${asked} tries):`, text);
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

for (const one of found) await show(one);
const version = spawnSync('crm_simulate', ['--version'], {
  env: { PATH: `${process.env['PATH']}:/usr/sbin` },
  encoding: 'utf8',
}).stdout.split('\n')[0];
print('', `${'change'.padEnd(34)} ${'pairs'.padStart(6)} ${'differ'.padStart(6)}`);
for (const [name, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
  print(`${name.padEnd(34)} ${String(row.compared).padStart(6)} ${String(row.different).padStart(6)}`);
print(
  '',
  `${compared - found.length} of ${compared} pairs agree with ${version}; seeds ${seed} to ${seed + clusters - 1}; ${refused} clusters were refused`,
);
process.exitCode = found.length === 0 ? 0 : 1;
