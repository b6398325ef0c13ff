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
  /** Says whether the files are those that stood there under this bundle before. */
  readonly proves?: boolean;
  /** Outside of the maintenance windows, for this reason. */
  readonly now?: boolean;
  readonly because?: string | undefined;
  /** So long the cluster may take for what was pushed; zero: it is not waited for. As the plan says unless given. */
  readonly wait?: Millis | undefined;
  readonly format?: ReadFormat;
  /** A file for the plan as a review. */
  readonly report?: string | undefined;
};
