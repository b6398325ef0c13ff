/** What several classes of faults need to know about a site, or to add to it. */
import type { Json } from '../../src/base/brand.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import type { Model } from '../../src/model/model.ts';
import type { Target } from '../../src/model/shared-storage.ts';
import { stackOf } from '../../src/stack/stacks.ts';
import { withValue } from '../support/edits.ts';

export const isCman = ({ cluster }: Model) => stackOf(cluster.platform).name === 'cman';
export const hasFacts = (site: JsonMap) => site['facts'] !== undefined;

export function valueAt(map: Json | undefined, [key, ...rest]: readonly string[]): Json | undefined {
  return key === undefined ? map : valueAt(isMap(map) ? map[key] : undefined, rest);
}

/** A target that every host logs in to. */
export function commonTarget({ targets, hosts }: Model): Target | undefined {
  return targets.find((one) => one.hosts.length === hosts.length);
}

export const WWID = '36001405ffffffffffffffffffffffff0';

/** The site with one more LUN. */
export function withLun(site: JsonMap, target: Target): JsonMap {
  return withValue(site, ['storage', 'targets', target.name, 'luns', 'zz'], { number: 99, size: '10G', wwid: WWID });
}
