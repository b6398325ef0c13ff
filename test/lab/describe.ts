/** Tests that need a lab, where there can be one. */
import { spawnSync } from 'node:child_process';
import { describeNeeding } from '../support/tools.ts';
import { withSbin } from './lab.ts';

/** `describe` for tests that need a lab. Where there can be none they are reported as not run, and in CI they fail. */
export function describeLab(title: string, tests: () => void): void {
  describeNeeding(missingForLab(), title, tests);
}

/** Why there can be no lab here. */
export function missingForLab(): string | undefined {
  if (process.getuid?.() !== 0) return 'the lab needs root';
  const env = { ...process.env, PATH: withSbin() };
  const works = (program: string, ...args: readonly string[]) => spawnSync(program, args, { env }).status === 0;
  const tool = ['sshd', 'ssh', 'ip', 'unshare', 'sudo'].find((name) => !works('sh', '-c', 'command -v "$0"', name));
  if (tool !== undefined) return `${tool} is not installed`;
  return works('unshare', '--net', '--mount', '--pid', '--fork', 'true') ? undefined : 'there are no namespaces';
}
