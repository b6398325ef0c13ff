/**
 * The first hour of a new user, from an empty folder, with the site that `init` writes: three hosts and five VMs, ten mistakes, a review,
 * a push to sandbox nodes, drift, a difference, a revert, and a fourth host. Where it hurt once is asserted here.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/io.ts';
import { clusterc } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-walk-'));
afterAll(() => rmSync(folder, { recursive: true }));
const site = join(folder, 'site');
const file = join(site, 'site.yaml');
const nodes = join(folder, 'nodes');

const read = () => readFileSync(file, 'utf8');
/** The site with each text replaced by another; each has to be there. */
function edited(...changes: readonly (readonly [from: string | RegExp, to: string])[]): void {
  let text = read();
  for (const [from, to] of changes) {
    const next = text.replace(from, to);
    expect(next, String(from)).not.toBe(text);
    text = next;
  }
  writeFileSync(file, text);
}
/** What the command printed. */
async function ran(code: number, ...argv: readonly string[]): Promise<string> {
  const said = await clusterc(argv);
  const text = `${said.out}${said.err}`;
  expect(said.code, text).toBe(code);
  return text;
}
const onNodes = ['--sandbox', nodes];

/** The second host as another one. */
function hostNamed(number: number): string {
  const [, second = ''] = /^( {2}host2:\n(?: {4}.*\n)+)/m.exec(read()) ?? [];
  return second
    .replaceAll('host2', `host${number}`)
    .replace('node_id: 2', `node_id: ${number}`)
    .replace('.1.12', `.1.1${number}`);
}
function deviceNamed(number: number): string {
  const [, second = ''] = /^( {2}ilo-host2:\n(?: {4}.*\n)+)/m.exec(read()) ?? [];
  return second.replaceAll('host2', `host${number}`).replace('.1.112', `.1.11${number}`);
}
function vmNamed(number: number, hosts: string): string {
  const [, second = ''] = /^( {2}vm2:\n(?: {4}.*(?:\n|$))+)/m.exec(read()) ?? [];
  return second.replaceAll('vm2', `vm${number}`).replace('[host2, host1]', `[${hosts}]`);
}

it('three hosts and five VMs from the site of two', async () => {
  await ran(EXIT.done, 'init', site);
  const [device, host] = [deviceNamed(3), hostNamed(3)];
  const vms = [vmNamed(3, 'host3, host1'), vmNamed(4, 'host1, host3'), vmNamed(5, 'host3, host2')].join('');
  edited(['\nhosts:\n', `${device}\nhosts:\n`], ['\nstorage:\n', `${host}\nstorage:\n`]);
  edited(['vm2: 20G }', 'vm2: 20G, vm3: 20G, vm4: 20G, vm5: 20G }']);
  writeFileSync(file, `${read().trimEnd()}\n${vms}`);
  expect(await ran(EXIT.done, 'check', site)).toContain('3 hosts, 5 VMs');
});

it('ten mistakes, each found in one run with a code, its line and a cure', async () => {
  const good = read();
  const mistakes: readonly (readonly [string | RegExp, string, string])[] = [
    ['    memory: 16G', '    memroy: 16G', 'did you mean "memory"'],
    ['agent: fence_ilo #', 'agent: fence_iol #', 'agent cannot be "fence_iol"'],
    ['node_id: 3', 'node_id: 2', 'is used by'],
    ['[host3, host2]', '[host3, hots2]', 'did you mean "host2"'],
    ['[{ volume: vg_vms/vm4 }]', '[{ volume: vg_vms/vm44 }]', 'define vg_vms/vm44, or name one of: vg_vms/vm1'],
    ['{ number: 1, size: 500G }', '{ number: 1, size: 500GG }', 'size cannot be "500GG"'],
    [/password: .*ilo-host3.*/, 'password: sesame-open-now', 'password is in plain text'],
    [
      '- method: ilo\n        devices: [{ device: ilo-host2',
      '- method: ilo\n        devices: [{ device: ilo-hots2',
      'ilo-host2',
    ],
    ['192.168.1.13', '192.168.1.11', 'both have the address'],
    ['on: [san/vms]', 'on: [san/vmz]', 'did you mean "san/vms"'],
  ];
  for (const [from, to, words] of mistakes) {
    writeFileSync(file, good.replace(from, to));
    const err = await ran(EXIT.failed, 'check', '--color', 'never', site);
    expect(err, to).toContain(words);
    expect(err).toMatch(/^error \S+\/\S+\n/m);
    expect(err).toMatch(/site\.yaml:\d+:\d+\n/);
    expect(err).toMatch(/^ {2}help: /m);
    expect(err).not.toContain('sesame');
  }
  writeFileSync(
    file,
    mistakes.reduce((text, [from, to]) => text.replace(from, to), good),
  );
  const err = await ran(EXIT.failed, 'check', '-v', site);
  expect((err.match(/^error /gm) ?? []).length).toBeGreaterThan(6);
  writeFileSync(file, good);
});

it('a review for colleagues, then a rehearsal on sandbox nodes', async () => {
  const bundle = join(folder, 'review');
  await ran(EXIT.done, 'build', site, '-o', bundle);
  expect(readFileSync(join(bundle, 'review.md'), 'utf8')).toContain('3 hosts, 5 VMs');
  expect(readFileSync(join(bundle, 'review.html'), 'utf8')).toContain('<svg class="topology"');
  expect(await ran(EXIT.done, 'push', site, ...onNodes)).toContain('recap: every node has the new files');
  expect(await ran(EXIT.done, 'diff', site, ...onNodes)).toContain('no difference');
});

it('drift is found by status and by diff, and a push asks about it', async () => {
  const conf = join(nodes, 'host2/etc/cluster/cluster.conf');
  const before = readFileSync(conf, 'utf8');
  writeFileSync(conf, before.replace('post_join_delay="30"', 'post_join_delay="3"'));
  expect(await ran(EXIT.different, 'status', site, ...onNodes)).toContain('cluster.conf');
  expect(await ran(EXIT.different, 'diff', site, ...onNodes)).toContain('by hand since it was installed');
  expect(await ran(EXIT.failed, 'push', site, ...onNodes)).toContain('--allow drift/edited-by-hand');
  writeFileSync(conf, before);
});

it('a revert names the push that it undoes', async () => {
  const good = read();
  edited(['memory: 2G', 'memory: 4G']);
  await ran(EXIT.done, 'push', site, ...onNodes, '--because', 'more memory');
  expect(await ran(EXIT.done, 'revert', site, ...onNodes)).toMatch(/ {2}undoes the push of .* \(more memory\)\n/);
  writeFileSync(file, good);
  expect(await ran(EXIT.done, 'diff', site, ...onNodes)).toContain('no difference');
});

it('a fourth host changes no VM', async () => {
  const [device, host] = [deviceNamed(4), hostNamed(4)];
  edited(['\nhosts:\n', `${device}\nhosts:\n`], ['\nstorage:\n', `${host}\nstorage:\n`]);
  const out = await ran(EXIT.different, 'plan', site, ...onNodes);
  expect(out).toMatch(/^on a cluster that runs: everything keeps running/);
  expect(out).not.toContain('domain "');
  await ran(EXIT.done, 'push', site, ...onNodes);
  expect((await ran(EXIT.done, 'list', 'hosts', site)).match(/^host[1-4]$/gm)).toHaveLength(4);
});
