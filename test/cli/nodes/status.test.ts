/** `clusterc status` of a bundle says what it says of the site that the bundle was built from. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clusterc } from '../../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-status-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const statusOf = (subject: string) => clusterc(['status', at(subject), '--sandbox', at('nodes')], { env: process.env });

beforeAll(async () => {
  cpSync('fixtures/pair/model', at('site'), { recursive: true });
  for (const line of [
    ['build', at('site'), '-o', at('bundle')],
    ['build', at('site'), '--tar', '-o', at('bundle.tar')],
    ['push', at('site'), '--sandbox', at('nodes')],
  ]) {
    const { code, err } = await clusterc(line, { env: process.env });
    expect(code, err).toBe(0);
  }
});

it.each(['bundle', 'bundle.tar'])('%s', async (bundle) => {
  expect(await statusOf(bundle)).toEqual(await statusOf('site'));
  expect((await statusOf(bundle)).code).toBe(0);
  const conf = at('nodes/host1/etc/cluster/cluster.conf');
  const text = readFileSync(conf, 'utf8');
  const edited = text.replace('post_join_delay="30"', 'post_join_delay="3"');
  expect(edited).not.toBe(text);
  writeFileSync(conf, edited);
  expect(await statusOf(bundle)).toEqual(await statusOf('site'));
  expect((await statusOf(bundle)).code).toBe(2);
  writeFileSync(conf, text);
});

it('a bundle that was changed is refused', async () => {
  cpSync(at('bundle'), at('forged'), { recursive: true });
  const manifest = at('forged/manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('cman_tool', 'other_tool'));
  const { code, err } = await statusOf('forged');
  expect([code, err]).toEqual([1, expect.stringContaining('error bundle/')]);
});
