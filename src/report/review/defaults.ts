/** Values that the site does not set: defaults and derived ones, those with one reason together. Pure. */
import type { Origin } from '../../model/entity.ts';
import type { Model } from '../../model/model.ts';
import { eachOrigin } from '../../model/origins.ts';
import { code, text, type Block, type Cell } from './document.ts';
import { namesText } from './names.ts';

/** Values with one reason: their distinct texts, and the entries that have them. */
type Group = {
  readonly key: string;
  readonly origin: Exclude<Origin, { kind: 'layer' }>;
  readonly values: Set<string>;
  readonly names: Set<string>;
};

export function defaultBlocks({ origins }: Model): readonly Block[] {
  const rows = groupsOf(origins)
    .map(rowOf)
    .toSorted(([a], [b]) => compare(JSON.stringify(a), JSON.stringify(b)));
  if (rows.length === 0) return [text('The site sets every value.')];
  return [{ is: 'table', caption: 'Values in force', head: ['Key', 'Value', 'For', 'Why'], rows }];
}

/** One value at a time: 10,000 VMs have 200,000. */
function groupsOf(origins: Model['origins']): readonly Group[] {
  const groups = new Map<string, Group>();
  const keys = new Map<string, string>();
  for (const [path, origin] of eachOrigin(origins)) {
    if (origin.kind === 'layer' || path.startsWith(PROVIDERS)) continue;
    const { key, name } = patternOf(path, keys);
    const id = `${key} ${origin.kind} ${origin.because}`;
    const group = groups.get(id) ?? { key, origin, values: new Set(), names: new Set() };
    groups.set(id, group);
    group.values.add(JSON.stringify(origin.value));
    if (name !== '') group.names.add(name);
  }
  return [...groups.values()];
}

/** Sources of secrets are no part of a bundle. */
const PROVIDERS = 'secrets/';

/** `vms/vm1/disks/0/cache` is the key `vms/NAME/disks/cache` of vm1. */
function patternOf(path: string, keys: Map<string, string>): { readonly key: string; readonly name: string } {
  const slash = path.indexOf('/');
  const section = slash < 0 ? path : path.slice(0, slash);
  const [start, end] = NAMED.has(section) && slash >= 0 ? [slash + 1, path.indexOf('/', slash + 1)] : [0, 0];
  const name = path.slice(start, end < 0 ? path.length : end);
  const place = end === 0 ? path : `${section}/NAME${end < 0 ? '' : path.slice(end)}`;
  const key = keys.get(place) ?? withoutNumbers(place);
  keys.set(place, key);
  return { key, name };
}

function withoutNumbers(place: string): string {
  const [section = '', ...steps] = place.split('/');
  return [section, ...steps.filter((step) => !/^[0-9]+$/.test(step))].join('/');
}

/** Sections whose entries are named. */
const NAMED = new Set(['hosts', 'vms', 'services', 'fence_devices', 'failover_domains']);

function rowOf({ key, origin, values: [value = '', ...others], names }: Group): readonly Cell[] {
  return [
    [code(key)],
    others.length === 0 ? [code(value)] : [`${others.length + 1} values`],
    [namesText([...names])],
    [origin.kind === 'derived' ? `derived: ${origin.because}` : origin.because],
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
