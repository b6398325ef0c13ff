/** Cures that are commands work: pasted as they are shown, they leave a site without that mistake. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXIT } from '../../src/cli/io.ts';
import { clusterc } from '../support/command-line.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

const SITE = readFileSync('fixtures/pair/model/site.yaml', 'utf8');

it.each([
  ['UTF-16', Buffer.from(`\ufeff${SITE}`, 'utf16le'), 'yaml/not-utf8'],
  ['UTF-16, big end first', Buffer.from(`\ufeff${SITE}`, 'utf16le').swap16(), 'yaml/not-utf8'],
  ['Latin-1', Buffer.from(`# caf\u00e9\n${SITE}`, 'latin1'), 'yaml/not-utf8'],
  [
    'no-break spaces',
    Buffer.from(SITE.replaceAll(': {', ':\u00a0{').replaceAll('name: ', 'name:\u00a0')),
    'yaml/syntax',
  ],
  ['ideographic spaces', Buffer.from(SITE.replaceAll('name: ', 'name:\u3000')), 'yaml/syntax'],
])('%s', async (_what, bytes, code) => {
  const file = join(temporaryFolder(), "the site's.yaml");
  writeFileSync(file, bytes);
  const before = await clusterc(['check', file]);
  expect(before.code).toBe(EXIT.failed);
  expect(before.err + before.out).toContain(`error ${code}`);
  const [, command = ''] =
    /help: (?:.*in the whole file: )?((?:LC_ALL=C sed|iconv) .*)/.exec(before.err + before.out) ?? [];
  expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const after = await clusterc(['check', file]);
  expect(after.code, after.err + after.out).toBe(EXIT.done);
});
