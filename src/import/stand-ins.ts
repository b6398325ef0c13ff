/** What must not be guessed in a site, made up for the sake of a comparison. */
import type { Json } from '../base/brand.ts';
import { isMap, type JsonMap } from '../base/json.ts';

/** The site with `local_disks: []` where a host has none; undefined when all have them. Domain rule lvm/local-disks-missing. */
export function standIns(site: JsonMap): JsonMap | undefined {
  const hosts = Object.entries(isMap(site['hosts']) ? site['hosts'] : {});
  const lacks = hosts.filter(([, host]) => isMap(host) && host['local_disks'] === undefined);
  if (lacks.length === 0) return undefined;
  const complete = hosts.map(([name, host]): readonly [string, Json] => [
    name,
    isMap(host) ? { local_disks: [], ...host } : host,
  ]);
  return { ...site, hosts: Object.fromEntries(complete) };
}
