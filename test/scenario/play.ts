/** Plays a scenario through the real commands, in a folder of its own, and holds each command to what is expected of it. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { EXIT, type ExitCode } from '../../src/cli/io.ts';
import { Terminal } from '../support/terminal.ts';
import { run } from './commands.ts';
import { pack, perform } from './deeds.ts';
import { contentOf } from './snapshot.ts';
import { expectedOf, isCommand, type Command, type Deed, type Push } from './step.ts';
import { watching, type Watcher } from './transport.ts';

export async function play(steps: readonly (Command | Deed)[], folder: string): Promise<void> {
  cpSync('fixtures/pair/model/site.yaml', join(folder, 'site.yaml'));
  for (const step of steps) {
    if (!isCommand(step)) {
      perform(step, folder);
      await pack(step, folder);
    } else if (expectedOf(step)['dies-before'] === undefined) await playCommand(step, folder);
    else await expect(playUntilDeath(step, folder)).rejects.toThrow(DEATH);
  }
}

const DEATH = 'clusterc was killed';

/** Beside exit code and findings: refused or put back means that every file is what it was; done, that nothing is left to do. */
async function playCommand(command: Command, folder: string): Promise<void> {
  const expected = expectedOf(command);
  const terminal = new Terminal();
  const before = contentOf(folder);
  const exit = await watching(folder, watcherOf(expected, folder), () => run(command, folder, terminal.io));
  const { finds, cures } = findingsOn(terminal);
  const { exit: code = EXIT.done, finds: codes = [] } = expected;
  expect({ exit, finds: [...new Set(finds)].sort() }, terminal.text).toEqual({ exit: code, finds: [...codes].sort() });
  expect(cures, `each finding has a cure: ${terminal.text}`).toBe(finds.length);
  if (exit !== EXIT.done && exit !== EXIT.stuck) expect(contentOf(folder), terminal.text).toEqual(before);
  if (exit === EXIT.done && 'push' in command) expect(await differences(folder), terminal.text).toBe(EXIT.done);
}

function playUntilDeath(command: Command, folder: string): Promise<ExitCode> {
  return watching(folder, watcherOf(expectedOf(command), folder), () => run(command, folder, new Terminal().io));
}

function differences(folder: string): Promise<ExitCode> {
  return run({ push: { check: true } }, folder, new Terminal().io);
}

function watcherOf({ meanwhile, 'dies-before': last }: Push, folder: string): Watcher {
  return (verb, node) => {
    if (verb === last) throw new Error(DEATH);
    if (verb === meanwhile?.before && node === meanwhile.on) for (const deed of meanwhile.do) perform(deed, folder);
  };
}

/** Codes of the errors and warnings that were shown, and how many of them say what to do. */
function findingsOn({ text }: Terminal): { readonly finds: readonly string[]; readonly cures: number } {
  const frames = text.split(/^(?=(?:error|warning|note) \S+\/\S+$)/m);
  const finds = frames.flatMap((frame) => /^(?:error|warning) (\S+\/\S+)$/m.exec(frame)?.[1] ?? []);
  return { finds, cures: frames.filter((frame) => /^ {2}help: \S/m.test(frame)).length };
}
