/** What must not be guessed in a site, made up for the sake of a comparison. */
import type { Json } from '../base/brand.ts';
import { isMap, type JsonMap } from '../base/json.ts';

/**
 * The site with empty lists of local disks and groups, and an initiator name, where a host has none; undefined when all have them. Domain rules
 * lvm/local-disks-missing and iscsi/initiator-name.
 */
export function standIns(site: JsonMap): JsonMap | undefined {
  const hosts = Object.entries(isMap(site['hosts']) ? site['hosts'] : {});
  const complete = hosts.map(([name, host]): readonly [string, Json] => [
    name,
    isMap(host)
      ? { local_disks: [], local_volume_groups: [], initiator: `iqn.2000-01.invalid:${name}`, ...host }
      : host,
  ]);
  const lacking = (host: Json) => isMap(host) && KEYS.some((key) => host[key] === undefined);
  return hosts.some(([, host]) => lacking(host)) ? { ...site, hosts: Object.fromEntries(complete) } : undefined;
}

const KEYS = ['local_disks', 'initiator'];
