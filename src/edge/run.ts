/** Runs commands on this machine. The only user of execa, which is loaded for the first of them: a push to nodes runs none. */
import type { ChildProcess } from 'node:child_process';
import type { Millis } from '../base/brand.ts';
import { unseal, type Sealed } from '../base/sealed.ts';
import type { Ran } from '../deploy/node/ports.ts';

const MIB = 1024 ** 2;
/** Bytes. More than any answer: `observe` prints the files that differ, at most 1 MiB each, mostly some KiB. */
export const MAX_OUTPUT = 16 * MIB;

/** Milliseconds of silence after a command has ended before the pipes of its children are closed. Our choice. */
export const GRACE = 500;

/** Milliseconds after which a command that ignores the first signal is killed. */
export const KILL = 1000;

export type Environment = { readonly [name: string]: string | undefined };

export type RunOptions = {
  readonly stdin?: Sealed;
  readonly timeout: Millis;
  /** The whole environment; nothing is inherited from this process. */
  readonly env: Environment;
  /** Working directory; the current one by default. */
  readonly folder?: string;
  /** `apart`: a separate process group, so that an interrupt at the keyboard reaches only clusterc. */
  readonly group: 'apart' | 'ours';
};

/** Runs a command without a shell. Never throws for a failure of the command. */
export async function runCommand([command = '', ...args]: readonly string[], around: RunOptions): Promise<Ran> {
  const { stdin, timeout, env, group, folder = '.' } = around;
  const { execa } = await import('execa');
  const running = execa(command, args, {
    input: inputOf(stdin),
    timeout,
    forceKillAfterDelay: KILL,
    maxBuffer: MAX_OUTPUT,
    reject: false,
    stripFinalNewline: false,
    cwd: folder,
    detached: group === 'apart',
    extendEnv: false,
    env,
  });
  // A child of the command may hold the pipes open forever; the command's own output is complete once it has exited.
  running.once('exit', () => closeWhenSilent(running));
  const { exitCode, stdout, stderr, timedOut, isMaxBuffer, failed, signal, originalMessage } = await running;
  if (timedOut) return noAnswer(timeout);
  if (isMaxBuffer) return tooMuch();
  return {
    exitCode: exitCode ?? null,
    stdout,
    // Never execa's message: it holds the arguments, and a script is among them.
    stderr: exitCode === undefined && failed ? unended(signal, originalMessage) : stderr,
  };
}

/** The result of a command that exceeds its time. */
export function noAnswer(timeout: Millis): Ran {
  return { exitCode: null, stdout: '', stderr: `no answer within ${timeout / 1000} s`, cause: 'no-answer' };
}

/** The result of a command that prints too much. */
export function tooMuch(): Ran {
  return { exitCode: null, stdout: '', stderr: `it was cut off at ${MAX_OUTPUT / MIB} MiB`, cause: 'too-much' };
}

/** Why there is no exit code. */
function unended(signal: string | undefined, message: string | undefined): string {
  return signal === undefined ? (message ?? 'it could not be started') : `it was ended by ${signal}`;
}

export function inputOf(stdin: Sealed | undefined): string | Uint8Array {
  return stdin === undefined ? '' : unseal(stdin);
}

type Pipes = Pick<ChildProcess, 'stdout' | 'stderr'>;

/** Closes the pipes when nothing is left to read. Waits for pending reads, however long this process was busy. */
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

/** The same for binary output; `null`: it could not be started, timed out or printed too much. */
export async function runForBytes(
  [command = '', ...args]: readonly string[],
  { stdin, timeout, env, folder = '.' }: Omit<RunOptions, 'group'>,
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
  const { execa } = await import('execa');
  const { exitCode, stdout } = await execa(command, args, { ...rules, encoding: 'buffer', stripFinalNewline: false });
  return { exitCode: exitCode ?? null, stdout };
}
