/** The tour of the README, run as it stands: each command prints what the README says. `npm run golden` rewrites it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-tour-'));
const bin = join(folder, '.bin');
mkdirSync(bin);
symlinkSync(resolve('dist/main.js'), join(bin, 'clusterc'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A reader's terminal: 100 columns, no colour, standard output and error in the order in which they come. */
function type(command: string): string {
  const env = { PATH: `${bin}:${process.env['PATH']}`, LC_ALL: 'C.UTF-8', HOME: folder };
  const script = `{ ${command.replace(/^npx /, '')}\n} 2>&1 || true`;
  return execFileSync('sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
}

const readme = readFileSync('README.md', 'utf8');

/** Every console block with its commands run again. */
function rerun(text: string): string {
  return text.replace(/```console\n([^]*?)```/g, (_all, block: string) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const lines = commands.map((line) => `${line}\n${type(line.slice(2))}`);
    return `\`\`\`console\n${lines.join('')}\`\`\``;
  });
}

it('the tour prints what it says', () => {
  const actual = rerun(readme);
  if (process.env['WRITE'] === '1') writeFileSync('README.md', actual);
  else expect(actual).toBe(readme);
});

it('the status is one that clusterc gives', () => {
  expect(readme).toContain(readFileSync('fixtures/status/a-time-bomb.txt', 'utf8'));
});

it('the message at the top is the one that clusterc gives', () => {
  type('clusterc init mistaken');
  type("sed -i '/vm1:$/,/memory/s/memory: 2G/memory: 20G/' mistaken/site.yaml");
  const shown = /^( {4}error [^]*?)\n\n/m.exec(readme)?.[1] ?? '';
  const said = type('clusterc check mistaken').replaceAll('mistaken/', 'mycluster/');
  expect(said).toContain(shown.replace(/^ {4}/gm, ''));
});
