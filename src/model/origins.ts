/**
 * The origins of values that the site does not set in their place. By entity, as the VMs of a site have many, and each the same
 * ones: one key a value, `vms/vm1/memory`, took half of the time of resolving a site.
 */
import type { SourcePath } from '../base/brand.ts';
import { own } from '../base/json.ts';
import type { Origin } from './entity.ts';

/** By the first two steps of a path; each place is in one of the maps. */
export type Origins = { readonly [entity: string]: readonly OriginsOf[] };
/** Of one entity, by the steps below it. */
export type OriginsOf = { readonly [place: string]: Origin };

/** The origin of the value at a path; undefined if the site sets it there. */
export function originAt(origins: Origins, path: SourcePath): Origin | undefined {
  return originIn(own(origins, entityOf(path)) ?? [], placeIn(path));
}

/** The origin of a place of an entity. */
export function originIn(maps: readonly OriginsOf[], place: string): Origin | undefined {
  for (const map of maps) {
    const origin = own(map, place);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** The paths that have an origin, each with it. */
export function* eachOrigin(origins: Origins): Generator<readonly [path: string, origin: Origin]> {
  for (const [entity, maps] of Object.entries(origins))
    for (const map of maps)
      for (const [place, origin] of Object.entries(map)) yield [place === '' ? entity : `${entity}/${place}`, origin];
}

/** The model with a key for each path that has an origin, for people to read. */
export function withPaths<M extends { readonly origins: Origins }>(model: M) {
  return { ...model, origins: Object.fromEntries(eachOrigin(model.origins)) };
}

/** `vms/vm1`, of any path below it. */
export function entityOf(path: SourcePath): string {
  return path.length === 1 ? String(path[0]) : `${path[0]}/${path[1]}`;
}

/** `disks/0/cache`, of `vms/vm1/disks/0/cache`. */
export function placeIn(path: SourcePath): string {
  return path.length === 3 ? String(path[2]) : path.slice(2).join('/');
}
