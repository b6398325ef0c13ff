/** No command writes a line that is wider than its terminal; a file and the output for programs stay as they are. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { folded } from '../../src/diag/fold.ts';
import { columnsOf } from '../../src/diag/visible.ts';
import { clusterc } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-width-'));
afterAll(() => rmSync(folder, { recursive: true }));
const site = join(folder, 'site.yaml');
const broken = join(folder, 'broken.yaml');
const nodes = join(folder, 'nodes');
const BUNDLE = join(folder, 'bundle');
const OLD = join(BUNDLE, 'nodes/host1/etc/cluster/cluster.conf');
const LINES: readonly (readonly string[])[] = [
  ['check', site],
  ['check', broken],
  ['check', '-v', broken],
  ['build', site, '-o', BUNDLE],
  ['plan', site, '--sandbox', nodes, '-v'],
  ['push', site, '--sandbox', nodes],
  ['plan', broken, '--sandbox', nodes],
  ['plan', '--old', OLD, '--new', OLD],
  ['status', site, '--sandbox', nodes],
  ['diff', site, '--sandbox', nodes],
  ['diff', site, '--against', BUNDLE],
  ['history', site, '--sandbox', nodes],
  ['revert', site, '--sandbox', nodes],
  ['simulate', site, '--all'],
  ['convert', site, '--to', 'debian12'],
  ['secrets', 'check', site],
  ['import', nodes, '-o', join(folder, 'adopted')],
  ['explain', 'fence/race', site],
  ['explain', 'vms/vm1/memory', site],
  ['explain', 'host1:/etc/cluster/cluster.conf:17', site],
  ['list', 'files', site],
  ['help'],
  ...COMMANDS.map(({ name }) => ['help', name]),
  ['no-such-command'],
  ['check', '--no-such-option'],
];

beforeAll(async () => {
  cpSync('fixtures/pair/model/site.yaml', site);
  const text = readFileSync(site, 'utf8');
  writeFileSync(broken, text.replaceAll('run_on: [host1', 'run_on: [hots1').replace('bridge: br0', 'bridge: br7'));
  await clusterc(['build', site, '-o', BUNDLE]);
  await clusterc(['push', site, '--sandbox', nodes]);
  writeFileSync(site, text.replace('memory: 2G', 'memory: 3G'));
  await clusterc(['push', site, '--sandbox', nodes, '--because', 'more memory for the first of the two machines']);
});

/** Lines that are wider, but for one word, which would be no use in parts. What a terminal overwrites is not left there. */
function tooWide(text: string, columns: number): readonly string[] {
  const lines = text.split('\n').map((line) => (line.split('\r').at(-1) ?? '').replaceAll(/\u001b\[[0-9;]*[mK]/g, ''));
  return lines.filter((line) => columnsOf(line) > columns && line.trim().includes(' '));
}

describe.each([40, 60, 80])('at %d columns', (columns) => {
  it.each(LINES.map((argv) => [argv.map((word) => word.replace(`${folder}/`, '')).join(' '), argv] as const))(
    '%s',
    async (_words, argv) => {
      const { out, err } = await clusterc(argv, { terminal: true, columns });
      expect(`${out}${err}`).not.toBe('');
      expect(tooWide(out, columns)).toEqual([]);
      expect(tooWide(err, columns)).toEqual([]);
    },
  );
});

it('JSON, and what is a file or a value, is the same on a terminal of any width', async () => {
  for (const argv of [
    ['schema'],
    ['dump', 'model', site],
    ['list', 'files', site, '--format', 'json'],
    ['completion', 'bash'],
  ]) {
    const wide = await clusterc(argv);
    expect(await clusterc(argv, { terminal: true, columns: 60 })).toEqual(wide);
  }
});

it('a line is folded between words, further in than it begins, and colours take no room', () => {
  expect(folded('  one two three\nshort', 100)).toBe('  one two three\nshort');
  expect(folded('  help: one two three four five', 20)).toBe('  help: one two\n      three four\n      five');
  expect(folded(`\u001b[31m${'x'.repeat(20)}\u001b[39m y`, 22)).toBe(`\u001b[31m${'x'.repeat(20)}\u001b[39m y`);
  expect(folded(`one ${'x'.repeat(30)} two`, 20)).toBe(`one\n    ${'x'.repeat(30)}\n    two`);
  expect(folded('\rone two three four five six', 20)).toBe('\rone two three four five six');
});
