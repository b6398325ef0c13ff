/** Sorts the keys of a site in the usual order. */
import type { Json } from '../../base/brand.ts';
import { isList, isMap, type JsonMap, own } from '../../base/json.ts';

const ORDERS: { readonly [path: string]: string } = {
  '': 'version cluster secrets accept fence_devices hosts storage failover_domains resources services vms',
  cluster: 'name platform domain quorum network corosync pacemaker',
  'cluster/quorum': 'two_node expected_votes poll disk',
  'hosts/*':
    'node_id node_name alt_name address addresses links votes weight memory cpus initiator bridges local_disks local_volume_groups ' +
    'iscsi_interfaces chap fence unfence raw',
  storage: 'targets iscsi multipath lvm volume_groups',
  'vms/*':
    'uuid memory balloon cpus cpu machine accelerator clock boot disks nics graphics video serial tablet watchdog rng memballoon ' +
    'overlay run_on failover_domain migrate autostart exclusive recovery max_restarts restart_expire_time depend ' +
    'depend_mode pacemaker',
  'services/*':
    'run_on failover_domain autostart exclusive recovery max_restarts restart_expire_time depend depend_mode',
};

/** Unlisted keys follow the listed ones in their original order. `resources` and `raw` of a service come last. */
export function inOrder(site: JsonMap): JsonMap {
  const walk = (value: Json, path: readonly string[]): Json => {
    if (isList(value)) return value.map((item) => walk(item, [...path, '*']));
    if (!isMap(value)) return value;
    const order = (own(ORDERS, path.join('/')) ?? '').split(' ');
    const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : LAST.indexOf(key) + order.length + 1);
    const keys = Object.keys(value).toSorted((a, b) => rank(a) - rank(b));
    return Object.fromEntries(
      keys.map((key) => [
        key,
        walk(own(value, key) ?? null, [...path, path.length === 1 && isEntity(path) ? '*' : key]),
      ]),
    );
  };
  const ordered = walk(site, []);
  return isMap(ordered) ? ordered : {};
}

const LAST = ['actions', 'resources', 'raw'];

function isEntity([section]: readonly string[]): boolean {
  return ['hosts', 'vms', 'services'].includes(section ?? '');
}
