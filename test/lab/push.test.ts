/** Pushes over ssh to real hosts: files, timers and locks are real, the cluster's commands are played. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareLab, type Built } from './clusterc.ts';
import { describeLab } from './describe.ts';

const CONF = '/etc/cluster/cluster.conf';
/** The packages of a distribution bring files of their own. */
const ALLOW = ['--allow', 'push/create-storage', '--allow', 'drift/not-ours'];

const DIALECTS = [
  ['rhel6', 'rhel6.4', /^cman_tool version -r -S$/],
  ['rhel5', 'rhel5.8', /^ccs_tool update \/var\/lib\/clusterc\/staged\//],
] as const;

for (const [release, platform, announcement] of DIALECTS) {
  describeLab(`machines of ${release}`, () => {
    let built: Built;
    beforeAll(async () => {
      built = await bareLab({ hosts: 2, release }, (site) => site.replace('rhel6.4', platform));
    });
    afterAll(() => built.down());

    const push = (...more: readonly string[]) => built.clusterc(['push', built.site, ...more]);
    const said = (n: number) => built.lab.commands(n).map(({ argv }) => argv.join(' '));
    const change = (from: string, to: string) =>
      writeFileSync(built.site, readFileSync(built.site, 'utf8').replace(from, to));
    const versions = () => [1, 2].map((n) => /config_version="(\d+)"/.exec(built.lab.read(n, CONF) ?? '')?.[1]);

    it('are deployed: files, storage, daemons, guests', async () => {
      const first = await push(...ALLOW);
      expect(first, first.stdout + first.stderr).toMatchObject({ code: 0 });
      expect(versions()).toEqual(['1', '1']);
      expect(said(1).filter((line) => /^(pvcreate|vgcreate|lvcreate)/.test(line))).toHaveLength(4);
      expect(built.lab.state().services.map(({ status }) => status)).toEqual(['started', 'started']);
    });

    it('stay as they are when they are pushed to again', async () => {
      const trees = [1, 2].map((n) => built.lab.tree(n));
      const again = await push();
      expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
      expect([1, 2].map((n) => built.lab.tree(n))).toEqual(trees);
    });

    it('get a new cluster.conf, which is announced once, and the history says why', async () => {
      const before = said(1).length;
      change('  platform', '  fence_daemon: { post_join_delay: 40s }\n  platform');
      change('cluster: {', 'cluster: { fence_daemon: { post_join_delay: 40s },');
      const pushed = await push('--because', 'a slow switch');
      expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
      expect(versions()).toEqual(['2', '2']);
      expect([...said(1).slice(before), ...said(2)].filter((line) => announcement.test(line))).toHaveLength(1);
      expect(built.lab.state().nodes.map(({ running }) => running?.version)).toEqual([2, 2]);
      const history = await built.clusterc(['history', built.site]);
      expect(history.stdout).toContain('a slow switch');
    });

    it('go back under a higher version, proven by checksum', async () => {
      const back = await built.clusterc(['revert', built.site]);
      expect(back, back.stdout + back.stderr).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('proven by checksum'),
      });
      expect(versions()).toEqual(['3', '3']);
      expect(built.lab.read(1, CONF)).not.toContain('post_join_delay="40"');
    });
  });
}
