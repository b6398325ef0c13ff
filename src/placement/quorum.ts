/** Votes after the loss of hosts. All stacks count alike; votequorum(5). */
import type { HostName } from '../base/brand.ts';
import type { Host, Quorum } from '../model/model.ts';

export type Votes = {
  readonly present: number;
  /** Votes that make a quorum: more than half of those that are expected. */
  readonly needed: number;
  readonly quorate: boolean;
};

export type Voting = {
  readonly cluster: { readonly quorum: Quorum | null };
  readonly hosts: readonly Pick<Host, 'name' | 'votes'>[];
};

/** The votes of these members, with the tie-breaker or without it. A cluster without quorum is always quorate. */
export function votesOf(members: readonly HostName[], { cluster, hosts }: Voting, withTieBreaker = true): Votes {
  const { quorum } = cluster;
  const there = hosts.filter(({ name }) => members.includes(name));
  if (quorum === null) return { present: there.length, needed: 0, quorate: true };
  return countedVotes(there.length, sumOf(there), quorum, withTieBreaker);
}

/** A tie-breaker has no vote without a node that reports it. */
function countedVotes(nodes: number, votes: number, quorum: Quorum, withTieBreaker: boolean): Votes {
  const present = nodes === 0 ? 0 : votes + (withTieBreaker ? (quorum.tieBreaker?.votes ?? 0) : 0);
  const needed = quorum.twoNode && nodes <= 2 ? 1 : majorityOf(Math.max(quorum.expectedVotes, present));
  return { present, needed, quorate: nodes > 0 && present >= needed };
}

function majorityOf(votes: number): number {
  return Math.floor(votes / 2) + 1;
}

function sumOf(hosts: readonly Pick<Host, 'votes'>[]): number {
  return hosts.reduce((sum, { votes }) => sum + votes, 0);
}

/** The votes after the loss of each host alone. */
export function votesWithout({ cluster, hosts }: Voting): readonly Votes[] {
  const { quorum } = cluster;
  const all = sumOf(hosts);
  return hosts.map(({ votes }) =>
    quorum === null
      ? { present: hosts.length - 1, needed: 0, quorate: true }
      : countedVotes(hosts.length - 1, all - votes, quorum, true),
  );
}

/** All sets of `lost` failed hosts, and how many of them leave a quorum. */
export type Loss = {
  readonly lost: number;
  readonly sets: number;
  readonly quorate: number;
  /** The same if the tie-breaker has failed too; null if there is none. */
  readonly quorateAlone: number | null;
  /** A set that leaves no quorum, with the tie-breaker alive: the hosts with the most votes. */
  readonly example: readonly HostName[] | null;
};

/**
 * One entry for each number of failed hosts, from none to all but one. Hosts of equal votes are counted as one class, so that all
 * subsets of 16 hosts are no more work than a few sums.
 */
export function lossesOf(voting: Voting): readonly Loss[] {
  const { hosts, cluster } = voting;
  const byLoss = remainders(hosts);
  const heaviest = hosts.toSorted((a, b) => b.votes - a.votes).map(({ name }) => name);
  return byLoss.slice(0, -1).map((remaining, lost) => {
    const nodes = hosts.length - lost;
    const count = (withTieBreaker: boolean) => countQuorate(remaining, nodes, cluster.quorum, withTieBreaker);
    const sets = [...remaining.values()].reduce((sum, each) => sum + each, 0);
    const quorate = count(true);
    const example = quorate === sets ? null : heaviest.slice(0, lost);
    const quorateAlone = (cluster.quorum?.tieBreaker ?? null) === null ? null : count(false);
    return { lost, sets, quorate, quorateAlone, example };
  });
}

function countQuorate(
  remaining: ReadonlyMap<number, number>,
  nodes: number,
  quorum: Quorum | null,
  withTieBreaker: boolean,
): number {
  let total = 0;
  for (const [votes, sets] of remaining)
    if (quorum === null || countedVotes(nodes, votes, quorum, withTieBreaker).quorate) total += sets;
  return total;
}

/** By the number of failed hosts: remaining votes -> number of sets that leave them. */
function remainders(hosts: readonly Pick<Host, 'votes'>[]): readonly ReadonlyMap<number, number>[] {
  let byLoss: readonly ReadonlyMap<number, number>[] = [new Map([[sumOf(hosts), 1]])];
  for (const [votes, size] of classesOf(hosts)) byLoss = withClass(byLoss, votes, size);
  return byLoss;
}

function classesOf(hosts: readonly Pick<Host, 'votes'>[]): ReadonlyMap<number, number> {
  const classes = new Map<number, number>();
  for (const { votes } of hosts) classes.set(votes, (classes.get(votes) ?? 0) + 1);
  return classes;
}

function withClass(
  byLoss: readonly ReadonlyMap<number, number>[],
  votes: number,
  size: number,
): readonly ReadonlyMap<number, number>[] {
  const next = Array.from({ length: byLoss.length + size }, () => new Map<number, number>());
  for (const [lost, remaining] of byLoss.entries())
    for (const [sum, sets] of remaining)
      for (let more = 0; more <= size; more += 1) {
        const left = sum - more * votes;
        const into = next[lost + more];
        into?.set(left, (into.get(left) ?? 0) + sets * binomial(size, more));
      }
  return next;
}

function binomial(size: number, chosen: number): number {
  let result = 1;
  for (let step = 1; step <= chosen; step += 1) result = (result * (size - chosen + step)) / step;
  return Math.round(result);
}
