/** How much of a sample is looked at: all of it in CI, a part elsewhere, so that `npm test` stays short. Seeds are the same. */
export function inCi(all: number, elsewhere: number): number {
  return process.env['CI'] === 'true' ? all : elsewhere;
}
