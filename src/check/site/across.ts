/** Sites that share a network: names, addresses and numbers that two of them have. */
import { defineDiagnostic, keyAt, valueAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { SourcePath } from '../../base/brand.ts';
import type { Identity } from '../../model/identity.ts';
import type { Model } from '../../model/model.ts';
import { below } from '../../model/service.ts';
import { endpointOf, usesOf } from '../fence/uses.ts';

export const collision = defineDiagnostic<{ what: string; value: string; owner: string; other: string; site: string }>({
  code: 'cluster/collision',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.what} ${f.value} of ${f.owner} is also used by ${f.other} in ${f.site}`,
  help: (f) => `give ${f.owner} one of its own, before the two clusters share a network`,
  explain:
    'Two clusters with one name, multicast address or node name take each other for members; two machines with one address, MAC or initiator name take each ' +
    "other's packets and sessions; with a shared fence plug one cluster switches off a node of the other; to a shared LUN both write.",
});

function identity(
  at: SourcePath,
  part: Identity['part'],
  [what, value, owner]: readonly [string, string, string],
): Identity {
  return { at, part, what, value: value.toLowerCase(), owner };
}

/** What every stack has. */
export function identitiesOf(model: Model): readonly Identity[] {
  const { cluster, hosts, vms, services, targets } = model;
  return [
    identity(['cluster', 'name'], 'value', ['the cluster name', cluster.name, 'the cluster']),
    ...hosts.flatMap((host) => [
      identity([...host.at, 'node_name'], 'value', ['the node name', host.nodeName, host.name]),
      ...[...new Set(Object.values(host.addresses))].map((one) =>
        identity(placeOf(host, one), 'value', ['the address', one, host.name]),
      ),
      ...(host.initiator === null
        ? []
        : [identity([...host.at, 'initiator'], 'value', ['the initiator name', host.initiator, host.name])]),
    ]),
    ...vms.flatMap(({ at, name, uuid, nics }) => [
      identity([...at, 'uuid'], 'value', ['the UUID', uuid, name]),
      ...nics.map((nic) => identity([...nic.at, 'mac'], 'value', ['the MAC address', nic.mac, name])),
    ]),
    ...services.flatMap(({ resources, name }) =>
      below(resources)
        .filter(({ type }) => type === 'ip')
        .map((one) => identity(one.at, 'value', ['the address', one.name.split('/')[0] ?? '', name])),
    ),
    ...usesOf(model).flatMap((use) => {
      const endpoint = endpointOf(use);
      return endpoint === null
        ? []
        : [identity([...use.use.at, 'device'], 'value', ['the fence endpoint', endpoint, use.host.name])];
    }),
    ...targets.flatMap(({ iqn, luns }) =>
      luns.map((lun) =>
        identity(lun.at, 'key', ['the LUN', lun.wwid ?? `${iqn} lun ${lun.number}`, `${lun.target}/${lun.name}`]),
      ),
    ),
  ];
}

function placeOf({ at, addresses }: Model['hosts'][number], address: string): SourcePath {
  const key = (['cluster', 'storage', 'migration'] as const).find((one) => addresses[one] === address);
  return addresses.general === address || key === undefined ? [...at, 'address'] : [...at, 'addresses', key];
}

export type Collision = { readonly finding: Diagnostic; readonly other: Identity };

/** What the second list has as well, each once. `site`: the other one's name in messages. */
export function collisionsOf(
  own: readonly Identity[],
  others: readonly Identity[],
  site: string,
): readonly Collision[] {
  const known = new Map(others.map((one) => [`${one.what} ${one.value}`, one]));
  const reported = new Set<string>();
  return own.flatMap((one) => {
    const key = `${one.what} ${one.value}`;
    const other = known.get(key);
    if (other === undefined || reported.has(key)) return [];
    reported.add(key);
    const { what, value, owner } = one;
    return [{ finding: collision(placeIn(one), { what, value, owner, other: other.owner, site }), other }];
  });
}

export function placeIn({ at, part }: Identity): Place {
  return part === 'key' ? keyAt(at) : valueAt(at);
}
