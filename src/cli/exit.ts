/** How commands end. Apart from what commands use, as main.ts needs it before one is loaded. */

/** Exit codes, as `clusterc --help` lists them. */
export const EXIT = {
  done: 0,
  failed: 1,
  different: 2,
  reverted: 3,
  stuck: 4,
  unhealthy: 5,
  usage: 64,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
