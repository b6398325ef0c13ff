/** What clusters that share a network or a storage system must not have in common. */
import type { SourcePath } from '../base/brand.ts';

/** `what` and `value` are equal for two that collide; `owner` says whose it is. A shared `range` covers several numbers. */
export type Identity = {
  readonly at: SourcePath;
  readonly part: 'key' | 'value';
  readonly what: string;
  readonly value: string;
  readonly owner: string;
};
