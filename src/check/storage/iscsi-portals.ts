/** Portals: addresses of a storage system, each once, away from the cluster's own traffic. */
import { firstBy, grouped } from '../../base/grouped.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { isAmong } from '../../model/reach.ts';
import type { Target } from '../../model/shared-storage.ts';
import { valueOf } from '../fence/uses.ts';
import { notOfAMachine } from '../site/address.ts';
import { shared, type Check } from '../check.ts';

export const portalAddress = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'iscsi/portal',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Hosts log in to the portal over the network. Storage that one of the hosts serves fails with that host, and so does every VM. RFC 7143, 4.2.5.',
});

export const portalNetwork = defineDiagnostic<{ target: string; portal: string; host: string; address: string }>({
  code: 'iscsi/portal-network',
  severity: 'note',
  message: (f) =>
    `the portal ${f.portal} of ${f.target} seems to be on the network of the cluster, as ${f.address} of ${f.host} is`,
  help: () => 'give storage a network of its own where there is one',
  explain:
    "A disk that is written at full speed delays totem's token, and a late token fences a node. Guessed from the first three numbers of the addresses, as a site does not give the prefix length of its networks.",
});

/** The portals of a target, each once: a second one is reported as such. */
function eachPortalOnce({ at, portals }: Target): readonly { readonly address: string; readonly at: Place }[] {
  const listed = portals.map((portal, index) => ({ ...portal, at: valueAt([...at, 'portals', index]) }));
  return [...grouped(listed, ({ address, port }) => `${address}:${port}`).values()].flatMap(([first]) => first ?? []);
}

function* portalsAreOfAStorageSystem({ targets, hosts, fenceDevices }: Model) {
  const owners = firstBy(hosts, ({ addresses }) => Object.values(addresses));
  const boards = grouped(fenceDevices, (device) => valueOf(device, 'address'));
  for (const target of targets) {
    for (const { address, at } of eachPortalOnce(target)) {
      const other = notOfAMachine(address);
      const host = owners.get(address);
      const cure = 'write an address of the storage system';
      if (other !== undefined) {
        yield portalAddress(at, {
          problem: `the portal of ${target.name} cannot be ${address}, which is ${other}`,
          cure,
        });
      } else if (host !== undefined) {
        const related = [{ at: keyAt(host.at), message: `${host.name} is declared here` }];
        yield portalAddress(
          at,
          { problem: `the portal ${address} of ${target.name} is ${host.name} itself`, cure },
          related,
        );
      }
      for (const device of boards.get(address) ?? [])
        yield portalAddress(
          at,
          { problem: `the portal ${address} of ${target.name} is the fence device ${device.name}`, cure },
          [{ at: valueAt([...device.at, 'address']), message: `${device.name} has it here` }],
        );
    }
  }
}

const LAST_PORT = 65535;

function* portalsAreOnce({ targets }: Model) {
  for (const target of targets) {
    const listed = target.portals.map((portal, index) => ({
      ...portal,
      at: valueAt([...target.at, 'portals', index]),
    }));
    for (const { port, at } of listed) {
      if (port > LAST_PORT)
        yield portalAddress(at, {
          problem: `${port} is not a port: the highest is ${LAST_PORT}`,
          cure: 'write the port of the storage system',
        });
    }
    for (const [portal, [first, ...others]] of shared(listed, ({ address, port }) => `${address}:${port}`)) {
      const related = first === undefined ? [] : [{ at: first.at, message: 'it is here already' }];
      for (const { at } of others)
        yield portalAddress(
          at,
          { problem: `${target.name} has the portal ${portal} twice`, cure: 'name each portal once' },
          related,
        );
    }
  }
}

function* storageHasItsOwnNetwork({ targets, hosts }: Model) {
  for (const target of targets) {
    const initiators = hosts.filter(({ name }) => isAmong(target.hosts, name));
    const networks = firstBy(initiators, ({ addresses }) => [networkOf(addresses.cluster)]);
    for (const { address, at } of eachPortalOnce(target)) {
      const host = networks.get(networkOf(address));
      if (host !== undefined)
        yield portalNetwork(at, {
          target: target.name,
          portal: address,
          host: host.name,
          address: host.addresses.cluster,
        });
    }
  }
}

function networkOf(address: string): string {
  return address.split('.').slice(0, 3).join('.');
}

export const iscsiPortalChecks: readonly Check[] = [
  portalsAreOfAStorageSystem,
  portalsAreOnce,
  storageHasItsOwnNetwork,
];
