/** A controller that slept while its nodes roll themselves back. */
import { expect, it } from 'vitest';
import { caseNamed } from './cases.ts';
import { pushed, worldOf, type Conditions } from './play.ts';

/** The push of a runbook, whose controller sleeps before the first command with these words; and what was run after that. */
async function slept(name: string, words: string) {
  const { now, allow, ...scene } = caseNamed(name);
  const world = await worldOf({ now, allow, ...scene });
  let since = -1;
  const mishap: Conditions['mishap'] = ({ line }) => {
    if (since >= 0 || line !== words) return undefined;
    since = world.transcript.length;
    return 'controller-sleeps';
  };
  const { exit, err } = await pushed(world, now, { allow, mishap });
  return { world, exit, err, after: world.transcript.slice(since).filter((line) => !line.includes('(alone)')) };
}

const CHANGES = /service \S+ (start|stop|restart)|clusvcadm|cman_tool version -r/;

it.each([
  ['full-restart', 'service clvmd stop'],
  ['full-restart', 'service cman start'],
  ['node-by-node', 'service cman start'],
])('%s, asleep before %s: it runs that one command at most, and says what became of its nodes', async (name, words) => {
  const { exit, err, after } = await slept(name, words);
  const host = (line: string) => line.split('$')[0];
  const run = after.filter((line) => CHANGES.test(line));
  expect(new Set(run.map((line) => line.replace(/^\S+\$ | *#.*$/g, '')))).toEqual(new Set([words]));
  expect(new Set(run.map(host)).size).toBe(run.length);
  expect(exit).toBe(4);
  expect(err).toContain('was left to itself');
});
