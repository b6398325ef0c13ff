/** `clusterc push --check`: what a change of the site does to services that run, and where the site says so. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const SITE = readFileSync('fixtures/pair/model/site.yaml', 'utf8');

/** The lines on cluster.conf after the pair was pushed and then changed, without the differences of the text. */
async function checked(change: (text: string) => string, exit: number = EXIT.different): Promise<readonly string[]> {
  const folder = temporaryFolder();
  const [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'sandbox')];
  writeFileSync(site, SITE);
  expect(await clusterc(['push', site, '--sandbox', sandbox])).toMatchObject({ code: EXIT.done });
  writeFileSync(site, change(SITE));
  const { code, out } = await clusterc(['push', '--check', site, '--sandbox', sandbox]);
  expect(code).toBe(exit);
  const shown = out.slice(0, out.indexOf('\n      @@')).replaceAll(`${folder}/`, '');
  return shown.split('\n').filter((line) => !line.startsWith('plan '));
}

describe('push --check of a changed pair', () => {
  it('says of each VM what happens, and where the site says so', async () => {
    // What vm3 gets are the disks of vm2, which may still run: that has to be allowed.
    const lines = await checked(
      (text) =>
        text
          .replace('run_on: [host1, host2]', 'run_on: [host1, host2]\n    recovery: relocate')
          .replace('  vm2:\n', '  vm3:\n'),
      EXIT.failed,
    );
    expect(lines).toEqual([
      'on a cluster that runs: vm1 keeps running; vm2 keeps running unmanaged; vm3 is added; cluster: no restart',
      '  ~ /etc/cluster/cluster.conf  host1, host2 (changed)',
      '      RECONFIG vm:vm1 keeps running; the new values count from now on, and nothing moves; no outage',
      '          vm:vm1: recovery "restart" -> "relocate" (site.yaml:50:15)',
      '      VM_ORPHAN vm:vm2 keeps running where it is, and nothing watches it any more; no outage',
      '          vm:vm2 is not in the new file',
      '      VM_ADD vm:vm3 is started, unless it runs already; no outage',
      '          vm:vm3 is new (site.yaml:51:3)',
    ]);
  });

  it('says first what takes all of it down', async () => {
    const lines = await checked(
      (text) =>
        text
          .replace('example.com\n', 'example.com\n  totem: { token: 20s }\n  fence_daemon: { post_join_delay: 45s }\n')
          .replace('run_on: [host1, host2]', 'run_on: [host1, host2]\n    max_restarts: 3'),
      EXIT.failed,
    );
    expect(lines).toEqual([
      'on a cluster that runs: this needs a stop of all nodes at once, which takes all services and VMs down',
      '  ~ /etc/cluster/cluster.conf  host1, host2 (changed)',
      '      totem needs a stop of all nodes at once',
      '          it is new (site.yaml:8:3)',
      '      fence_daemon is taken over live',
      '          post_join_delay "30" -> "45" (site.yaml:9:36)',
      '      RECONFIG vm:vm1 keeps running; the new values count from now on, and nothing moves; no outage',
      '          vm:vm1: max_restarts "2" -> "3" (site.yaml:52:19)',
    ]);
  });

  it('says that a VM with the disks of another may start next to it, and what its guest notices', async () => {
    const folder = temporaryFolder();
    const [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'sandbox')];
    writeFileSync(site, SITE);
    expect(await clusterc(['push', site, '--sandbox', sandbox])).toMatchObject({ code: EXIT.done });
    writeFileSync(site, SITE.replace('  vm2:\n', '  vm3:\n'));
    const { out, err } = await clusterc(['push', '--check', site, '--sandbox', sandbox]);
    expect((out + err).replace(/\s+/g, ' ')).toMatch(
      /vm:vm2 may run somewhere and becomes vm:vm3: both would run on the same disks, and its UUID changes from [0-9a-f-]+ to [0-9a-f-]+, and its MAC addresses change from 52:54:00:\S+ to 52:54:00:\S+/,
    );
    const allowed = [
      'push',
      '--check',
      site,
      '--sandbox',
      sandbox,
      '--allow',
      'push/double-start',
      '--because',
      'it is off',
    ];
    expect((await clusterc(allowed)).code).toBe(EXIT.different);
  });

  it.each([
    ['push/stop-service', (text: string) => text.replace(/ {2}vm2:\n( {4}.*\n)+/, '')],
    ['rm/disruptive-change', (text: string) => text.replace(/services:\n(.*\n)+/, '')],
    ['push/leave-cluster', (text: string) => text.replace('example.com\n', 'example.com\n  totem: { token: 20s }\n')],
  ])('asks for %s, as on a running cluster', async (code, change) => {
    const folder = temporaryFolder();
    const [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'sandbox')];
    const before = `${SITE}services:\n  web: { run_on: [host1, host2], resources: [{ type: script, name: web, file: /etc/init.d/web }] }\n`;
    writeFileSync(site, before);
    expect(await clusterc(['push', site, '--sandbox', sandbox])).toMatchObject({ code: EXIT.done });
    writeFileSync(site, change(before));
    const refused = await clusterc(['push', site, '--sandbox', sandbox]);
    expect(refused.code).toBe(EXIT.failed);
    expect(refused.err.match(/^error (\S+)/gm)).toEqual([`error ${code}`]);
    expect((await clusterc(['push', site, '--sandbox', sandbox, '--allow', code])).code).toBe(EXIT.done);
  });

  it('names no place for what is gone', async () => {
    const lines = await checked((text) => text.replace(/ {2}vm2:\n( {4}.*\n)+/, ''), EXIT.failed);
    expect(lines.join('\n')).toContain('vm:vm2 is not in the new file');
    expect(lines.join('\n')).not.toContain('(site.yaml');
  });
});
