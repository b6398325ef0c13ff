/** `clusterc fmt`: what it writes and prints, when it exits with what, and when it writes nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { clusterc } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const UNTIDY = 'version:   1 # the format\ncluster: {name: a}\n';
const TIDY = 'version: 1 # the format\ncluster: { name: a }\n';

function siteOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

it('writes the files that are not in the style, names them, and leaves the others and their modes', async () => {
  const site = siteOf({ 'a.yaml': UNTIDY, 'b.yml': 'hosts: {}\n', 'c.txt': 'd:   1\n' });
  chmodSync(join(site, 'a.yaml'), 0o640);
  const { code, out, err } = await clusterc(['fmt', site]);
  expect([code, out, err]).toEqual([0, `${join(site, 'a.yaml')}\n`, '1 file of 2 changed\n']);
  expect(readFileSync(join(site, 'a.yaml'), 'utf8')).toBe(TIDY);
  expect(statSync(join(site, 'a.yaml')).mode & 0o777).toBe(0o640);
  expect(readFileSync(join(site, 'c.txt'), 'utf8')).toBe('d:   1\n');
  expect(await clusterc(['fmt', site])).toMatchObject({ code: 0, out: '', err: '0 files of 2 changed\n' });
});

it('--check exits 2, names the files and writes nothing; and 0 once they are in the style', async () => {
  const site = siteOf({ 'a.yaml': UNTIDY });
  expect(await clusterc(['fmt', '--check', site])).toMatchObject({ code: 2, out: `${join(site, 'a.yaml')}\n` });
  expect(readFileSync(join(site, 'a.yaml'), 'utf8')).toBe(UNTIDY);
  await clusterc(['fmt', site]);
  expect(await clusterc(['fmt', '--check', site])).toMatchObject({ code: 0, out: '', err: '' });
});

it.each([
  ['no YAML', 'version: [1\n', 'yaml/syntax'],
  ['a key twice', 'version: 1\nversion: 1\n', 'yaml/duplicate-key'],
  ['not UTF-8', Buffer.from([0xff, 0xfe, 0x61, 0]), 'yaml/not-utf8'],
])('%s in one file: reports it and writes no file', async (_what, text, code) => {
  const site = siteOf({ 'a.yaml': UNTIDY });
  writeFileSync(join(site, 'b.yaml'), text);
  const ended = await clusterc(['fmt', site]);
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toContain(code);
  expect(readFileSync(join(site, 'a.yaml'), 'utf8')).toBe(UNTIDY);
});

it('follows a link to a file, and leaves the link', async () => {
  const site = siteOf({ 'a.yaml': UNTIDY });
  const link = join(site, 'link');
  symlinkSync('a.yaml', link);
  expect((await clusterc(['fmt', link])).code).toBe(0);
  expect(readFileSync(link, 'utf8')).toBe(TIDY);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

it('formats standard input, and with --check says only whether it is in the style', () => {
  const fmt = (input: string, ...words: readonly string[]) =>
    execFileSync(process.execPath, [resolve('dist/main.js'), 'fmt', '-', ...words], {
      input,
      stdio: 'pipe',
    }).toString();
  expect(fmt(UNTIDY)).toBe(TIDY);
  expect(fmt(TIDY, '--check')).toBe('');
  expect(() => fmt(UNTIDY, '--check')).toThrow(expect.objectContaining({ status: 2 }));
  expect(() => fmt('a: [')).toThrow(expect.objectContaining({ status: 1 }));
});

/** What it exits with and says, with this open as its standard input. */
function fmtFrom(input: number) {
  const { status, stderr } = spawnSync(process.execPath, [resolve('dist/main.js'), 'fmt', '-'], {
    stdio: [input, 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  return { status, stderr };
}

it('reads no more of standard input than a site may have: it may never end', () => {
  const file = join(temporaryFolder(), 'zeros');
  writeFileSync(file, '');
  truncateSync(file, 5 * 1024 ** 2);
  const input = openSync(file, 'r');
  expect(fmtFrom(input)).toEqual({ status: 1, stderr: expect.stringContaining('yaml/site-too-large') });
  expect(readSync(input, Buffer.alloc(1))).toBe(1);
  closeSync(input);
});

it('says why standard input cannot be read', () => {
  const input = openSync(temporaryFolder(), 'r');
  expect(fmtFrom(input)).toEqual({
    status: 1,
    stderr: expect.stringContaining('stdin cannot be read: it is a folder'),
  });
  closeSync(input);
});
