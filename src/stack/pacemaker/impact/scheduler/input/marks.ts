/** Flags of orders and actions, with pacemaker's numbers, so that traces can be compared. */

/** Effects of an order besides the sequence of its two actions. */
export const Before = {
  none: 0,
  optional: 0x1,
  firstNotMigrating: 0x2,
  impliesFirst: 0x10,
  impliesThen: 0x20,
  promotedImpliesFirst: 0x40,
  impliesFirstMigratable: 0x80,
  runnableFirst: 0x100,
  pseudoFirst: 0x200,
  impliesThenOnNode: 0x400,
  restart: 0x1000,
  serialize: 0x4000,
  sameNode: 0x8000,
  showsFirst: 0x10000,
  showsThen: 0x20000,
  asymmetric: 0x100000,
  load: 0x200000,
  anyOf: 0x400000,
  antiColocation: 0x800000,
  preserve: 0x1000000,
  thenCancelsFirst: 0x2000000,
} as const;

export const Is = {
  pseudo: 0x1,
  runnable: 0x2,
  optional: 0x4,
  shown: 0x8,
  migratable: 0x80,
  inGraph: 0x100,
  dangling: 0x800,
  requiresAny: 0x1000,
  reschedule: 0x2000,
  visited: 0x4000,
  deduplicated: 0x8000,
} as const;
