/** Commands on this machine. The one user of execa. */
import type { ChildProcess } from 'node:child_process';
import { execa } from 'execa';
import type { Millis } from '../base/brand.ts';
import { unseal, type Sealed } from '../base/sealed.ts';
import type { Ran } from '../deploy/node/ports.ts';

const MIB = 1024 ** 2;
/** Bytes. More than any answer: `observe` prints the files that differ, each at most 1 MiB, and most have some KiB. */
const MAX_OUTPUT = 16 * MIB;

/** Milliseconds of silence after the end of a command, before its children are not listened to any more. Our choice. */
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
    input: inputOf(stdin),
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
  running.once('exit', () => closeWhenSilent(running));
  const { exitCode, stdout, stderr, timedOut, isMaxBuffer, failed, signal, originalMessage } = await running;
  if (timedOut)
    return { exitCode: null, stdout: '', stderr: `no answer within ${timeout / 1000} s`, cause: 'no-answer' };
  if (isMaxBuffer)
    return { exitCode: null, stdout: '', stderr: `it was cut off at ${MAX_OUTPUT / MIB} MiB`, cause: 'too-much' };
  return {
    exitCode: exitCode ?? null,
    stdout,
    // Never the message of execa: it holds the arguments, and among them a script.
    stderr: exitCode === undefined && failed ? unended(signal, originalMessage) : stderr,
  };
}

/** Why there is no exit code. */
function unended(signal: string | undefined, message: string | undefined): string {
  return signal === undefined ? (message ?? 'it could not be started') : `it was ended by ${signal}`;
}

function inputOf(stdin: Sealed | undefined): string | Uint8Array {
  return stdin === undefined ? '' : unseal(stdin);
}

type Pipes = Pick<ChildProcess, 'stdout' | 'stderr'>;

/** After the pending reads of a round of events, so that what is there is read, however long this process was busy. */
function closeWhenSilent(pipes: Pipes): void {
  const bytes = () => bytesFrom(pipes.stdout) + bytesFrom(pipes.stderr);
  const before = bytes();
  const look = (): void => {
    if (bytes() > before) return closeWhenSilent(pipes);
    pipes.stdout?.destroy();
    pipes.stderr?.destroy();
  };
  setTimeout(() => setImmediate(look), GRACE).unref();
}

function bytesFrom(pipe: ChildProcess['stdout']): number {
  return pipe !== null && 'bytesRead' in pipe ? Number(pipe.bytesRead) : 0;
}

/** The same for what is no text; `null`: it could not be started, took too long or printed too much. */
export async function runForBytes(
  [command = '', ...args]: readonly string[],
  { stdin, timeout, env, folder = '.' }: Omit<Around, 'group'>,
): Promise<{ readonly exitCode: number | null; readonly stdout: Uint8Array }> {
  const rules = {
    input: inputOf(stdin),
    timeout,
    maxBuffer: MAX_OUTPUT,
    reject: false,
    cwd: folder,
    extendEnv: false,
    env,
  } as const;
  const { exitCode, stdout } = await execa(command, args, { ...rules, encoding: 'buffer', stripFinalNewline: false });
  return { exitCode: exitCode ?? null, stdout };
}
