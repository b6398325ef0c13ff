/** Plays a scenario through the real commands, in a folder of its own, and holds each command to what is expected of it. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { EXIT, type ExitCode } from '../../src/cli/io.ts';
import { Terminal } from '../support/terminal.ts';
import { run } from './commands.ts';
import { pack, applyEdit } from './file-edits.ts';
import { ControllerDied, deploy, happen, leaveWorld, machinesOf } from './machines.ts';
import { contentOf } from './snapshot.ts';
import { expectedOf, isCommand, type Command, type FileEdit, type Push } from './step.ts';
import { watching, type Watcher } from './transport.ts';

/** What its pushes to machines said of findings, as a person sees it. */
export async function play(steps: readonly (Command | FileEdit)[], folder: string): Promise<string> {
  cpSync('fixtures/pair/model/site.yaml', join(folder, 'site.yaml'));
  const said: string[] = [];
  try {
    for (const step of steps) said.push(await playStep(step, folder));
  } finally {
    leaveWorld(folder);
  }
  return said.filter((text) => text !== '').join('\n');
}

async function playStep(step: Command | FileEdit, folder: string): Promise<string> {
  if (!isCommand(step)) {
    if ('deploy' in step) await deploy(folder);
    else if ('machines' in step) happen(step.machines, folder);
    else {
      applyEdit(step, folder);
      await pack(step, folder);
    }
    return '';
  }
  if (expectedOf(step)['dies-before'] !== undefined) await expect(playUntilDeath(step, folder)).rejects.toThrow(DEATH);
  else if (isLast(step)) await expect(run(step, folder, new Terminal().io)).rejects.toThrow(ControllerDied);
  else return playCommand(step, folder);
  return '';
}

/** Does clusterc die in it? */
function isLast(step: Command): boolean {
  const calls = ('push-to-machines' in step ? step['push-to-machines']?.calls : undefined) ?? [];
  return calls.some(({ how }) => how?.startsWith('controller-') === true);
}

const DEATH = 'clusterc was killed';

/** Besides exit code and findings: refused or rolled back means that every file is what it was; done, that nothing is left to do. */
async function playCommand(command: Command, folder: string): Promise<string> {
  const expected = expectedOf(command);
  const terminal = new Terminal();
  const before = contentOf(folder);
  const machines = machinesOf(folder);
  const exit = await watching(folder, watcherOf(expected, folder), () => run(command, folder, terminal.io));
  const { exit: code = EXIT.done, finds: codes = [] } = expected;
  const { finds, cures, all } = findingsOn(terminal, codes);
  expect({ exit, finds: [...new Set(finds)].sort() }, terminal.text).toEqual({ exit: code, finds: [...codes].sort() });
  expect(cures, `each finding has a cure: ${terminal.text}`).toBe(all);
  if (exit !== EXIT.done && exit !== EXIT.stuck && exit !== EXIT.unhealthy) {
    expect(contentOf(folder), terminal.text).toEqual(before);
    // The first look makes the machines, bare as they are.
    if (Array.isArray(machines) && machines.length > 0) expect(machinesOf(folder), terminal.text).toEqual(machines);
  }
  if (exit === EXIT.done && 'push' in command) expect(await differences(folder), terminal.text).toBe(EXIT.done);
  return 'push-to-machines' in command || 'revert-machines' in command ? framesOn(terminal) : '';
}

/** Findings without the plan around them, which is long; identities change with every bundle. */
function framesOn({ text }: Terminal): string {
  const frames = text.match(/^(?:error|warning|note) \S+\/\S+\n(?: {2}.*\n)+/gm) ?? [];
  const ids = new Map<string, string>();
  return frames.join('\n').replace(/\b[0-9a-f]{12}\b/g, (id) => {
    if (!ids.has(id)) ids.set(id, String.fromCharCode('a'.charCodeAt(0) + ids.size).repeat(12));
    return ids.get(id) ?? id;
  });
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
    if (verb === meanwhile?.before && node === meanwhile.on) for (const edit of meanwhile.do) applyEdit(edit, folder);
  };
}

/** Codes of the errors and warnings that were shown, and how many of them say what to do. */
/** Notes only where they are expected. */
function findingsOn(
  { text }: Terminal,
  expected: readonly string[],
): { readonly finds: readonly string[]; readonly cures: number; readonly all: number } {
  const frames = text.split(/^(?=(?:error|warning|note) \S+\/\S+$)/m);
  const reported = frames.flatMap((frame) => {
    const [, severity = '', code] = /^(error|warning|note) (\S+\/\S+)$/m.exec(frame) ?? [];
    return code === undefined ? [] : [{ severity, code }];
  });
  const finds = reported.filter(({ severity, code }) => severity !== 'note' || expected.includes(code));
  const cures = frames.filter((frame) => /^ {2}help: \S/m.test(frame)).length;
  return { finds: finds.map(({ code }) => code), cures, all: reported.length };
}
