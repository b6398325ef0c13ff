/** How much of a sample is looked at: all of it in CI, a part elsewhere, so that `npm test` stays short. Seeds are the same. */
export function inCi<T>(all: T, elsewhere: T): T {
  return process.env['CI'] === 'true' ? all : elsewhere;
}

/** Milliseconds of the processor that this process spends on it: what else the machine does is not counted. */
export function processorMillis(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
