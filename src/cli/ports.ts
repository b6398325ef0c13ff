/** The ports of a push, with the real world behind them. */
import { hostname, userInfo } from 'node:os';
import type { Phase, StepResult } from '../deploy/plan.ts';
import type { Ports, Secrets } from '../deploy/ports.ts';
import { packSealed } from '../edge/archive.ts';
import { readActivator } from '../edge/assets.ts';
import { localTransport } from '../edge/local.ts';
import type { Io } from './io.ts';

/** From here on the first interrupt lets the step under way end, and then everything is put back; a second one kills. */
export function portsFor(secrets: Secrets, io: Io): Ports {
  let interrupted = false;
  process.once('SIGINT', () => (interrupted = true));
  return {
    transport: localTransport,
    secrets,
    clock: { now: () => new Date(), sleep: (time) => new Promise((resolve) => setTimeout(resolve, time)) },
    archive: { pack: packSealed },
    activator: readActivator(),
    owner: `${userInfo().username}@${hostname()} pid ${process.pid} since ${new Date().toISOString()}`,
    progress: (phase, results) => io.err.write(progressLine(phase, results)),
    interrupted: () => interrupted,
  };
}

/** `  stage    host1, host2`; nodes on which it failed are named apart. */
function progressLine({ steps, do: what }: Phase, results: readonly StepResult[]): string {
  const [action] = steps.flatMap((step) => ('action' in step && step.action !== null ? [` ${step.action}`] : []));
  const named = (wanted: StepResult) =>
    steps
      .filter((_, index) => results[index] === wanted)
      .map(({ node }) => node)
      .join(', ');
  const failed = named('failed');
  return `  ${`${what}${action ?? ''}`.padEnd(8)} ${named('ok')}${failed === '' ? '' : `  failed: ${failed}`}\n`;
}
