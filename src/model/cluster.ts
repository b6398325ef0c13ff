/** Spec -> the cluster as a whole: name, votes, daemons. */
import type { SourcePath } from '../base/brand.ts';
import { parseDuration } from '../base/units.ts';
import { platformOf } from '../platform/platform.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { POST_JOIN_DELAY } from './defaults.ts';
import type { Ledger } from './ledger.ts';
import type { Cluster, Host } from './model.ts';
import { rawOf } from './raw.ts';
import { known } from './tables.ts';

/** Stands in for a cluster section that cannot be used, so that the rest can still be checked; nothing is emitted then. */
const STAND_IN: Spec.Cluster = { name: 'unknown', platform: 'rhel6', domain: 'invalid' };

/** The cluster with what follows from its hosts. */
export function resolveCluster(site: Spec.Site, hosts: readonly Host[], ledger: Ledger): Cluster {
  const at: SourcePath = ['cluster'];
  const { name, domain, platform, quorum = {}, raw } = site.cluster ?? STAND_IN;
  if (ledger.hasLost('hosts')) ledger.doubt(at);
  const from = [['hosts']];
  const twoNode =
    quorum.two_node ??
    ledger.derived(hosts.length === 2, [...at, 'quorum', 'two_node'], 'true for exactly two hosts', from);
  const votes = hosts.reduce((sum, host) => sum + host.votes, 0);
  const because = twoNode ? '1 with two_node; cman(5)' : "sum of the hosts' votes";
  const expectedVotes =
    quorum.expected_votes ?? ledger.derived(twoNode ? 1 : votes, [...at, 'quorum', 'expected_votes'], because, from);
  return {
    at,
    name,
    domain,
    platform: platformOf(platform),
    twoNode,
    expectedVotes,
    postJoinDelay: known(parseDuration(POST_JOIN_DELAY)),
    raw: rawOf(raw),
  };
}
