/** Processes that go on when the command that has started them has ended: each has a file with its id, and a log. */
import { spawn } from 'node:child_process';
import { openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RUN } from './folder.ts';

const fileOf = (name: string) => join(RUN, `${name}.pid`);

export function start(name: string, argv: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const log = openSync(join(RUN, `${name}.log`), 'a');
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], env });
  child.unref();
  if (child.pid === undefined) throw new Error(`${program} did not start`);
  writeFileSync(fileOf(name), `${child.pid} ${startOf(child.pid)}`);
}

/** The id of the process with this name, if it is still the one that was started: ids are used again. */
export function pidOf(name: string): number | null {
  const [pid, at] = (read(fileOf(name)) ?? '').split(' ');
  return pid !== undefined && at !== undefined && startOf(Number(pid)) === at ? Number(pid) : null;
}

/** Kills it, and waits until it is gone. */
export async function kill(name: string): Promise<void> {
  for (let pid = pidOf(name); pid !== null; pid = pidOf(name)) {
    process.kill(pid, 'SIGKILL');
    await setTimeout(50);
  }
  rmSync(fileOf(name), { force: true });
}

/** A process with all that it has started, the last ones at the end. */
export function treeOf(pid: number): readonly number[] {
  const children = (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter((word) => word.trim() !== '');
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

/** When a process has started, in ticks since the boot; the 22nd field of its line. proc(5) */
function startOf(pid: number): string {
  const line = read(`/proc/${pid}/stat`) ?? '';
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
