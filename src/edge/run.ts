/** Commands on this machine. The one user of execa. */
import type { ChildProcess } from 'node:child_process';
import { execa } from 'execa';
import type { Millis } from '../base/brand.ts';
import { unseal, type Sealed } from '../base/sealed.ts';
import type { Ran } from '../deploy/ports.ts';

/** More than any answer: `observe` prints the differing files, each at most 1 MiB. */
const MAX_OUTPUT = 64 * 1024 ** 2;

/** Milliseconds for what children write after the end of a command. Our choice. */
const GRACE = 500;

export type Environment = { readonly [name: string]: string | undefined };

export type Around = {
  readonly stdin?: Sealed;
  readonly timeout: Millis;
  /** All of it: nothing comes from this process. */
  readonly env: Environment;
  /** Where it runs; the current folder unless said. */
  readonly folder?: string;
  /** `apart`: in a process group of its own, so that an interrupt at the keyboard is for clusterc alone. */
  readonly group: 'apart' | 'ours';
};

/** Runs words as a command, without a shell. Never throws for what the command does. */
export async function runCommand([command = '', ...args]: readonly string[], around: Around): Promise<Ran> {
  const { stdin, timeout, env, group, folder = '.' } = around;
  const running = execa(command, args, {
    input: stdin === undefined ? '' : unseal(stdin),
    timeout,
    // A command that lets the first signal pass is killed.
    forceKillAfterDelay: 1000,
    maxBuffer: MAX_OUTPUT,
    reject: false,
    stripFinalNewline: false,
    cwd: folder,
    detached: group === 'apart',
    extendEnv: false,
    env,
  });
  // A child that stays behind may hold the pipes for ever: what the command itself wrote is there when it has ended.
  running.once('exit', () => setTimeout(() => closed(running), GRACE).unref());
  const { exitCode, stdout, stderr, timedOut, failed, shortMessage } = await running;
  // The message of a failure holds the arguments, never the input; it is used only when there is nothing else to say.
  if (timedOut) return { exitCode: null, stdout: '', stderr: `no answer within ${timeout / 1000} s` };
  return {
    exitCode: exitCode ?? null,
    stdout,
    stderr: exitCode === undefined && failed ? (shortMessage?.split('\n')[0] ?? '') : stderr,
  };
}

function closed({ stdout, stderr }: Pick<ChildProcess, 'stdout' | 'stderr'>): void {
  stdout?.destroy();
  stderr?.destroy();
}

/** The same for what is no text; `null`: it could not be started, took too long or printed too much. */
export async function runForBytes(
  [command = '', ...args]: readonly string[],
  { stdin, timeout, env, folder = '.' }: Omit<Around, 'group'>,
): Promise<{ readonly exitCode: number | null; readonly stdout: Uint8Array }> {
  const input = stdin === undefined ? '' : unseal(stdin);
  const rules = { input, timeout, maxBuffer: MAX_OUTPUT, reject: false, cwd: folder, extendEnv: false, env } as const;
  const { exitCode, stdout } = await execa(command, args, { ...rules, encoding: 'buffer', stripFinalNewline: false });
  return { exitCode: exitCode ?? null, stdout };
}
