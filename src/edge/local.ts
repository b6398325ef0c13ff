/** Transport `local`: a folder on this machine plays the node. The one user of execa. */
import { execa } from 'execa';
import { unseal } from '../base/sealed.ts';
import type { Ran, Transport } from '../deploy/ports.ts';

/** More than any answer: `observe` prints the differing files, each at most 1 MiB. */
const MAX_OUTPUT = 64 * 1024 ** 2;

/** Runs commands here. The environment is fixed, so that the user's shell set-up changes nothing. */
export const localTransport: Transport = {
  async run(_node, [command = '', ...args], { stdin, timeout }): Promise<Ran> {
    const { exitCode, stdout, stderr, timedOut, failed, shortMessage } = await execa(command, args, {
      input: stdin === undefined ? '' : unseal(stdin),
      timeout,
      maxBuffer: MAX_OUTPUT,
      reject: false,
      stripFinalNewline: false,
      // Its own process group: an interrupt at the keyboard is for clusterc, which lets the step under way end.
      detached: true,
      extendEnv: false,
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    });
    // The message of a failure holds the arguments, never the input; it is used only when there is nothing else to say.
    if (timedOut) return { exitCode: null, stdout: '', stderr: `no answer within ${timeout / 1000} s` };
    return {
      exitCode: exitCode ?? null,
      stdout,
      stderr: exitCode === undefined && failed ? (shortMessage?.split('\n')[0] ?? '') : stderr,
    };
  },
};
