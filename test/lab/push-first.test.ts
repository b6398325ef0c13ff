/** First deployments that do not end well, over ssh: what was started is stopped, and the hosts are bare again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from './describe.ts';
import { killed, Pushing, reaches } from './pushing.ts';

const ALLOW = ['--allow', 'push/create-storage'];

describeLab('a first deployment', () => {
  let on: Pushing;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 3 });
  });
  afterAll(() => on.down());

  const stopped = (marks: readonly number[], n: number) =>
    on
      .calls(n, marks[n - 1])
      .filter((call) => /^service \S+ stop$|--logout$/.test(call))
      .map((call) => (call.startsWith('iscsiadm') ? 'logout' : call));
  const IN_TURN = ['service rgmanager stop', 'service clvmd stop', 'service cman stop', 'logout'];

  it('whose daemon does not start on one host is taken back on all', async () => {
    const [before, marks] = [on.trees(), on.marks()];
    on.lab.setFault(2, 'service', { fault: 'exits', code: 1, words: 'rgmanager start', says: 'Starting: [FAILED]' });
    const reverted = await on.push(...ALLOW);
    on.lab.setFault(2, 'service', undefined);
    expect(reverted.code, reverted.stdout + reverted.stderr).toBe(3);
    expect(reverted.stderr).toContain('Starting: [FAILED]');
    for (const n of on.lab.hosts) expect(stopped(marks, n)).toEqual(IN_TURN);
    expect(on.trees()).toEqual(before);
    expect(on.running()).toEqual([0, 0, 0]);
    expect(on.lab.state().nodes.map(({ sessions }) => sessions)).toEqual([[], [], []]);
    expect(on.leftovers()).toEqual([]);
  });

  it('whose controller is killed is rolled back by each host alone', async () => {
    const [before, marks] = [on.trees(), on.marks()];
    on.lab.setFault(2, 'service', { fault: 'hangs', words: 'rgmanager start' });
    const push = on.start(...ALLOW);
    const begun = () => expect(on.calls(2, marks[1])).toContain('service rgmanager start');
    await reaches(push, begun);
    await killed(push);
    on.lab.setFault(2, 'service', undefined);
    await on.passTime();
    for (const n of on.lab.hosts) expect(stopped(marks, n)).toEqual(IN_TURN);
    expect(on.trees()).toEqual(before);
    expect(on.running()).toEqual([0, 0, 0]);
    expect(on.leftovers()).toEqual([]);
  });

  it('that is interrupted rolls everything back before it ends', async () => {
    const [before, marks] = [on.trees(), on.marks()];
    on.lab.setFault(2, 'service', { fault: 'waits', words: 'clvmd start' });
    const begun = () => expect(on.calls(2, marks[1])).toContain('service clvmd start');
    const goesOn = () => on.lab.setFault(2, 'service', undefined);
    const { code, stdout, stderr } = await on.interrupted(begun, goesOn, ...ALLOW);
    expect(code, stdout + stderr).toBe(130);
    expect(on.trees()).toEqual(before);
    expect(on.running()).toEqual([0, 0, 0]);
    expect(on.leftovers()).toEqual([]);
  });

  it('makes no storage again that an earlier one has made', async () => {
    const done = await on.push(...ALLOW);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(on.calls(1).filter((call) => call.startsWith('pvcreate'))).toHaveLength(1);
    expect(on.lab.state().services.map(({ status }) => status)).toEqual(['started', 'started', 'started']);
    expect(on.leftovers()).toEqual([]);
  });
});
