/** Losses of hosts that leave no quorum, counted over all sets of hosts. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { votesWithout } from '../../placement/quorum.ts';
import type { Check } from '../check.ts';

export const quorumLoss = defineDiagnostic<{ host: string; left: number; needed: number; votes: number }>({
  code: 'cluster/quorum-loss',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `without ${f.host}, which has ${f.votes} votes, the others have ${f.left} of ${f.needed} that are needed: everything stops`,
  help: (f) => `write votes: 1 for ${f.host}, or give the cluster a tie-breaker`,
  explain:
    'Quorum is more than half of the expected votes. If a single host has too many of them, its loss stops all others. votequorum(5). ' +
    'clusterc simulate --all counts the quorum for the loss of any set of hosts.',
});

/** Two hosts and wrong totals have findings of their own. */
function* singleLossesLeaveQuorum(model: Model) {
  const { hosts, cluster } = model;
  const { quorum } = cluster;
  const total = hosts.reduce((sum, { votes }) => sum + votes, quorum?.tieBreaker?.votes ?? 0);
  if (quorum === null || hosts.length < 3 || quorum.expectedVotes !== total) return;
  const without = votesWithout(model);
  for (const [index, host] of hosts.entries()) {
    const votes = without[index];
    if (votes === undefined || votes.quorate) continue;
    const facts = { host: host.name, left: votes.present, needed: votes.needed, votes: host.votes };
    yield quorumLoss(host.votes === 1 ? keyAt(host.at) : valueAt([...host.at, 'votes']), facts);
  }
}

export const quorumChecks: readonly Check[] = [singleLossesLeaveQuorum];
