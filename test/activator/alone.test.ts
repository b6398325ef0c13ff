/** A node that is armed and hears no more: its timer, cron, and who of several may act. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ALONE, CRON, intentOf, leadersOf, markOf, pause, processesOf, soon } from './cluster.ts';
import { files, first, putCommand, second, state, TOOLS, underEachShell, type Node, type Play } from './node.ts';
import { findProgram } from '../support/node-path.ts';

const UNTIL_RUN = ['stage', 'arm', 'run'];
const CHANGED = '127.0.0.1 localhost\n';

underEachShell('a node alone', (play) => {
  let node: Node;
  let bin: string;
  let base: string;
  let clock: Play['clock'];
  let before: string[];

  beforeEach(async () => {
    ({ node, bin, base, clock } = play());
    node.env = ALONE;
    await node.put('/etc/hosts', 'old\n', 0o604);
    before = await snapshot();
  });

  /** Without the folder of cron, which a node has. */
  const snapshot = async () =>
    (await node.snapshot({ times: false, state: false })).filter((line) => !/ etc\/cron\.d( |\/)/.test(line));
  const hosts = () => readFileSync(`${node.root}/etc/hosts`, 'utf8');
  const armed = (deadline: number, more: Readonly<Record<string, string>> = {}) =>
    node.all(UNTIL_RUN, first, files, intentOf({ owner: 'me', deadline, ...more }));
  const isOver = () => !existsSync(`${node.root}${state}/undo`);
  const overdue = () => writeFileSync(`${node.root}${state}/undo/deadline`, '1\n');
  const tick = () => node.verb(['tick']);
  const DONE = { code: 0, out: '', err: '' };

  /** Once the time that it has is over. */
  async function expectRestored(): Promise<void> {
    clock.run();
    await soon(isOver);
    expect(await snapshot()).toEqual(before);
    await soon(() => processesOf(node, 'timer').length === 0);
    clock.stop();
    expect(existsSync(node.root + CRON)).toBe(false);
    expect((await readdir(node.root + state)).filter((name) => name !== 'generations')).toEqual([]);
  }

  test('rolls everything back after its deadline, tells the daemons and gives back the lock', async () => {
    await putCommand(bin, 'reload', `echo "$*" >>'${base}/reported'; exit 15`);
    await node.verb(['lock'], 'me\n60\n');
    await armed(20, { 'undo each': '0,15\treload\ta b\tc', 'undo once': '0\treload\tonce', fuse: '0' });
    expect(hosts()).toBe(CHANGED);
    expect((await node.observe(files))[4]).toMatch(new RegExp(`^interrupted ${first} armed [0-9]+$`));
    await expectRestored();
    expect(readFileSync(`${base}/reported`, 'utf8')).toBe('a b c\n'); // no cluster runs, so no node does what one node does
  });

  test('does not give back a lock that someone else has taken over', async () => {
    await node.verb(['lock'], 'you\n60\n');
    await armed(1);
    clock.run();
    await soon(isOver);
    expect((await node.observe(files))[1]).toMatch(/^lock [0-9]+ 60 you$/);
  });

  test('is called by cron, each minute and after a boot', async () => {
    await armed(1000);
    const line = `root sh ${node.root}${state}/undo/activator ${node.root} tick >/dev/null 2>&1\n`;
    expect(readFileSync(node.root + CRON, 'utf8')).toBe(`* * * * * ${line}@reboot ${line}`);
    expect(statSync(node.root + CRON).mode & 0o777).toBe(0o644);
    expect(await tick()).toEqual(DONE);
    expect(markOf(node)).toBe('armed');
    await node.all(['confirm'], first, files);
    expect(existsSync(node.root + CRON)).toBe(false);
    clock.run();
    await soon(() => processesOf(node, 'timer').length === 0);
  });

  test('has a timer without a terminal, a session or a pipe of its caller, with setsid or without', async () => {
    const tools = TOOLS.filter((tool) => tool !== 'setsid').map((tool) => [tool, findProgram(tool)] as const);
    const few = join(base, 'few');
    await mkdir(few);
    for (const [tool, program] of tools) if (program !== undefined) await symlink(program, join(few, tool));
    for (const path of [undefined, `${bin}:${few}`]) {
      await node.all(['stage'], first, files);
      const outcome = await node.call(node.root, ['arm', first], intentOf({ owner: 'me', deadline: 1000 }), path);
      expect(outcome).toEqual(DONE);
      const [timer = 0] = leadersOf(node, 'timer');
      const inputs = await Promise.all([0, 1, 2].map((fd) => readlink(`/proc/${timer}/fd/${fd}`)));
      expect(inputs).toEqual(['/dev/null', '/dev/null', '/dev/null']);
      process.kill(timer, 'SIGHUP');
      await pause(300);
      expect(leadersOf(node, 'timer')).toEqual([timer]);
      await node.all(['revert'], first, files);
      clock.run();
      await soon(() => processesOf(node, 'timer').length === 0);
      clock.stop();
    }
  });

  test.each([
    { missing: 'cron line', prepare: () => node.put('/etc/cron.d', 'in the way') },
    { missing: 'timer', prepare: () => putCommand(bin, 'setsid', 'exit 1') },
  ])('is not armed without its $missing', async ({ prepare }) => {
    await prepare();
    await node.all(['stage'], first, files);
    const intent = intentOf({ owner: 'me', deadline: 1000 });
    expect(await node.verb(['arm', first], intent)).toMatchObject({ code: 1, out: '' });
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} staged -`);
    expect(existsSync(node.root + CRON)).toBe(false);
    expect(isOver()).toBe(true);
    await node.all(['revert'], first, files);
  });

  test('does not say that it rolls itself back when its cron line is gone', async () => {
    await armed(1000);
    await rm(node.root + CRON);
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} armed -`);
    await node.all(['revert'], first, files);
    clock.run();
    await soon(() => processesOf(node, 'timer').length === 0);
  });

  test('says in the log of the node what it does', async () => {
    await putCommand(bin, 'logger', `echo "$*" >>'${base}/log'`);
    await armed(1000);
    overdue();
    expect(await tick()).toMatchObject({ code: 0 });
    expect(readFileSync(`${base}/log`, 'utf8').split('\n')).toEqual([
      `-t clusterc -p daemon.warning no word from me in time: rolling back what bundle ${first} changed`,
      `-t clusterc -p daemon.warning what bundle ${first} changed is rolled back`,
      '',
    ]);
    await expectRestored();
  });

  test('leaves alone what was confirmed in time, and what was armed anew', async () => {
    await armed(1);
    await node.all(['revert'], first, files);
    await armed(1_000_000);
    expect(leadersOf(node, 'timer')).toHaveLength(2);
    clock.run();
    await soon(() => leadersOf(node, 'timer').length === 1);
    expect(markOf(node)).toBe('armed');
    await node.all(['confirm', 'commit'], first, files);
    await soon(() => processesOf(node, 'timer').length === 0);
    expect(hosts()).toBe(CHANGED);
  });

  test('is rolled back by cron when its timer was killed, but not before the deadline', async () => {
    await armed(1000);
    for (const timer of processesOf(node, 'timer')) process.kill(timer, 'SIGKILL');
    expect(await tick()).toMatchObject({ code: 0 });
    expect(markOf(node)).toBe('armed');
    overdue();
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} armed 0`);
    expect(await tick()).toMatchObject({ code: 0 });
    await expectRestored();
  });

  test('is rolled back at once after a reboot', async () => {
    const boot = join(base, 'boot');
    writeFileSync(boot, 'one\n');
    node.env = { ...ALONE, CLUSTERC_TEST_BOOT: boot };
    await armed(1000);
    for (const timer of processesOf(node, 'timer')) process.kill(timer, 'SIGKILL');
    await tick();
    expect(markOf(node)).toBe('armed');
    writeFileSync(boot, 'two\n');
    await tick();
    await expectRestored();
  });

  test('never acts with a deadline of 0', async () => {
    await armed(0);
    expect([processesOf(node, 'timer'), existsSync(node.root + CRON)]).toEqual([[], false]);
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} armed -`);
    await tick();
    expect(markOf(node)).toBe('armed');
  });

  test('what was killed during the rollback is taken up again, by cron or a controller', async () => {
    await putCommand(
      bin,
      'hang',
      `[ ! -e '${base}/hung' ] || exit 0\n: >'${base}/hung'; while [ -d '${base}' ]; do sleep 1; done`,
    );
    for (const takeUp of [tick, () => node.verb(['revert', first])]) {
      await rm(`${base}/hung`, { force: true });
      await armed(1, { 'undo each': '0\thang' });
      clock.run();
      await soon(() => existsSync(`${base}/hung`));
      clock.stop();
      expect(await tick()).toEqual(DONE); // someone is at it
      expect((await node.observe(files))[4]).toBe(`interrupted ${first} reverting 0`);
      for (const timer of processesOf(node, 'timer')) process.kill(timer, 'SIGKILL');
      expect(await takeUp()).toMatchObject({ code: 0 });
      await expectRestored();
    }
  });

  test('a daemon that could not be reached leaves the change as it is, and is asked again', async () => {
    await putCommand(bin, 'reload', `[ -e '${base}/up' ]`);
    await armed(1000, { 'undo each': '0\treload' });
    overdue();
    expect(await tick()).toMatchObject({ code: 1, err: 'clusterc-node: reload ended with 1\n' });
    expect(hosts()).toBe('old\n');
    expect(markOf(node)).toBe('reverting');
    await writeFile(`${base}/up`, '');
    await tick();
    await expectRestored();
  });

  test('what is being rolled back can be neither run nor confirmed, armed, staged over or committed', async () => {
    await armed(1000, { 'undo each': '0\tfalse' });
    overdue();
    await tick();
    for (const verb of ['run', 'place', 'confirm', 'commit', 'arm', 'stage']) {
      const outcome = await node.verb([verb, first]);
      expect({ verb, ...outcome }).toMatchObject({
        verb,
        code: 1,
        err: expect.stringContaining('is being rolled back'),
      });
    }
    expect(hosts()).toBe('old\n');
  });

  test('a deadline that passes while files are written waits for the last of them', async () => {
    await node.all(['stage', 'arm'], first, files, intentOf({ owner: 'me', deadline: 5 }));
    await putCommand(bin, 'sync', `: >'${base}/clock-runs'; sleep 0.4`);
    const outcome = await node.verb(['run', first]);
    expect(outcome.code === 0 ? outcome.out : outcome.err).toMatch(/wrote \/etc\/hosts|rolled back/);
    await expectRestored();
  });

  test('of confirm and the deadline exactly one wins', async () => {
    const won = { confirm: 0, deadline: 0 };
    for (let round = 0; round < 4; round += 1) {
      await armed(1000);
      overdue();
      const late = pause(round * 20).then(() => node.verb(['confirm', first]));
      const [confirmed] = await Promise.all([late, tick()]);
      if (confirmed.code === 0) {
        won.confirm += 1;
        expect([markOf(node), hosts()]).toEqual(['confirmed', CHANGED]);
        await node.all(['revert'], first, files);
      } else {
        won.deadline += 1;
        expect(confirmed.err).toMatch(/rolled back|not that of/);
      }
      await expectRestored();
    }
    expect(won.confirm + won.deadline).toBe(4);
  });

  test('of several that take a change up one acts, and all end well', async () => {
    await armed(1000);
    overdue();
    const outcomes = await Promise.all([tick(), tick(), node.verb(['revert', first]), tick()]);
    for (const { code, err } of outcomes) expect({ code, err }).toEqual({ code: 0, err: '' });
    await expectRestored();
  });

  test('cron goes where nothing is armed', async () => {
    await node.put(CRON, 'x\n');
    expect(await tick()).toEqual(DONE);
    expect(existsSync(node.root + CRON)).toBe(false);
  });

  test.each([
    ['a line of something else', 'hello\n'],
    ['a control character', 'owner m\u001be\n'],
    ['words for a number', 'deadline soon\n'],
    ['an octal number', 'deadline 010\n'],
    ['a version without the rollback', 'version 12\n'],
    ['a command without an exit code', 'undo each reload\n'],
    ['a command for no one', 'undo some 0\treload\n'],
  ])('is not armed with an intent that holds %s', async (_what, intent) => {
    await node.all(['stage'], first, files);
    expect(await node.verb(['arm', first], intent)).toMatchObject({ code: 2, out: '' });
    expect(isOver()).toBe(true);
  });

  test('another change can follow', async () => {
    await armed(10);
    await expectRestored();
    await node.install(second, files);
    expect((await node.observe(files)).slice(2, 5)).toEqual([`installed ${second}`, 'previous -', 'interrupted -']);
  });
});
