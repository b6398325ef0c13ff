/**
 * A site of hosts without a cluster, through every command that writes or compares, with a stack that common code does not know.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc } from '../../support/command-line.ts';
import { filesBelow } from '../../support/fixtures.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

vi.mock('../../../src/stack/stacks.ts', async () => {
  const { none } = await import('./index.ts');
  return {
    stacks: () => [none],
    stackNamed: () => none,
    STACK_NAMES: [none.name],
    stackOf: () => none,
    stackOfBundle: () => none,
  };
});

const SITE = `version: 1
cluster: { name: lab, platform: fedora13, domain: example.com }
hosts:
  one: { node_id: 1, address: 192.0.2.1, memory: 16G, cpus: 8, initiator: iqn.1994-05.com.redhat:one, bridges: [br0], local_disks: [/dev/sda] }
  two: { node_id: 2, address: 192.0.2.2, memory: 16G, cpus: 8, initiator: iqn.1994-05.com.redhat:two, bridges: [br0], local_disks: [/dev/sda] }
storage:
  targets:
    san:
      portals: [192.0.2.10]
      iqn: iqn.2010-02.com.example:storage
      chap: { user: lab, password: { secret: iscsi/san } }
      luns: { vms: { number: 1, size: 500G } }
  volume_groups:
    vg_vms: { on: [san/vms], volumes: { vm1: 20G } }
vms:
  vm1: { memory: 2G, cpus: 2, disks: [{ volume: vg_vms/vm1 }], nics: [{ bridge: br0 }], run_on: [one] }
`;

/** A folder with the site, optionally changed. */
function siteIn(folder: string, change: (text: string) => string = (text) => text): string {
  const path = join(folder, 'site.yaml');
  writeFileSync(path, change(SITE));
  return path;
}

describe('hosts without a cluster', () => {
  it('are checked and built; the bundle names their stack, and asks nothing of a cluster', async () => {
    const folder = temporaryFolder();
    const site = siteIn(folder);
    const out = join(folder, 'out');
    expect(await clusterc(['check', site])).toMatchObject({ code: EXIT.done });
    expect(await clusterc(['build', site, '-o', out])).toMatchObject({ code: EXIT.done });
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({
      stack: 'none',
      member: null,
      sees: null,
      gates: [],
      serviceActions: null,
      services: [],
    });
    expect(filesBelow(join(out, 'nodes/one')).some((name) => name.endsWith('cluster.conf'))).toBe(false);
  });

  it('are pushed to, compared and rolled back', async () => {
    const folder = temporaryFolder();
    const sandbox = join(folder, 'sandbox');
    const at = ['--sandbox', sandbox];
    const site = siteIn(folder);
    const first = await clusterc(['push', site, ...at, '--quiet']);
    expect(first).toMatchObject({ code: EXIT.done });
    expect(first.out).not.toMatch(/cluster starts|version/);
    expect(await clusterc(['diff', site, ...at])).toMatchObject({ code: EXIT.done });
    expect(await clusterc(['plan', site, ...at])).toMatchObject({ code: EXIT.done });

    siteIn(folder, (text) => text.replace('memory: 2G', 'memory: 3G'));
    expect(await clusterc(['diff', site, ...at])).toMatchObject({ code: EXIT.different });
    const planned = await clusterc(['plan', site, ...at, '--format', 'json']);
    expect(planned.code).toBe(EXIT.different);
    expect(JSON.parse(planned.out)).toMatchObject({ members: [], version_rises: false, leaving: 'none' });
    expect(JSON.parse(planned.out)).not.toHaveProperty('config_version');
    expect(await clusterc(['push', site, ...at])).toMatchObject({ code: EXIT.done });
    expect(guest(sandbox)).toContain('3145728');

    expect(await clusterc(['revert', site, ...at])).toMatchObject({ code: EXIT.done });
    expect(guest(sandbox)).toContain('2097152');
  });
});

function guest(sandbox: string): string {
  const path = join(sandbox, 'one/etc/cluster/vms/vm1.xml');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
