/** Spec -> how the nodes communicate. */
import type * as Spec from '../../../spec/spec.gen.ts';
import type { Network, Ring, Totem } from '../options.ts';
import { rawOf } from '../../../resolve/raw.ts';
import { millisOf } from '../../../resolve/tables.ts';

export function networkOf(value: Spec.Network): Network {
  const { multicast = {}, second_ring: second } = value;
  return {
    transport: value.transport ?? null,
    port: value.port ?? null,
    multicast: ringOf(multicast),
    secondRing: second === undefined ? null : { ...ringOf(second), mode: second.mode ?? null },
    keyfile: value.keyfile ?? null,
    clusterId: value.cluster_id ?? null,
    hashClusterId: value.hash_cluster_id ?? null,
    raw: rawOf(value.raw),
  };
}

function ringOf({ address, port, ttl }: Spec.Multicast): Ring {
  return { address: address ?? null, port: port ?? null, ttl: ttl ?? null };
}

export function totemOf(value: Spec.Totem): Totem {
  return {
    token: millisOf(value.token),
    consensus: millisOf(value.consensus),
    join: millisOf(value.join),
    tokenRetransmitsBeforeLossConst: value.token_retransmits_before_loss_const ?? null,
    failRecvConst: value.fail_recv_const ?? null,
    seqnoUnchangedConst: value.seqno_unchanged_const ?? null,
    missCountConst: value.miss_count_const ?? null,
    netmtu: value.netmtu ?? null,
    windowSize: value.window_size ?? null,
    maxMessages: value.max_messages ?? null,
    secauth: value.secauth ?? null,
    rrpProblemCountThreshold: value.rrp_problem_count_threshold ?? null,
    raw: rawOf(value.raw),
  };
}
