/** A revert names the push that it undoes, shows its plan, and asks the person at the terminal before it changes a node. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import type { Answer } from '../../../src/edge/ask.ts';
import { deploy, leaveWorld, machinesOf, pushToMachines, revertMachines } from '../../scenario/machines.ts';
import { recordedIo, temporaryFolder } from '../../support/sandboxes.ts';

const ALLOW = ['push/restart-vm'];

/** A site of which the second push has changed the memory of a VM. */
async function pushedTwice(): Promise<string> {
  const folder = temporaryFolder();
  onTestFinished(() => leaveWorld(folder));
  const site = readFileSync('fixtures/pair/model/site.yaml', 'utf8');
  writeFileSync(join(folder, 'site.yaml'), site);
  await deploy(folder);
  writeFileSync(join(folder, 'site.yaml'), site.replace('memory: 2G', 'memory: 3G'));
  const { io, err } = recordedIo();
  expect(await pushToMachines({ allow: ALLOW }, folder, io), err()).toBe(EXIT.done);
  return folder;
}

/** What was shown before the question, the question, and how the revert ended. */
async function revertWith(answer: Answer, folder: string) {
  const { io, out, err } = recordedIo();
  let [shown, question] = ['', ''];
  const ask = async (words: string) => {
    [shown, question] = [err() + out(), words];
    return answer;
  };
  const exit = await revertMachines({ yes: false, allow: ALLOW }, folder, { ...io, ask });
  return { shown, question, exit };
}

it('a no changes nothing, a yes carries it out', async () => {
  const folder = await pushedTwice();
  const before = machinesOf(folder);
  const { shown, question, exit } = await revertWith('no', folder);
  expect(shown).toMatch(/undoes the push of .* by [^]*^plan [0-9a-f]{12}: /m);
  expect(question).toMatch(/^carry out plan [0-9a-f]{12} on host1, host2\? \[y\/N\] $/);
  expect(exit).toBe(EXIT.failed);
  expect(machinesOf(folder)).toEqual(before);
  expect((await revertWith('yes', folder)).exit).toBe(EXIT.done);
  expect(machinesOf(folder)).not.toEqual(before);
});
