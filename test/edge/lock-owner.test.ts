import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { hasEnded, lockOwner } from '../../src/edge/lock-owner.ts';

/** For what may take its time on a busy machine. */
const SOON = 300_000;

/** As another process would have signed. */
function signedBy(pid: number | undefined): string {
  const begun = pid === undefined ? undefined : / (\d+)(?: \S+){30}$/.exec(statOf(pid).trimEnd())?.[1];
  return lockOwner(new Date(0)).replace(/ pid \S+ /, ` pid ${pid}/${begun} `);
}

function statOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8');
}

it('says who, in which process, and since when', () => {
  expect(lockOwner(new Date(0))).toMatch(/^\S+@\S+ pid \d+\/\d+ of [0-9a-f]{12} since 1970-01-01T00:00:00\.000Z$/);
  expect(lockOwner(new Date(0))).toBe(signedBy(process.pid));
});

it('knows of a process whether it has ended', async () => {
  const child = spawn('sleep', ['3600']);
  await once(child, 'spawn');
  const signed = signedBy(child.pid);
  expect(hasEnded(signed)).toBe(false);
  child.kill();
  await once(child, 'exit');
  expect(hasEnded(signed)).toBe(true);
});

it('takes a process for ended that no one has asked for since it was killed', async () => {
  const parent = spawn('sh', ['-c', 'sleep 3600 & echo $!; exec sleep 3600']);
  try {
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const signed = signedBy(pid);
    expect(hasEnded(signed)).toBe(false);
    // Until then the shell would ask for it.
    await vi.waitFor(() => expect(statOf(parent.pid ?? 0)).toContain(' (sleep) '), SOON);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(statOf(pid)).toContain(') Z '), SOON);
    expect(hasEnded(signed)).toBe(true);
  } finally {
    parent.kill();
  }
});

it('takes a process for ended whose number another one has now', () => {
  expect(hasEnded(lockOwner(new Date(0)).replace(/\/\d+ /, '/1 '))).toBe(true);
});

it.each([
  [
    'of another system, though its machine has the same name',
    (mine: string) => mine.replace(/ of \w+ /, ' of 0123456789ab '),
  ],
  ['of a system that is not known', (mine: string) => mine.replace(/ of \w+ /, ' of unknown ')],
  ['signed by an older clusterc', (mine: string) => mine.replace(/\/\d+ /, ' ')],
  ['signed by no one', () => ''],
])('takes for alive what is %s', (_what, other) => {
  const signed = lockOwner(new Date(0)).replace(/\/\d+ /, '/1 ');
  expect(hasEnded(signed)).toBe(true);
  expect(hasEnded(other(signed))).toBe(false);
});
