/** Sites that share a network: names, addresses and numbers that two of them have. */
import { defineDiagnostic, keyAt, valueAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { SourcePath } from '../../base/brand.ts';
import type { Identity } from '../../model/identity.ts';
import type { Model, Nic, Vm } from '../../model/model.ts';
import { originAt } from '../../model/origins.ts';
import { below } from '../../model/service.ts';
import { addressPlaces } from './address.ts';
import { endpointOf, usesOf } from '../fence/uses.ts';
import { freeMac } from '../vm/identities.ts';

/** The owner of what belongs to no host, VM or service. */
const CLUSTER = 'the cluster';

export const collision = defineDiagnostic<{
  what: string;
  value: string;
  owner: string;
  other: string;
  site: string;
  /** For a value that is derived: what to write. */
  instead: string | null;
}>({
  code: 'cluster/collision',
  severity: 'error',
  acceptable: true,
  message: (f) =>
    f.owner === CLUSTER
      ? `${f.what} ${f.value}${f.instead === null ? '' : ', which is derived,'} is also that of ${f.site}`
      : `${f.what} ${f.value} of ${f.owner}${f.instead === null ? '' : ', which is derived,'} is also used by ${f.other} in ${f.site}`,
  help: (f) =>
    `${f.instead === null ? `give ${f.owner} one of its own` : f.instead}, before the two clusters share a network`,
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

export function addressIdentity(at: SourcePath, address: string, owner: string): Identity {
  return identity(at, 'value', ['the address', address, owner]);
}

/** What every stack has. */
export function identitiesOf(model: Model): readonly Identity[] {
  const { cluster, hosts, vms, services, targets } = model;
  return [
    identity(['cluster', 'name'], 'value', ['the cluster name', cluster.name, CLUSTER]),
    ...hosts.flatMap((host) => [
      identity([...host.at, 'node_name'], 'value', ['the node name', host.nodeName, host.name]),
      ...addressPlaces(host).map(({ address, at }) => addressIdentity(at, address, host.name)),
      ...(host.initiator === null
        ? []
        : [identity([...host.at, 'initiator'], 'value', ['the initiator name', host.initiator, host.name])]),
    ]),
    ...vms.flatMap((vm) => [
      identity([...vm.at, 'uuid'], 'value', ['the UUID', vm.uuid, vm.name]),
      ...vm.nics.map((nic) => macIdentity(nic, vm, model)),
    ]),
    ...services.flatMap(({ resources, name }) =>
      below(resources)
        .filter(({ type }) => type === 'ip')
        .map((one) => addressIdentity(one.at, one.name.split('/')[0] ?? '', name)),
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

function macIdentity({ at, mac }: Nic, { name: vm, nics }: Vm, { cluster, origins }: Model): Identity {
  const place = [...at, 'mac'];
  const known = identity(place, 'value', ['the MAC address', mac, vm]);
  if (originAt(origins, place)?.kind !== 'derived') return known;
  return {
    ...known,
    instead: (taken) =>
      `write mac: "${freeMac({ cluster: cluster.name, vm, taken, cards: nics.length })}" at that card of ${vm}`,
  };
}

export type Collision = { readonly finding: Diagnostic; readonly other: Identity };

/**
 * What the second list has as well, each once, and the first for each place: an equal name of the cluster says that its id and
 * address are equal. `site`: the other one's name in messages.
 */
export function collisionsOf(
  mine: readonly Identity[],
  others: readonly Identity[],
  site: string,
): readonly Collision[] {
  const known = new Map(others.map((one) => [`${one.what} ${one.value}`, one]));
  const taken = new Set([...mine, ...others].map(({ value }) => value));
  const reported = new Set<string>();
  return mine.flatMap((one) => {
    const key = `${one.what} ${one.value}`;
    const place = one.at.join('/');
    const other = known.get(key);
    if (other === undefined || reported.has(key) || reported.has(place)) return [];
    reported.add(key).add(place);
    const { what, value, owner } = one;
    const instead = one.instead?.(taken) ?? null;
    return [{ finding: collision(placeIn(one), { what, value, owner, other: other.owner, site, instead }), other }];
  });
}

export function placeIn({ at, part }: Identity): Place {
  return part === 'key' ? keyAt(at) : valueAt(at);
}
