/** External programs that some tests need. In CI all must exist; elsewhere skipped tests are reported. */
import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** `describe` for tests that need a program. Without it they are skipped and reported; in CI they fail. */
export function describeWith(program: string, title: string, tests: () => void): void {
  describeNeeding(missing(program), title, tests);
}

/** `describe` for any requirement. `why`: a short reason if it is not met, else undefined. */
export function describeNeeding(why: string | undefined, title: string, tests: () => void): void {
  if (why !== undefined && process.env['CI'] === 'true') {
    describe(title, () => {
      throw new Error(`in CI this has to be run, but ${why}`);
    });
  } else {
    describeUnless(why, title, tests);
  }
}

/** `describe` for a requirement that CI may lack, too. The summary reads the title: see summary.ts. */
export function describeUnless(why: string | undefined, title: string, tests: () => void): void {
  describe.runIf(why === undefined)(why === undefined ? title : `not run here, ${why}: ${title}`, tests);
}

/** The path of a vendor's cluster.conf schema. */
export const productSchema = process.env['CLUSTERC_RNG'];

/** The reason for `describeUnless`. Undefined if there is a schema. */
export function noProductSchema(): string | undefined {
  return productSchema === undefined ? 'CLUSTERC_RNG names no cluster.rng' : missing('xmllint');
}

/** Programs that write records as root only, or that need other files in place of the system's. */
const FOR_ROOT = ['iscsiadm', 'multipath', 'pvs'];

/** Why a program cannot run here. Undefined if it can. */
export function missing(program: string): string | undefined {
  const found = spawnSync('sh', ['-c', 'command -v "$0"', program], { env: withSbin() }).status === 0;
  if (!found) return `${program} is not installed`;
  return process.getuid?.() === 0 || !FOR_ROOT.includes(program) ? undefined : `${program} needs root`;
}

/** Where a program is that is not missing. */
export function pathOf(program: string): string {
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { env: withSbin(), encoding: 'utf8' }).stdout.trim();
}

/** The environment with sbin folders in PATH and locale C. */
export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, LC_ALL: 'C' };
}

export type Ran = { readonly status: number | null; readonly output: string };

/** Runs a program with literal arguments. Combines standard output and error. */
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
