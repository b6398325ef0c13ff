/** What src/platform/<family>.ts declares about its family. */
import type { Dialect } from './dialect.ts';

export type Family = {
  readonly oldest: number;
  readonly newest: number;
  /** Minor version of the bare name. Decision 7. */
  readonly assumed: number;
  /** The separator of name and minor version: `rhel6.4`, `fedora13`. */
  readonly separator: '.' | '';
  /** Of a minor version between the oldest and the newest. */
  readonly dialect: (minor: number) => Dialect;
};

/** Values with the minor version that introduced them, oldest first. */
export type Steps<T> = readonly (readonly [since: number, value: T])[];

/** The value of a minor version: that of the last step up to it, or of the first. */
export function stepOf<T>(steps: Steps<T>, minor: number): T {
  const reached = steps.findLast(([since]) => since <= minor) ?? steps[0];
  if (reached === undefined) throw new Error('bug/platform: a table without a line');
  return reached[1];
}

/** The values of all steps up to a minor version. */
export function stepsUpTo<T>(steps: Steps<T>, minor: number): readonly T[] {
  return steps.filter(([since]) => since <= minor).map(([, value]) => value);
}
