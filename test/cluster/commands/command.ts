/** What a command of a cluster node is to the simulation. */
import type { Files } from '../membership.ts';
import type { ClusterState } from '../state.ts';

export type Call = {
  readonly state: ClusterState;
  readonly host: string;
  /** Without the name of the command. */
  readonly args: readonly string[];
  readonly files: Files;
};

export type Answer = {
  readonly state: ClusterState;
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  /** It does not end. */
  readonly hangs?: true;
};

export type Command = (call: Call) => Answer;

export function says({ state }: Call, stdout: string): Answer {
  return { state, stdout, stderr: '', exit: 0 };
}

export function refuses({ state }: Call, stderr: string, exit = 1): Answer {
  return { state, stdout: '', stderr, exit };
}

export function changes(state: ClusterState, stdout = ''): Answer {
  return { state, stdout, stderr: '', exit: 0 };
}

/** EX_SOFTWARE of sysexits.h, which none of the commands ends with. */
export const NOT_PLAYED = 70;

/** Nothing succeeds that is not played: a test that needs more has to say so. */
export function notPlayed({ state, args }: Call, name: string): Answer {
  return { state, stdout: '', stderr: `${name} ${args.join(' ')}: not played here\n`, exit: NOT_PLAYED };
}

/** The value that follows an option, as in `-m host1`. */
export function optionOf(args: readonly string[], option: string): string | undefined {
  const index = args.indexOf(option);
  return index === -1 ? undefined : args[index + 1];
}
