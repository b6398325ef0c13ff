/** Programs of other people that some tests need. In CI each must be there; elsewhere what was not run is said. */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** `describe` for tests that need a program; without it they are reported as not run, and in CI they fail. */
export function describeWith(program: string, title: string, tests: () => void): void {
  describeNeeding(missing(program), title, tests);
}

/** The same for any need. `why`: in a few words, why it is not met here; undefined where it is. */
export function describeNeeding(why: string | undefined, title: string, tests: () => void): void {
  if (why !== undefined && process.env['CI'] === 'true') {
    describe(title, () => {
      throw new Error(`in CI this has to be run, but ${why}`);
    });
  } else {
    describeUnless(why, title, tests);
  }
}

/** The same for what CI may lack, too. The summary of a run reads the title: see summary.ts. */
export function describeUnless(why: string | undefined, title: string, tests: () => void): void {
  describe.runIf(why === undefined)(why === undefined ? title : `not run here, ${why}: ${title}`, tests);
}

/** The schema of cluster.conf that a product brought along. */
export const productSchema = process.env['CLUSTERC_RNG'];

/** For `describeUnless`. */
export function noProductSchema(): string | undefined {
  return productSchema === undefined ? 'CLUSTERC_RNG names no cluster.rng' : missing('xmllint');
}

/** Keep records where only root may write, or are shown other files in the place of the system's. */
const FOR_ROOT = ['iscsiadm', 'multipath', 'pvs'];

export function missing(program: string): string | undefined {
  const found = spawnSync('sh', ['-c', 'command -v "$0"', program], { env: withSbin() }).status === 0;
  if (!found) return `${program} is not installed`;
  return process.getuid?.() === 0 || !FOR_ROOT.includes(program) ? undefined : `${program} needs root`;
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
