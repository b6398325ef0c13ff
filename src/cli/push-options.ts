/** The options of push. */
import type { Millis } from '../base/brand.ts';
import type { ReadFormat } from './io.ts';
import type { NodeChoice } from './nodes/node-options.ts';

export type PushOptions = NodeChoice & {
  /** Shows the plan and changes nothing. */
  readonly check?: boolean;
  readonly allow?: readonly string[];
  /** Id, or its beginning, of the plan that was reviewed. */
  readonly plan?: string | undefined;
  /** Ends what an earlier push left half done, and nothing else. */
  readonly resume?: boolean;
  /** Changes nodes without a question. */
  readonly yes?: boolean;
  readonly activates?: boolean;
  /** Reports whether the files are those that the nodes had under this bundle before. */
  readonly proves?: boolean;
  /** Outside of the maintenance windows, for this reason. */
  readonly now?: boolean;
  readonly because?: string | undefined;
  /** How long to wait until the cluster runs what was pushed; zero: not at all. The plan's time by default. */
  readonly wait?: Millis | undefined;
  readonly format?: ReadFormat;
  /** A file for the plan as a review. */
  readonly report?: string | undefined;
};
