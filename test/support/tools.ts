/** Programs of other people that some tests need. In CI each must be there; elsewhere what was not run is said. */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** `describe` for tests that need a program; without it they are reported as not run, and in CI they fail. */
export function describeWith(program: string, title: string, tests: () => void): void {
  const present = isThere(program);
  if (!present && process.env['CI'] === 'true') {
    describe(title, () => {
      throw new Error(`${program} has to be installed in CI`);
    });
  } else {
    describe.runIf(present)(
      present ? title : `not run here, ${program} is not installed, or needs root: ${title}`,
      tests,
    );
  }
}

/** Keep records where only root may write, or are shown other files in the place of the system's. */
const FOR_ROOT = ['iscsiadm', 'multipath', 'pvs'];

function isThere(program: string): boolean {
  const found = spawnSync('sh', ['-c', 'command -v "$0"', program], { env: withSbin() }).status === 0;
  return found && (process.getuid?.() === 0 || !FOR_ROOT.includes(program));
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, LC_ALL: 'C' };
}

export type Ran = { readonly status: number | null; readonly output: string };

/** Runs a program with arguments as they are; standard output and error together. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Record<string, string> } = {},
): Ran {
  const env = { ...withSbin(), ...options.env };
  const { status, stdout, stderr } = spawnSync(program, [...args], {
    env,
    input: options.input ?? '',
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}
