/** Membership: <cman> with votes and transport, and <totem>. cman(5), corosync.conf(5). */
import type { SourcePath } from '../../../base/brand.ts';
import { element, madeFrom, present, withRaw, type Xml } from '../../../emit/draft.ts';
import type { CmanModel, Ring, Transport } from '../options.ts';
import { cmanDialectOf } from '../dialect.ts';
import { flag, writtenSections } from './attribute-text.ts';

export function cmanSection({ cluster, own }: CmanModel): Xml {
  const { at, quorum } = cluster;
  const { network, membership, quorumPoll } = own;
  const cman = element(
    'cman',
    present({
      two_node: quorum?.twoNode === true ? 1 : null,
      expected_votes: quorum?.expectedVotes ?? null,
      quorum_dev_poll: quorumPoll,
      shutdown_timeout: membership.shutdownTimeout,
      ccsd_poll: membership.ccsdPoll,
      ...transportOf(network.transport, cmanDialectOf(cluster.platform).transports),
      port: network.port,
      keyfile: network.keyfile,
      cluster_id: network.clusterId,
      hash_cluster_id: network.hashClusterId === true ? 'yes' : null,
    }),
    [
      ...ring('multicast', network.multicast, [...at, 'network', 'multicast']),
      ...ring('altmulticast', network.secondRing, [...at, 'network', 'second_ring']),
    ],
  );
  const votes = ['two_node', 'expected_votes'].map((key) => [...at, 'quorum', key]);
  const others = writtenSections(at, { 'quorum/poll': quorumPoll, network, membership });
  return madeFrom([...votes, ...others], withRaw(network.raw, cman));
}

/** Every release supports `broadcast`; `transport` came with corosync. cman(5). */
function transportOf(
  transport: Transport | null,
  known: boolean,
): { transport?: string | null; broadcast?: string | null } {
  if (transport === 'broadcast') return { broadcast: 'yes' };
  return {
    transport: known && transport !== null ? { multicast: 'udp', udpu: 'udpu', rdma: 'rdma' }[transport] : null,
  };
}

function ring(name: string, ring: Ring | null, at: SourcePath): readonly Xml[] {
  const attributes = present({ addr: ring?.address ?? null, ttl: ring?.ttl ?? null, port: ring?.port ?? null });
  return Object.keys(attributes).length === 0 ? [] : [madeFrom([at], element(name, attributes))];
}

/** In milliseconds; secauth is on or off, and any other value means on. corosync 1.4, totemconfig.c. */
export function totemSection({ cluster: { at }, own: { totem, network } }: CmanModel): Xml {
  const attributes = present({
    token: totem.token,
    consensus: totem.consensus,
    join: totem.join,
    fail_recv_const: totem.failRecvConst,
    secauth: flag(totem.secauth, ['off', 'on']),
    token_retransmits_before_loss_const: totem.tokenRetransmitsBeforeLossConst,
    rrp_mode: network.secondRing?.mode ?? null,
    rrp_problem_count_threshold: totem.rrpProblemCountThreshold,
    netmtu: totem.netmtu,
    window_size: totem.windowSize,
    max_messages: totem.maxMessages,
    seqno_unchanged_const: totem.seqnoUnchangedConst,
    miss_count_const: totem.missCountConst,
  });
  return madeFrom([[...at, 'totem']], withRaw(totem.raw, element('totem', attributes)));
}
