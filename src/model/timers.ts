/** Times that have to fit each other, and the smallest set that does. Plain types; each stack knows its own laws. */

export type Time = {
  /** Path in the site. */
  readonly path: string;
  /** As a site would write it. */
  readonly value: string | number;
  /** Inequalities with numbers: `2 x 21 s < 43 s`, and what they mean. */
  readonly laws: readonly string[];
};

export type TimerSet = {
  /** In the order of the site's sections. */
  readonly times: readonly Time[];
  /** Times that are kept as they are, and decide the others. */
  readonly kept: readonly string[];
};
