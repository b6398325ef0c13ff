/** Why nothing is known of a node or of a step. */
/**
 * Why nothing is known of a node. `no-answer`: it took too long; `too-much`: it did not stop to talk; `refused`: the
 * command ran, and would not. The others are ssh's and sudo's.
 */
export type Cause =
  | 'refused'
  | 'no-answer'
  | 'too-much'
  | 'cut-off'
  | 'not-understood'
  | 'wrong-digest'
  | 'no-connection'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'no-common-algorithm'
  | 'login-refused'
  | 'no-sh'
  | 'sudo-refused';
