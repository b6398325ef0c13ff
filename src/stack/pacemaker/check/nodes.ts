/** Checks of node ids and addresses that `corosync -t` accepts. Measured with corosync 3.1.7. */
import { own } from '../../../base/json.ts';
import { shared, type Check } from '../../../check/check.ts';
import { addressPlaces, notOfAMachine } from '../../../check/site/address.ts';
import { movingIn } from '../../../check/site/service-addresses.ts';
import { heartbeatOf, shareANetwork, type Heartbeat } from '../../../check/site/heartbeat.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const nodeIdRange = defineDiagnostic<{ host: string; nodeId: number }>({
  code: 'cs/nodeid',
  severity: 'error',
  message: (f) => `${f.host} has node_id ${f.nodeId}, and corosync takes numbers from 1 to 65535`,
  help: () => 'write a number up to 65535 that no node has ever had',
  explain:
    'knet has 16 bits for the number of a node, and corosync refuses to start with a larger one. Measured with corosync 3.1.7.',
});

export const addressTwice = defineDiagnostic<{ host: string; address: string; other: string }>({
  code: 'cs/addr-dup',
  severity: 'error',
  message: (f) => `${f.host} has the address ${f.address} for a link, which is ${f.other}`,
  help: () => 'write the address that this host has in the network of the link',
  explain: 'corosync -t and a reload accept the file, and the link never connects. Measured with corosync 3.1.7.',
});

export const nodeLimit = defineDiagnostic<{ hosts: number }>({
  code: 'sys/node-limit',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the cluster has ${f.hosts} hosts, and vendors support at most ${MOST}`,
  help: () => 'split the site into two clusters',
  explain: 'Membership and the scheduler get slower with each node. Red Hat supports 32 nodes since RHEL 8.',
});

const MOST = 32;

function* sizeIsSupported({ hosts }: PacemakerModel) {
  if (hosts.length > MOST) yield nodeLimit(keyAt(['hosts']), { hosts: hosts.length });
}

function* nodeIdsAreSmall({ hosts }: PacemakerModel) {
  for (const { at, name, nodeId } of hosts)
    if (nodeId > 65535) yield nodeIdRange(valueAt([...at, 'node_id']), { host: name, nodeId });
}

type Link = Heartbeat & { readonly number: number };

/** All links. The first one, number 0, is the cluster's address of the host, which has rules of its own. */
function linksOf({ hosts, own: { corosync } }: PacemakerModel): readonly Link[] {
  return hosts.flatMap((host) => [
    { ...heartbeatOf(host), number: 0 },
    ...(own(corosync.links, host.name) ?? []).map((address, index) => ({
      host,
      at: valueAt([...host.at, 'links', index]),
      address,
      number: index + 1,
    })),
  ]);
}

function* linksHaveTheirOwnAddress(model: PacemakerModel) {
  const links = linksOf(model);
  for (const [address, [first, ...others]] of shared(links, (link) => link.address))
    for (const { host, at } of others.filter(({ number }) => number > 0)) {
      const other = first?.host === host ? 'that of another of its links' : `one of ${first?.host.name ?? ''}`;
      const related = first === undefined ? [] : [{ at: first.at, message: 'the first use is here' }];
      yield addressTwice(at, { host: host.name, address, other }, related);
    }
  for (const { host, at, address } of links.filter(({ number }) => number > 0)) {
    const other = notOfAMachine(address);
    if (other !== undefined) yield addressTwice(at, { host: host.name, address, other });
  }
}

/** A link may use the card of another network of its own host, and of no other one; no service moves its address. */
function* linksAreOfTheirHost(model: PacemakerModel) {
  const moving = movingIn(model).map(({ written, at }) => ({ address: written.split('/')[0], at, host: null }));
  const others = model.hosts.flatMap((host) =>
    addressPlaces(host)
      .filter(({ address }) => address !== host.addresses.cluster)
      .map(({ address, at }) => ({ address, at: valueAt(at), host: host.name })),
  );
  for (const { host, at, address } of linksOf(model).filter(({ number }) => number > 0)) {
    const taken = [...others, ...moving].find((one) => one.address === address && one.host !== host.name);
    if (taken === undefined) continue;
    const other = taken.host === null ? 'that of a service' : `one of ${taken.host}`;
    yield addressTwice(at, { host: host.name, address, other }, [{ at: taken.at, message: 'it is here too' }]);
  }
}

/** A link with an address that another one has is reported by the rule above. */
function* linksAreInOneNetwork(model: PacemakerModel) {
  const links = linksOf(model);
  const taken = shared(links, ({ address }) => address).flatMap(([, users]) => users.map(({ number }) => number));
  const numbers = new Set(links.map(({ number }) => number));
  for (const one of numbers)
    if (!taken.includes(one)) yield* shareANetwork(links.filter(({ number }) => number === one));
}

export const nodeChecks: readonly Check<PacemakerOptions>[] = [
  sizeIsSupported,
  nodeIdsAreSmall,
  linksHaveTheirOwnAddress,
  linksAreOfTheirHost,
  linksAreInOneNetwork,
];
