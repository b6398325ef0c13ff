/** Values that the site does not set: defaults and derived ones, those with one reason together. Pure. */
import type { Origin } from '../../model/entity.ts';
import type { Model } from '../../model/model.ts';
import { code, text, type Block, type Cell } from './document.ts';
import { groupedBy, namesText } from './names.ts';

type Unwritten = { readonly key: string; readonly name: string; readonly origin: Exclude<Origin, { kind: 'layer' }> };

export function defaultBlocks({ origins }: Model): readonly Block[] {
  const unwritten = Object.entries(origins).flatMap(([path, origin]) =>
    origin.kind === 'layer' || path.startsWith(PROVIDERS) ? [] : [{ ...patternOf(path), origin }],
  );
  if (unwritten.length === 0) return [text('The site sets every value.')];
  const groups = groupedBy(unwritten, ({ key, origin }) => `${key} ${origin.kind} ${origin.because}`);
  const rows = groups.map(rowOf).toSorted(([a], [b]) => compare(JSON.stringify(a), JSON.stringify(b)));
  return [{ is: 'table', caption: 'Values in force', head: ['Key', 'Value', 'For', 'Why'], rows }];
}

/** Sources of secrets are no part of a bundle. */
const PROVIDERS = 'secrets/';

/** `vms/vm1/disks/0/cache` is the key `vms/NAME/disks/cache` of vm1. */
function patternOf(path: string): Pick<Unwritten, 'key' | 'name'> {
  const [section = '', ...steps] = path.split('/');
  const isNamed = NAMED.has(section);
  const key = steps.flatMap((step, index) => {
    if (isNamed && index === 0) return ['NAME'];
    return /^[0-9]+$/.test(step) ? [] : [step];
  });
  return { key: [section, ...key].join('/'), name: isNamed ? (steps[0] ?? '') : '' };
}

/** Sections whose entries are named. */
const NAMED = new Set(['hosts', 'vms', 'services', 'fence_devices', 'failover_domains']);

function rowOf(group: readonly Unwritten[]): readonly Cell[] {
  const [first] = group;
  if (first === undefined) return [];
  const values = [...new Set(group.map(({ origin }) => JSON.stringify(origin.value)))];
  const names = [...new Set(group.map(({ name }) => name).filter((name) => name !== ''))];
  return [
    [code(first.key)],
    values.length === 1 ? [code(values[0] ?? '')] : [`${values.length} values`],
    [namesText(names)],
    [first.origin.kind === 'derived' ? `derived: ${first.origin.because}` : first.origin.because],
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
