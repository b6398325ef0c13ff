/** Pushes to a host whose disk takes nothing more, from the beginning or from some step on. Files only, on real sshd hosts. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeLab } from './describe.ts';
import { Pushing } from './pushing.ts';

const VALIDATE = '/usr/local/sbin/ccs_config_validate';
const READ_ONLY = 'mount -o remount,ro /var';
/** Refused while a file there is still open for writing. */
const ONCE_CLOSED = `until ${READ_ONLY}; do sleep 0.1; done`;

describeLab('a push to a host whose disk is read-only', () => {
  let on: Pushing;
  let delay = 20;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 2 });
    for (const n of on.lab.hosts) on.lab.write(n, VALIDATE, '#!/bin/sh\n', 0o755);
    const first = await on.push('--no-activate');
    expect(first.code, first.stdout + first.stderr).toBe(0);
  });
  beforeEach(() => on.setJoinDelay((delay += 1)));
  afterAll(() => on.down());

  const content = () => on.lab.hosts.map((n) => on.content(n));
  const writable = () => on.lab.exec(2, ['mount', '-o', 'remount,rw', '/var']);

  /** As the message says: the cause is removed, and pushed again. */
  const pushedAgain = async () => {
    const again = await on.push('--no-activate');
    expect(again.code, again.stdout + again.stderr).toBe(0);
    for (const n of on.lab.hosts) expect(on.content(n)).toContain(`post_join_delay="${delay}"`);
    expect(on.leftovers()).toEqual([]);
  };

  it('from the beginning: nothing is changed, the disk is named, and the next push succeeds once it is writable', async () => {
    const before = content();
    await on.lab.exec(2, ['sh', '-c', ONCE_CLOSED]);
    const refused = await on.push('--no-activate');
    expect(refused.code, refused.stdout + refused.stderr).toBe(1);
    expect(refused.stderr).toMatch(/lock failed on host2: .*Read-only file system/);
    expect(refused.stdout).toContain('nothing was changed');
    expect(content()).toEqual(before);
    await writable();
    await pushedAgain();
  });

  it('from the check on: nothing was changed there, and no host is said to roll itself back', async () => {
    const before = content();
    on.lab.write(2, VALIDATE, `#!/bin/sh\n${ONCE_CLOSED}\n`, 0o755);
    const reverted = await on.push('--no-activate');
    on.lab.write(2, VALIDATE, '#!/bin/sh\n', 0o755);
    expect([1, 3], reverted.stdout + reverted.stderr).toContain(reverted.code);
    expect(reverted.stderr).toMatch(/failed on host2: .*Read-only file system/);
    expect(reverted.stderr).not.toContain('left to itself');
    expect(reverted.stdout).not.toMatch(/host2 .*(unknown|left to itself)/);
    expect(content()).toEqual(before);
    await writable();
    await pushedAgain();
  });
});
