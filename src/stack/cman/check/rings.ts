/** How the nodes communicate: what a release supports, and that two rings are independent. cman(5). */
import { shared, type Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic, type Place } from '../../../diag/diagnostic.ts';
import type { CmanModel, Transport, CmanOptions } from '../options.ts';
import type { Host } from '../../../model/model.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { cmanDialectOf, type CmanDialect } from '../dialect.ts';
import { firstWith, lacking, platformName } from '../../../platform/platform.ts';
import { ringsOf, type Address } from '../emit/multicast.ts';

export const transport = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/transport',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'cman refuses to start with a transport that it does not know, and with two identical rings. udpu came with RHEL 6.2, a second ring with 6.4, ' +
    'broadcast with RHEL 5.6. cman(5); Red Hat article 146163.',
});

export const transportSupport = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/transport-support',
  severity: 'warning',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The cluster starts, but Red Hat supports it with limits or not at all, or what is written has no effect. cman(5); Red Hat article 146163 and solution 162193.',
});

export const ringLocks = defineDiagnostic<{ hosts: number }>({
  code: 'cluster/ring-locks',
  severity: 'note',
  acceptable: true,
  message: () => 'with a second ring rgmanager takes its locks from cpglockd, not from dlm',
  help: (f) => `start the service cpglockd at boot on all ${f.hosts} hosts, before rgmanager`,
  explain:
    'rgmanager needs cpglockd where the nodes have two rings. That is a service of the hosts, which clusterc does not manage. cman(5).',
});

const CAN: { readonly [T in Transport]: (dialect: CmanDialect) => boolean } = {
  multicast: () => true,
  broadcast: ({ broadcast }) => broadcast,
  udpu: ({ udpu }) => udpu,
  rdma: ({ transports }) => transports,
};

/** A feature that some host lacks, and the alternative. */
function missing(
  { cluster, hosts }: CmanModel,
  can: (dialect: CmanDialect) => boolean,
): { release: string; cure: string } | null {
  const hasIt = (platform: Platform) => can(cmanDialectOf(platform));
  const without = lacking(cluster.platform, [cluster.platform, ...hosts.map(({ platform }) => platform)], hasIt);
  const since = firstWith(cluster.platform, hasIt);
  if (without === undefined) return null;
  const update =
    since === undefined ? '' : `update the hosts to ${platformName(since)} and write that as platform, or `;
  return { release: platformName(without), cure: update };
}

function* transportIsKnown(model: CmanModel) {
  const { transport: kind } = model.own.network;
  const lack = kind === null ? null : missing(model, CAN[kind]);
  if (kind !== null && lack !== null)
    yield transport(inNetwork('transport'), {
      problem: `transport ${kind} is not available on ${lack.release}`,
      cure: `${lack.cure}use multicast`,
    });
}

function* transportIsSupported(model: CmanModel) {
  const { cluster, own } = model;
  const { transport: kind, multicast } = own.network;
  const place = inNetwork('transport');
  if (kind !== null && missing(model, CAN[kind]) !== null) return; // reported by the rule above
  if (kind === 'broadcast')
    yield transportSupport(place, {
      problem:
        cluster.platform.family === 'rhel5'
          ? 'broadcast is supported with limits'
          : 'broadcast is a technology preview that Red Hat does not support',
      cure: 'use multicast, or udpu from RHEL 6.2 on',
    });
  if (kind === 'rdma')
    yield transportSupport(place, { problem: 'Red Hat does not support rdma', cure: 'use multicast or udpu' });
  if (kind !== null && kind !== 'multicast' && multicast.address !== null)
    yield transportSupport(inNetwork('multicast', 'address'), {
      problem: `the multicast address has no effect with the transport ${kind}`,
      cure: 'remove it',
    });
}

function* addressesAreMulticast({ own }: CmanModel) {
  const { multicast, secondRing } = own.network;
  const written = [
    [multicast.address, inNetwork('multicast', 'address')],
    [secondRing?.address ?? null, inNetwork('second_ring', 'address')],
  ] as const;
  for (const [address, place] of written) if (address !== null) yield* unfit(address, place);
}

/** RFC 5771: 224/4 is multicast, 224.0.0/24 never leaves a link. cman's own range is 239.192/16. */
function* unfit(address: string, place: Place): Generator<Diagnostic> {
  const cure = 'use an address of 239.192.0.0 to 239.192.255.255, or none: cman has one';
  const [first = 0] = address.split('.').map(Number);
  if (first < 224 || first > 239) yield transport(place, { problem: `${address} is not a multicast address`, cure });
  else if (address.startsWith('224.0.0.'))
    yield transport(place, { problem: `${address} is kept for routers and never leaves a switch`, cure });
  else if (!address.startsWith('239.192.'))
    yield transportSupport(place, { problem: `${address} is outside 239.192.0.0/16, the range for clusters`, cure });
}

function* ringsAreOnEveryHost(model: CmanModel) {
  const { cluster, own, hosts } = model;
  const [first, ...others] = hosts.filter(({ altName }) => altName !== null);
  if (first === undefined && own.network.secondRing !== null)
    yield transport(keyAt([...cluster.at, 'network', 'second_ring']), {
      problem: 'there is a second ring, but no host has an alt_name',
      cure: 'give every host the name that it has on the second network: alt_name',
    });
  if (first === undefined) return;
  const related = [{ at: valueAt([...first.at, 'alt_name']), message: `${first.name} has one` }];
  for (const host of hosts.filter(({ altName }) => altName === null))
    yield transport(
      keyAt(host.at),
      { problem: `${host.name} has no alt_name, but ${first.name} has one`, cure: 'give every host one, or none' },
      related,
    );
  const lack = missing(model, ({ secondRing }) => secondRing);
  if (lack !== null)
    yield transport(
      valueAt([...first.at, 'alt_name']),
      {
        problem: `a second ring is not available on ${lack.release}`,
        cure: `${lack.cure}remove alt_name from every host`,
      },
      others.map(({ at, name }) => ({ at: valueAt([...at, 'alt_name']), message: `${name} has one too` })),
    );
}

type Name = { readonly host: Host; readonly name: string; readonly key: string };

function* alternateNamesAreUnique({ hosts }: CmanModel) {
  const names = hosts.flatMap((host): readonly Name[] => [
    { host, name: host.nodeName, key: 'node_name' },
    ...(host.altName === null ? [] : [{ host, name: host.altName, key: 'alt_name' }]),
  ]);
  for (const [name, [first, ...others]] of shared(names, (one) => one.name)) {
    for (const { host, key } of others.filter((one) => one.key === 'alt_name' || first?.key === 'alt_name'))
      yield transport(valueAt([...host.at, key]), {
        problem:
          first?.host === host
            ? `${host.name} has the name ${name} on both rings`
            : `${name} is a name of ${first?.host.name} and of ${host.name}`,
        cure: 'write the name of the address on the second network',
      });
  }
}

function* ringsAreTwo({ cluster, own: { network }, hosts }: CmanModel) {
  if (hosts.every(({ altName }) => altName === null) || (network.transport ?? 'multicast') !== 'multicast') return;
  const { first, second } = ringsOf(cluster.name, network);
  if (isApart(first, second)) return;
  const isWritten = typeof network.secondRing?.address === 'string';
  const place = isWritten ? inNetwork('second_ring', 'address') : inNetwork('multicast', 'address');
  yield transport(place, {
    problem: `both rings have the multicast address ${first.address}, and the ports ${first.port} and ${second.port}`,
    cure: 'use another address, or a port that differs by two at least',
  });
}

/** Do two rings differ? Each ring uses its port and the one below. */
function isApart(a: Address, b: Address): boolean {
  return a.address === null || b.address === null || a.address !== b.address || Math.abs(a.port - b.port) >= 2;
}

function* locksTakeBothRings({ cluster, hosts, own }: CmanModel) {
  const second = hosts.find(({ altName }) => altName !== null);
  if (second !== undefined && own.dlm.protocol === 'tcp')
    yield transport(
      valueAt([...cluster.at, 'dlm', 'protocol']),
      { problem: 'dlm uses one ring only with tcp', cure: 'write protocol: sctp or detect, or remove it' },
      [{ at: valueAt([...second.at, 'alt_name']), message: 'the second ring' }],
    );
}

function* locksAreServed({ hosts }: CmanModel) {
  const second = hosts.find(({ altName }) => altName !== null);
  if (second !== undefined) yield ringLocks(valueAt([...second.at, 'alt_name']), { hosts: hosts.length });
}

function inNetwork(...keys: readonly string[]): Place {
  return valueAt(['cluster', 'network', ...keys]);
}

export const ringChecks: readonly Check<CmanOptions>[] = [
  transportIsKnown,
  transportIsSupported,
  addressesAreMulticast,
  ringsAreOnEveryHost,
  alternateNamesAreUnique,
  ringsAreTwo,
  locksTakeBothRings,
  locksAreServed,
];
