/** What the stages of a push know of how it was called. */
import type { HostName } from '../../base/brand.ts';
import type { PushOptions } from '../push-options.ts';
import type { About } from '../subject/subject.ts';
import type { PushRecord } from './record.ts';

/** The options of a push, with its subject. */
export type How = PushOptions & {
  /** The record of the push. */
  readonly record?: PushRecord;
  readonly about: About;
  readonly allowed: ReadonlySet<string>;
  /** Hosts of the bundle that leave the cluster. */
  readonly leaving?: readonly HostName[];
};
