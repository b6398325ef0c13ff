/** One target in a process of its own: `TARGET SEED SECONDS [INPUTS]`; a line of JSON every few inputs, and one with the report. */
import { fuzz } from './fuzz.ts';
import { readyTargets } from './targets.ts';

const [name = '', seed = '1', seconds = '60', inputs = '0'] = process.argv.slice(2);

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function main(): Promise<void> {
  const target = (await readyTargets()).find((one) => one.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  const end = performance.now() + Number(seconds) * 1000;
  const most = Number(inputs) || Number.POSITIVE_INFINITY;
  const report = await fuzz(target, {
    seed: Number(seed),
    goesOn: (done) => done < most && performance.now() < end,
    isOurs: (url) => url.endsWith('/fuzz.mjs'),
    weighs: true,
    heartbeat: (done) => say({ done }),
  });
  const failures = report.failures.map(({ why, input }) => ({ why, input: input.toString('base64') }));
  say({ report: { ...report, failures } });
}

await main();
