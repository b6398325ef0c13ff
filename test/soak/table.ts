/** What the rounds of a soak came to, as one table: a line for each kind of fault. */

/** `ended`: the exit status of the push, or `killed`. */
export type Round = {
  readonly seed: number;
  readonly kinds: readonly string[];
  readonly ended: string;
  readonly holds: boolean;
};

/** Markdown, as docs/speed.md has it. A round with two faults counts as a kind of its own. */
export function tableOf(rounds: readonly Round[]): string {
  const byKinds = new Map<string, Round[]>();
  for (const round of rounds) {
    const kinds = round.kinds.toSorted().join(', ');
    byKinds.set(kinds, [...(byKinds.get(kinds) ?? []), round]);
  }
  const lines = [...byKinds].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([kinds, some]) => lineOf(kinds, some));
  return ['| faults | rounds | how the push ended | failed |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function lineOf(kinds: string, rounds: readonly Round[]): string {
  const ends = [...new Set(rounds.map(({ ended }) => ended))].toSorted();
  const counted = ends.map((end) => `${end} (${rounds.filter(({ ended }) => ended === end).length})`);
  const failed = rounds.flatMap(({ seed, holds }) => (holds ? [] : [seed]));
  return `| ${kinds} | ${rounds.length} | ${counted.join(', ')} | ${failed.length === 0 ? 'none' : `seeds ${failed.join(', ')}`} |`;
}
