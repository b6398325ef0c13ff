/** What was not foreseen ends with one line and a file, never with the program's source on the screen. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/sandboxes.ts';

/** When the clock is first read this happens; it says a time all the same. */
function fault(happens: string): string {
  const names = "const failure = new RangeError('hunter2'); const raise = () => { throw failure };";
  return `${names} performance.now = () => { ${happens}; return 0 }`;
}

/** A clock that fails: no part of the program expects that. */
const FAULTS = {
  'a command': fault('raise()'),
  'something outside of every command': fault('setImmediate(raise)'),
  'a promise that nothing waits for': fault('setImmediate(() => void Promise.reject(failure))'),
};

it.each(Object.entries(FAULTS))('%s that fails is reported in one line', (_what, fault) => {
  const folder = temporaryFolder();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(fault)}`,
      'dist/main.js',
      'check',
      '-v',
      'fixtures/pair/model',
    ],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: folder } },
  );
  const [line = '', ...more] = stderr.split('\n').filter((one) => one.includes('internal/bug'));
  expect([status, more]).toEqual([70, []]);
  expect(line).toMatch(/^error internal\/bug: this is a bug in clusterc 0\.1\.0 \(RangeError\)/);
  expect(stderr).not.toMatch(/hunter2|    at /);
  const [file = ''] = /\S+stack\.txt/.exec(line) ?? [];
  expect(readFileSync(file, 'utf8')).toMatch(/^clusterc 0\.1\.0 check, node v[^\n]+\nRangeError: hunter2\n    at /);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
