/** Volumes and volume groups that the VMs and services of a site use. */
import type { Json } from '../../base/brand.ts';
import { isList, isMap, type JsonMap } from '../../base/json.ts';
import { volumeOf } from '../guest/domain-disks.ts';
import type { Usage } from './volume-groups.ts';

/** Volumes and volume groups that VMs and services use. `shared`: what the stack's files say of groups. */
export function usageOf(vms: JsonMap, sections: JsonMap, shared: Usage['shared'] = new Map()): Usage {
  const inVms = valuesOf(vms, 'volume');
  const groups = valuesOf(sections, 'vg_name');
  const devices = valuesOf(sections, 'device').flatMap((device) => volumeOf(device) ?? []);
  const own = devices.filter((volume) => groups.includes(volume.split('/')[0] ?? ''));
  return { volumes: [...new Set([...inVms, ...own])], moving: [...new Set(groups)], shared };
}

/** All texts under a key, at any depth. */
function valuesOf(value: Json, key: string): readonly string[] {
  if (isList(value)) return value.flatMap((item) => valuesOf(item, key));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === 'string' ? [inner] : valuesOf(inner, key),
  );
}
