/** Pushes to real hosts that do not go well: each ends old or new, on every host, and says so. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareLab, type Built } from './clusterc.ts';
import { describeLab } from './describe.ts';
import type { Fault } from './faults.ts';

const CONF = '/etc/cluster/cluster.conf';
const STATE = '/var/lib/clusterc';
const HOSTS = [1, 2];

describeLab('a push that does not go well', () => {
  let built: Built;
  beforeAll(async () => {
    built = await bareLab({ hosts: 2 });
    const first = await push('--allow', 'push/create-storage', '--allow', 'drift/not-ours');
    expect(first, first.stdout + first.stderr).toMatchObject({ code: 0 });
  });
  afterAll(() => built.down());

  const push = (...more: readonly string[]) => built.clusterc(['push', built.site, ...more]);
  let delay = 30;
  /** Another value in cluster.conf, each time. */
  const change = () => {
    delay += 1;
    const site = readFileSync(built.site, 'utf8').replace(/ fence_daemon: [^}]*},/, '');
    writeFileSync(built.site, site.replace('cluster: {', `cluster: { fence_daemon: { post_join_delay: ${delay}s },`));
  };
  const confs = () => HOSTS.map((n) => built.lab.read(n, CONF) ?? '');
  const masked = () => confs().map((text) => text.replace(/config_version="\d+"/, ''));
  const versions = () => confs().map((text) => Number(/config_version="(\d+)"/.exec(text)?.[1]));
  const running = () => built.lab.state().nodes.map(({ running: conf }) => conf?.version);
  const announced = () =>
    HOSTS.map((n) => built.lab.commands(n).filter(({ argv }) => argv.join(' ') === 'cman_tool version -r -S').length);
  const guests = () =>
    built.lab
      .state()
      .nodes.flatMap((node) => node.guests.map(({ name }) => name))
      .sort();
  const isFree = (n: number) =>
    ['lock/owner', 'undo/id', 'staged/id'].every((name) => built.lab.read(n, `${STATE}/${name}`) === undefined) &&
    built.lab.read(n, '/etc/cron.d/clusterc') === undefined;

  async function withFault<T>(n: number, command: string, fault: Fault, work: () => Promise<T>): Promise<T> {
    built.lab.setFault(n, command, fault);
    try {
      return await work();
    } finally {
      built.lab.setFault(n, command, undefined);
    }
  }

  it('a validator that refuses: nothing is changed anywhere', async () => {
    change();
    const before = HOSTS.map((n) => built.lab.tree(n));
    const refused = await withFault(2, 'ccs_config_validate', { fault: 'exits', code: 1 }, () => push());
    expect(refused, refused.stdout + refused.stderr).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('nothing was changed'),
    });
    expect(HOSTS.map((n) => built.lab.tree(n))).toEqual(before);
  });

  it('a probe that fails behind the announcement: the old content returns under a higher version, everywhere', async () => {
    const [old, [version = 0]] = [masked(), versions()];
    change();
    const child = built.start(['push', built.site]);
    const ended = new Promise((done) => child.on('close', done));
    await until(() => HOSTS.every((n) => built.lab.read(n, `${STATE}/undo/told`) !== undefined));
    const code = await withFault(2, 'cman_tool', { fault: 'exits', code: 1 }, () => ended);
    expect(code).toBe(3);
    expect(masked()).toEqual(old);
    expect(versions()).toEqual([version + 2, version + 2]);
    expect(running()).toEqual([version + 2, version + 2]);
    expect(HOSTS.map(isFree)).toEqual([true, true]);
  });

  it('two at once: one goes on, the other is told of it and changes nothing', async () => {
    change();
    const both = await Promise.all([push(), push()]);
    expect(new Set(both.map(({ code }) => code)), both.map(({ stderr }) => stderr).join('\n')).toEqual(new Set([0, 1]));
    expect(both.map(({ stderr }) => stderr).join()).toMatch(/push\/(locked|changed-meanwhile)/);
    expect(new Set(versions())).toEqual(new Set(running()));
    expect(HOSTS.map(isFree)).toEqual([true, true]);
  });

  /** The one who pushes is killed when a host runs a command that hangs from then on; the time of the hosts is over at once. */
  async function killedAt(n: number, command: string): Promise<void> {
    built.lab.setFault(n, command, { fault: 'hangs' });
    const seen = built.lab.commands(n).length;
    const child = built.start(['push', built.site]);
    await until(() =>
      built.lab
        .commands(n)
        .slice(seen)
        .some(({ argv }) => argv[0] === command && isArmed(n)),
    );
    kill(child);
    built.lab.setFault(n, command, undefined);
    for (const host of HOSTS)
      built.lab.write(host, `${STATE}/undo/deadline`, `${Math.floor(Date.now() / 1000) - 10}\n`);
    const ticks = HOSTS.map((host) => built.lab.exec(host, ['sh', `${STATE}/undo/activator`, '/', 'tick']));
    for (const { code, stderr } of await Promise.all(ticks)) expect(code, stderr).toBe(0);
  }

  const isArmed = (n: number) => built.lab.read(n, `${STATE}/undo/armed`) !== undefined;

  it('killed before the announcement: each host takes back exactly what it had, alone', async () => {
    const [old, told, ran] = [confs(), announced(), guests()];
    change();
    const site = readFileSync(built.site, 'utf8');
    writeFileSync(built.site, site.replaceAll(/local_disks: \[[^\]]*\]/g, 'local_disks: [/dev/sda, /dev/sdy]'));
    await killedAt(1, 'clvmd');
    expect(confs()).toEqual(old);
    expect(announced()).toEqual(told);
    expect(guests()).toEqual(ran);
    expect(HOSTS.map(isFree)).toEqual([true, true]);
  });

  it('killed behind the announcement: the old content, under a version that the lowest host announces', async () => {
    const [old, told, ran] = [masked(), announced(), guests()];
    change();
    writeFileSync(
      built.site,
      readFileSync(built.site, 'utf8').replaceAll(/local_disks: \[[^\]]*\]/g, 'local_disks: [/dev/sda]'),
    );
    await push();
    change();
    const [content, [version = 0]] = [masked(), versions()];
    await killedBehind();
    expect(masked()).toEqual(content);
    expect(versions()).toEqual([version + 2, version + 2]);
    expect(running()).toEqual([version + 2, version + 2]);
    expect(announced().map((count, index) => count - (told[index] ?? 0))).toEqual([3, 0]);
    expect(guests()).toEqual(ran);
    expect(HOSTS.map(isFree)).toEqual([true, true]);
    expect(old).toHaveLength(2);
  });

  /** As above, when the cluster runs the new version on all hosts and the last look at the files begins. */
  async function killedBehind(): Promise<void> {
    const child = built.start(['push', built.site]);
    await until(() => HOSTS.every((n) => built.lab.read(n, `${STATE}/undo/told`) !== undefined));
    kill(child);
    const ticks = HOSTS.map((host) => {
      built.lab.write(host, `${STATE}/undo/deadline`, `${Math.floor(Date.now() / 1000) - 10}\n`);
      return built.lab.exec(host, ['sh', `${STATE}/undo/activator`, '/', 'tick']);
    });
    for (const { code, stderr } of await Promise.all(ticks)) expect(code, stderr).toBe(0);
  }

  it('pushed again, everything is new', async () => {
    const again = await push();
    expect(again, again.stdout + again.stderr).toMatchObject({ code: 0 });
    expect(masked()[0]).toContain(`post_join_delay="${delay}"`);
    expect((await push()).stdout).toContain('nothing to do');
  });
});

function kill(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
