/** What the heartbeat runs over: addresses of one network, and a transport that the locks of GFS2 can live with. */
import type { Check } from '../../../check/check.ts';
import { definitionsOf, labelOf } from '../../../check/devices/uses.ts';
import { heartbeatOf, shareANetwork } from '../../../check/site/heartbeat.ts';
import { keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { CmanModel, CmanOptions } from '../options.ts';
import { transportSupport } from './rings.ts';

/** Unicast and a longer time to live reach other networks. */
function* heartbeatsShareANetwork({ hosts, own: { network } }: CmanModel) {
  if (network.transport === 'udpu' || network.transport === 'rdma' || (network.multicast.ttl ?? 1) > 1) return;
  yield* shareANetwork(hosts.map(heartbeatOf));
}

function* locksTakeMulticast(model: CmanModel) {
  const { transport } = model.own.network;
  if (transport !== 'udpu' && transport !== 'broadcast') return;
  const mount = definitionsOf(model).find(({ type }) => type === 'clusterfs');
  if (mount === undefined) return;
  yield transportSupport(
    valueAt(['cluster', 'network', 'transport']),
    {
      problem: `${labelOf(mount)} takes its locks over ${transport}, which Red Hat supports with limits`,
      cure: 'use multicast',
    },
    [{ at: keyAt(mount.at), message: 'it is mounted here' }],
  );
}

export const heartbeatChecks: readonly Check<CmanOptions>[] = [heartbeatsShareANetwork, locksTakeMulticast];
