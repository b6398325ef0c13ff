/** The ports of a push, with the real world behind them. */
import { hostname, userInfo } from 'node:os';
import type { Ports, Secrets } from '../deploy/ports.ts';
import { packSealed } from '../edge/archive.ts';
import { readActivator } from '../edge/assets.ts';
import { localTransport } from '../edge/local.ts';
import type { Io } from './io.ts';
import { watch } from './progress.ts';

/** From here on the first interrupt lets the step under way end, and then everything is put back; a second one kills. */
export function portsFor(secrets: Secrets, io: Io): Ports {
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
    io.err.write('interrupted: the step under way ends, then everything is put back; once more ends it at once\n');
  });
  return {
    transport: localTransport,
    secrets,
    clock: { now: () => new Date(), sleep: (time) => new Promise((resolve) => setTimeout(resolve, time)) },
    archive: { pack: packSealed },
    activator: readActivator(),
    owner: `${userInfo().username}@${hostname()} pid ${process.pid} since ${new Date().toISOString()}`,
    progress: watch(io),
    interrupted: () => interrupted,
  };
}
