/** Choices that follow from a seed. */
export type Dice = {
  /** From 0 to below 1. */
  readonly next: () => number;
  readonly chance: (of: number) => boolean;
  readonly below: (limit: number) => number;
  readonly of: <T>(items: readonly T[]) => T;
};

/** mulberry32. */
export function diceFrom(seed: number): Dice {
  let state = (seed * 2654435761) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (of) => next() < of,
    of: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to choose from');
      return item;
    },
  };
}
