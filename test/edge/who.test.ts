import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { hasEnded, signature } from '../../src/edge/who.ts';

/** As another process would have signed. */
function signedBy(pid: number | undefined): string {
  return signature(new Date(0)).replace(` pid ${process.pid} `, ` pid ${pid} `);
}

it('says who, in which process, and since when', () => {
  expect(signature(new Date(0))).toMatch(/^\S+@\S+ pid \d+ of [0-9a-f]{12} since 1970-01-01T00:00:00\.000Z$/);
});

it('knows of a process whether it has ended', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  expect(hasEnded(signedBy(child.pid))).toBe(false);
  child.kill();
  await once(child, 'exit');
  expect(hasEnded(signedBy(child.pid))).toBe(true);
});

it.each([
  [
    'of another system, though its machine has the same name',
    (mine: string) => mine.replace(/ of \w+ /, ' of 0123456789ab '),
  ],
  ['of a system that is not known', (mine: string) => mine.replace(/ of \w+ /, ' of unknown ')],
  ['signed by an older clusterc', (mine: string) => mine.replace(/ of \w+ /, ' ')],
  ['signed by nobody', () => ''],
])('takes for alive what is %s', (_what, other) => {
  const { pid } = spawnSync('true');
  expect(hasEnded(signedBy(pid))).toBe(true);
  expect(hasEnded(other(signedBy(pid)))).toBe(false);
});
