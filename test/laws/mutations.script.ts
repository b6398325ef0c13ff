/** Compiles mutants and prints what it took, as JSON. Run by mutations.test.ts in a process of its own, whose memory can be measured. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../src/compile.ts';
import { renderText } from '../../src/diag/text.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { locate } from '../../src/source/locate.ts';
import type { InputFile } from '../../src/source/tree.ts';
import { processorMillis } from '../support/effort.ts';
import { diceOf, mutantOf } from './mutants.ts';

const [from = '0', to = '0'] = process.argv.slice(2);
const templates = readTemplates();
const paths = readdirSync('fixtures', { recursive: true, encoding: 'utf8' });
/** Sites to start from: half of the mutants come from one that compiles. */
const sitesAt = (pattern: RegExp) =>
  paths
    .filter((path) => pattern.test(path))
    .toSorted()
    .map((path) => readSite(join('fixtures', path)).files)
    .filter((files) => files.length > 0);
const good = sitesAt(/^[^/]+\/model$/);
const broken = sitesAt(/^broken\/.*\.yaml$/);

let slowest = { seed: -1, millis: 0 };
const failures: string[] = [];
let compiled = 0;

function attempt(seed: number, files: readonly InputFile[]): void {
  const millis = processorMillis(() => judge(seed, files));
  if (millis > slowest.millis) slowest = { seed, millis };
}

function judge(seed: number, files: readonly InputFile[]): void {
  try {
    const { files: texts, tree, diagnostics, bundle } = compile(files, templates);
    renderText(locate(texts, tree, diagnostics), { columns: 100, color: false });
    if (bundle !== undefined) compiled += 1;
  } catch (error) {
    failures.push(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

for (let seed = Number(from); seed < Number(to); seed += 1) {
  const dice = diceOf(seed);
  const sites = seed % 2 === 0 ? good : broken;
  const site = sites[dice(sites.length)] ?? [];
  attempt(seed, mutantOf(site, dice));
}

const peakMib = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ failures: failures.slice(0, 5), slowest, peakMib, compiled }));
