/** The state of a node, and the answers of its programs. */
import type { HostName } from '../../base/brand.ts';
import type { Answers } from './answers.ts';
import type { NodeState, UnreachedNode } from './state.ts';

/** The state of a node and its answers; a folder that plays a node gives none. */
export type Seen = { readonly state: NodeState; readonly answers?: Answers };

/** `sentAt`: when the question was sent, in milliseconds since 1970; `roundTripMillis`: from then to the end of the answer. */
export type Asked =
  | {
      readonly node: HostName;
      readonly reachable: true;
      readonly answers: Answers;
      readonly sentAt: number;
      readonly roundTripMillis: number;
    }
  | UnreachedNode;
