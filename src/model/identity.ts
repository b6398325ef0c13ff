/** What clusters that share a network or a storage system must not have in common. */
import type { SourcePath } from '../base/brand.ts';

/** `what` and `value` are equal for two that collide; `owner` says whose it is. */
export type Identity = {
  readonly at: SourcePath;
  readonly part: 'key' | 'value';
  readonly what: string;
  readonly value: string;
  readonly owner: string;
  /** For a value that is derived: what to write in its place, given all values of its kind that are taken. */
  readonly instead?: (taken: ReadonlySet<string>) => string;
};
