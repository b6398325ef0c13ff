/** Selects the sample size: all in CI, a part elsewhere, so that `npm test` stays short. Seeds are the same. */
export function inCi<T>(all: T, elsewhere: T): T {
  return process.env['CI'] === 'true' ? all : elsewhere;
}

/** Processor time of this process in milliseconds, independent of other load. */
export function processorMillis(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
