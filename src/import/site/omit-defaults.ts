/** Removes values that equal a default of the site. */
import type { Json } from '../../base/brand.ts';
import { isList, isMap, mapOf, own, type JsonMap } from '../../base/json.ts';
import { parseDuration, parseSize } from '../../base/units.ts';

/** Defaults by kind of entity and key, as in resolve/defaults.ts. */
export type Defaults = { readonly [kind: string]: { readonly [key: string]: { readonly value: Json } } };

/** Paths of the entities of each kind. `*`: any name or list index. */
const PLACES: readonly (readonly [path: string, kind: string])[] = [
  ['hosts/*', 'host'],
  ['hosts/*/fence/*/devices/*', 'fence_use'],
  ['storage/volume_groups/*', 'volume_group'],
  ['storage/iscsi', 'iscsi'],
  ['storage/multipath', 'multipath'],
  ['storage/lvm', 'lvm'],
  ['vms/*', 'vm'],
  ['vms/*/disks/*', 'disk'],
  ['vms/*/nics/*', 'nic'],
  ['vms/*/cpu', 'cpu'],
  ['vms/*/graphics', 'graphics'],
  ['vms/*/watchdog', 'watchdog'],
  ['services/*', 'service'],
  ['failover_domains/*', 'failover_domain'],
  ['cluster/quorum/disk', 'quorum_disk'],
  ['cluster/quorum/disk/heuristics/*', 'heuristic'],
  ['cluster/network', 'network'],
  ['cluster/fence_daemon', 'fence_daemon'],
];

/** The site without values that equal its defaults. */
export function pruned(site: JsonMap, defaults: Defaults): JsonMap {
  const kinds = new Map(PLACES);
  const walk = (value: Json, path: readonly string[]): Json => {
    if (isList(value)) return value.map((item) => walk(item, [...path, '*']));
    if (!isMap(value)) return value;
    const table = defaultsAt(kinds, path, defaults);
    const entries = Object.entries(value).filter(([key, inner]) => !isDefault(inner, own(table, key)?.value));
    return Object.fromEntries(entries.map(([key, inner]) => [key, walk(inner, stepInto(path, key))]));
  };
  return withoutEmpty(mapOf(walk(site, [])));
}

/** Extends a path; names of entities become `*`. */
function stepInto(path: readonly string[], key: string): readonly string[] {
  const named = ['hosts', 'vms', 'services', 'failover_domains', 'storage/volume_groups'].includes(path.join('/'));
  return [...path, named ? '*' : key];
}

function defaultsAt(kinds: ReadonlyMap<string, string>, path: readonly string[], defaults: Defaults) {
  const kind = kinds.get(path.join('/'));
  return kind === undefined ? undefined : own(defaults, kind);
}

/** Compares with the default. Times and sizes in different units can be equal. */
function isDefault(value: Json, usual: Json | undefined): boolean {
  if (usual === undefined) return false;
  if (typeof value !== 'string' || typeof usual !== 'string') return JSON.stringify(value) === JSON.stringify(usual);
  if (value === usual) return true;
  return [parseDuration, parseSize].some((parse) => parse(value) !== undefined && parse(value) === parse(usual));
}

/** Removes settings that became empty. */
function withoutEmpty(site: JsonMap): JsonMap {
  const storage = mapOf(site['storage']);
  const kept = Object.entries(storage).filter(([, value]) => !isMap(value) || Object.keys(value).length > 0);
  const { storage: _storage, ...rest } = site;
  const cluster = Object.entries(mapOf(rest['cluster'])).filter(
    ([, value]) => !isMap(value) || Object.keys(value).length > 0,
  );
  return {
    ...rest,
    cluster: Object.fromEntries(cluster),
    ...(kept.length === 0 ? {} : { storage: Object.fromEntries(kept) }),
  };
}
