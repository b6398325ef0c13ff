/** What is enabled while rgmanager already starts it: `clusvcadm -e` ends with 250 until that is over. Observed. */
import { expect, it } from 'vitest';
import { starting } from '../cluster/state.ts';
import { caseNamed } from './cases.ts';
import { guests } from './law.ts';
import { pushed, worldOf, type Conditions } from './play.ts';

const ENABLES = /^clusvcadm -e (vm:\S+)$/;

/** A push that fails once at the line, and whose guests are being started when it enables them. */
async function puttingBack(name: string, line: string) {
  const scene = caseNamed(name);
  const before = await worldOf(scene);
  const world = before.fork();
  const begun = new Set<string>();
  let failed = false;
  const mishap: Conditions['mishap'] = (call) => {
    const [, service] = ENABLES.exec(call.line) ?? [];
    if (service !== undefined && !begun.has(service)) {
      begun.add(service);
      world.state = starting(world.state, service, call.host);
    }
    if (failed || call.line !== line) return undefined;
    failed = true;
    return 'fails';
  };
  const { exit, out, err } = await pushed(world, scene.now, { allow: scene.allow, mishap });
  return { exit, said: out + err, before: guests(before), after: guests(world), begun, lines: world.transcript };
}

it.each([
  ['remove-a-vm', 'cman_tool version -r -S', 1],
  ['third-host', 'service cman start', 2],
])('%s is rolled back although its guests are being started', async (name, line, count) => {
  const { exit, said, before, after, begun, lines } = await puttingBack(name, line);
  expect(begun.size, said).toBe(count);
  expect(lines.filter((one) => /clusvcadm -e .* # 250$/.test(one))).not.toEqual([]);
  expect({ exit, guests: after }, said).toEqual({ exit: 3, guests: before });
});
