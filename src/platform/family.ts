/** What src/platform/<family>.ts declares about its family. */
import type { Dialect } from './dialect.ts';

export type Family = {
  readonly oldest: number;
  readonly newest: number;
  /** Minor version of the bare name. A family of one release has the minor version 0, which is never written. */
  readonly assumed: number;
  /** What a site writes before the minor version: `rhel6.` of `rhel6.4`, `fedora` of `fedora13`. */
  readonly before: string;
  /** The family alone, as a site may write it; null where the minor version is always written. */
  readonly alone: string | null;
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
