/** On RHEL 5 ccsd carries cluster.conf. A folder that plays a node has no ccsd: there it is renamed into place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Screen } from '../src/cli/io.ts';
import { push } from '../src/cli/push/push.ts';
import { PLAIN, USUAL } from './support/terminal.ts';

const sandbox = mkdtempSync(join(tmpdir(), 'clusterc-rhel5-'));
afterAll(() => rmSync(sandbox, { recursive: true }));

it('the pair gets its cluster.conf, keeps it, and gets a changed one', async () => {
  expect(await pushed()).toMatch(/host1 {2}changed=6 .*\n {2}host2 {2}changed=6 /);
  expect([versionOn('host1'), versionOn('host2')]).toEqual(['1', '1']);
  expect(await pushed()).toContain('nothing to do');
  edit('host2');
  expect(await pushed(['drift/edited-by-hand'])).toContain('recap: every node has the new files');
  expect([versionOn('host1'), versionOn('host2')]).toEqual(['2', '2']);
});

async function pushed(allow: readonly string[] = []): Promise<string> {
  let printed = '';
  const screen: Screen = { write: (text) => void (printed += text), ...PLAIN };
  expect(await push('fixtures/pair-rhel5/model', { sandbox, allow }, { out: screen, err: screen, ...USUAL })).toBe(0);
  return printed;
}

function confOf(host: string): string {
  return join(sandbox, host, 'etc/cluster/cluster.conf');
}

function versionOn(host: string): string | undefined {
  return /config_version="(\d+)"/.exec(readFileSync(confOf(host), 'utf8'))?.[1];
}

function edit(host: string): void {
  const text = readFileSync(confOf(host), 'utf8');
  writeFileSync(confOf(host), text.replace('post_join_delay="30"', 'post_join_delay="3"'));
}
