/** Votes over all subsets, against an enumeration of every subset. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { as, type HostName } from '../../src/base/brand.ts';
import type { Quorum } from '../../src/model/model.ts';
import { lossesOf, votesOf, type Voting } from '../../src/placement/quorum.ts';

const name = (index: number) => as<HostName>(`host${index + 1}`);

function votingOf(votes: readonly number[], quorum: Partial<Quorum> & { readonly disk?: number }): Voting {
  const { disk, ...rest } = quorum;
  const sum = votes.reduce((total, each) => total + each, disk ?? 0);
  const tieBreaker = disk === undefined ? null : { at: [], votes: disk };
  const hosts = votes.map((each, index) => ({ name: name(index), votes: each }));
  return { hosts, cluster: { quorum: { twoNode: false, expectedVotes: sum, tieBreaker, ...rest } } };
}

/** Every subset of the hosts, one by one: more than half of what is expected. */
function enumerated(votes: readonly number[], disk: number): readonly { sets: number; quorate: number }[] {
  const expected = votes.reduce((sum, each) => sum + each, disk);
  const rows = votes.map(() => ({ sets: 0, quorate: 0 }));
  for (let subset = 0; subset < 2 ** votes.length; subset += 1) {
    const alive = votes.filter((_, index) => (subset >> index) % 2 === 0);
    const row = rows[votes.length - alive.length];
    if (row === undefined) continue;
    row.sets += 1;
    if (2 * (alive.reduce((sum, each) => sum + each, 0) + disk) > expected) row.quorate += 1;
  }
  return rows;
}

it('counts the subsets that an enumeration counts, with and without a tie-breaker', () => {
  const votes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(votes, fc.option(fc.integer({ min: 1, max: 8 })), (each, disk) => {
      const losses = lossesOf(votingOf(each, disk === null ? {} : { disk }));
      expect(losses.map(({ sets, quorate }) => ({ sets, quorate }))).toEqual(enumerated(each, disk ?? 0));
      for (const { example } of losses)
        if (example !== null) expect(votesAfter(each, disk, example).quorate).toBe(false);
    }),
  );
});

function votesAfter(each: readonly number[], disk: number | null, lost: readonly HostName[]) {
  const voting = votingOf(each, disk === null ? {} : { disk });
  const left = voting.hosts.map((host) => host.name).filter((host) => !lost.includes(host));
  return votesOf(left, voting);
}

describe('quorum for one to eight nodes', () => {
  it.each([
    [1, 1, 0],
    [2, 2, 0],
    [3, 2, 1],
    [4, 3, 1],
    [5, 3, 2],
    [6, 4, 2],
    [7, 4, 3],
    [8, 5, 3],
  ])('%i nodes need %i votes, and stand the loss of %i', (nodes, needed, losses) => {
    const voting = votingOf(Array<number>(nodes).fill(1), {});
    expect(
      votesOf(
        voting.hosts.map((host) => host.name),
        voting,
      ).needed,
    ).toBe(needed);
    expect(lossesOf(voting).filter(({ lost, sets, quorate }) => lost > 0 && sets === quorate)).toHaveLength(losses);
  });

  it('two nodes with two_node: each alone is quorate', () => {
    const voting = votingOf([1, 1], { twoNode: true, expectedVotes: 1 });
    expect(votesOf([name(1)], voting)).toEqual({ present: 1, needed: 1, quorate: true });
    expect(votesOf([], voting).quorate).toBe(false);
  });

  it.each([2, 3, 4, 16])(
    'the last of %i nodes goes on with the quorum disk, and all are needed without it',
    (nodes) => {
      const voting = votingOf(Array<number>(nodes).fill(1), { disk: nodes - 1 });
      const losses = lossesOf(voting);
      expect(losses.every(({ sets, quorate }) => sets === quorate)).toBe(true);
      expect(losses.map(({ quorateAlone }) => quorateAlone)).toEqual([1, ...Array<number>(nodes - 1).fill(0)]);
    },
  );
});
