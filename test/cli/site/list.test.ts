/** `clusterc list`, as a script sees it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../src/bundle/manifest.ts';
import { clusterc } from '../../support/command-line.ts';
import { bundleOf } from '../../support/fixtures.ts';

const pair = 'fixtures/pair/model';
const folder = mkdtempSync(join(tmpdir(), 'clusterc-list-'));
const broken = join(folder, 'site.yaml');
writeFileSync(broken, readFileSync(`${pair}/site.yaml`, 'utf8').replace('node_id: 2', 'node_id: 1'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('names, one per line', () => {
  it.each([
    ['hosts', 'host1\nhost2\n'],
    ['services', ''],
    ['vms', 'vm1\nvm2\n'],
  ])('%s', async (what, out) => {
    expect(await clusterc(['list', what, pair])).toEqual({ code: 0, out, err: '' });
  });

  it('files: every file of every host', async () => {
    const { out } = await clusterc(['list', 'files', pair]);
    const names = bundleOf('pair').files.flatMap(({ nodes, path }) => nodes.map((node) => `${node}:${path}\n`));
    expect(out.match(/.*\n/g)?.toSorted()).toEqual(names.toSorted());
    expect(out).toMatch(/^host1:\/etc\/cluster\/cluster\.conf\nhost1:\/etc\/cluster\/vms\/vm1\.xml\n/);
  });
});

describe('--format json: what a selection needs', () => {
  const json = async (what: string): Promise<unknown> =>
    JSON.parse((await clusterc(['list', what, pair, '--format', 'json'])).out);

  it('hosts', async () => {
    expect(await json('hosts')).toEqual([
      { name: 'host1', node_name: 'host1.example.com', node_id: 1, address: '192.168.1.11' },
      { name: 'host2', node_name: 'host2.example.com', node_id: 2, address: '192.168.1.12' },
    ]);
  });

  it('services', async () => {
    const { out } = await clusterc(['list', 'services', 'fixtures/services/model', '--format', 'json']);
    expect(JSON.parse(out)).toContainEqual({
      name: 'web',
      run_on: ['host2', 'host1'],
      failover_domain: 'web',
      resources: ['ip/192.168.1.51/24', 'apache/www'],
    });
  });

  it('vms', async () => {
    expect(await json('vms')).toEqual([
      { name: 'vm1', memory: 2 * 1024 ** 3, run_on: ['host1', 'host2'], failover_domain: 'prefer-host1' },
      { name: 'vm2', memory: 2 * 1024 ** 3, run_on: ['host2', 'host1'], failover_domain: 'prefer-host2' },
    ]);
  });

  it('files', async () => {
    const { path, mode, digest } = manifestOf(bundleOf('pair')).files[0] ?? {};
    expect(await json('files')).toContainEqual({ node: 'host1', path, mode, digest });
  });
});

describe('next to an error of the site', () => {
  it('hosts and VMs are named, and the exit code says it', async () => {
    const { code, out, err } = await clusterc(['list', 'hosts', broken]);
    expect({ code, out }).toEqual({ code: 1, out: 'host1\nhost2\n' });
    expect(err).toContain('cluster/nodeid');
  });

  it('there are no files yet', async () => {
    const { code, out } = await clusterc(['list', 'files', broken]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});

it('an unknown kind is wrong usage', async () => {
  expect((await clusterc(['list', 'domains', pair])).code).toBe(64);
});

describe('check: the exit code is the same in every format', () => {
  it.each(['text', 'json', 'sarif', 'github'])('%s', async (format) => {
    expect((await clusterc(['check', pair, '--format', format])).code).toBe(0);
    expect((await clusterc(['check', broken, '--format', format])).code).toBe(1);
  });

  it('one that does not exist is wrong usage', async () => {
    expect((await clusterc(['check', pair, '--format', 'xml'])).code).toBe(64);
  });
});
