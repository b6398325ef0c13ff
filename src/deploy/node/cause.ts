/** Why the state of a node or the result of a step is unknown. */
/**
 * Why the state of a node is unknown. `no-answer`: timeout; `too-much`: too much output; `refused`: the command ran and failed.
 * The others come from ssh and sudo.
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
