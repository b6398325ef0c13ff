/** A seeded generator of edits: plausible sites, and damaged files. */
import { stringify } from 'yaml';
import { as, type FileId, type Json } from '../../src/base/brand.ts';
import { isList, isMap, own, type JsonMap } from '../../src/base/json.ts';
import { plain, type InputFile } from '../../src/source/tree.ts';
import { compileFixture } from './fixtures.ts';

/** A repeatable random generator: equal seeds give equal sequences (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    const first = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    const second = first ^ (first + Math.imul(first ^ (first >>> 7), first | 61));
    return Math.floor((((second ^ (second >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(items: readonly [T, ...T[]]): T;
  pick<T>(items: readonly T[]): T | undefined;
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    return items
      .map((item) => [this.below(2 ** 30), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}

export type Edit = (site: JsonMap, dice: Dice) => JsonMap;

/** The site of a fixture as one map. */
export function siteOf(cluster: string): JsonMap {
  const { tree } = compileFixture(cluster);
  const site = tree === undefined ? undefined : plain(tree);
  if (!isMap(site)) throw new Error(`the fixture ${cluster} is not a map`);
  return site;
}

/** A single file with the whole site. */
export function fileOf(site: JsonMap): InputFile {
  return input('site.yaml', stringify(site));
}

export function input(name: string, text: string | Uint8Array): InputFile {
  return { id: as<FileId>(name), bytes: typeof text === 'string' ? Buffer.from(text) : text };
}

/** The site with shuffled keys and unordered lists, and with entries distributed over several files. */
export function scattered(site: JsonMap, dice: Dice): readonly InputFile[] {
  const count = 1 + dice.below(4);
  // Each entry gets one random owner, so that it is in exactly one file.
  const owner = new Map<string, number>();
  const ownerOf = (path: string): number => {
    const known = owner.get(path) ?? dice.below(count);
    owner.set(path, known);
    return known;
  };
  const files = Array.from({ length: count }, (_, index) => partOf(site, (path) => ownerOf(path) === index));
  return dice.shuffled(
    files.map((part, index) => input(`${'cab'.charAt(index % 3)}${index}.yaml`, stringify(reordered(part, dice)))),
  );
}

/** Maps whose entries may be in different files. */
const DIVISIBLE = ['', 'hosts', 'vms', 'fence_devices', 'storage', 'storage/targets', 'storage/volume_groups'];

function partOf(map: JsonMap, mine: (path: string) => boolean, at = ''): JsonMap {
  const entries = Object.entries(map).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
    const path = at === '' ? key : `${at}/${key}`;
    if (!DIVISIBLE.includes(path) || !isMap(value)) return mine(path) ? [[key, value]] : [];
    const part = partOf(value, mine, path);
    return Object.keys(part).length === 0 ? [] : [[key, part]];
  });
  return Object.fromEntries(entries);
}

/** Lists whose order has no meaning. */
const SETS = ['bridges', 'hosts', 'accept'];

function reordered(value: JsonMap, dice: Dice): JsonMap;
function reordered(value: Json, dice: Dice, key?: string): Json;
function reordered(value: Json, dice: Dice, key = ''): Json {
  if (isList(value)) {
    const items = value.map((item) => reordered(item, dice));
    return SETS.includes(key) ? dice.shuffled(items) : items;
  }
  if (!isMap(value)) return value;
  const entries = dice.shuffled(Object.entries(value));
  return Object.fromEntries(entries.map(([name, inner]) => [name, reordered(inner, dice, name)]));
}

/** Valid names that careless code mishandles. */
const NAMES: readonly [string, ...string[]] = ['alpha', 'node-7', 'constructor', '1', '42', 'x'];

/** virsh takes a number for that of a running guest. */
const VM_NAMES = NAMES.map((name) => (/^\d+$/.test(name) ? `vm-${name}` : name));

function renamed(
  section: readonly string[],
  namesIn: (site: JsonMap) => readonly string[] = (site) => Object.keys(at(site, section)),
  names: readonly string[] = NAMES,
): Edit {
  return (site, dice) => {
    const from = dice.pick(namesIn(site));
    const to = dice.pick(names);
    return from === undefined || to === undefined || Object.keys(at(site, section)).includes(to)
      ? site
      : renameIn(site, from, to);
  };
}

function renameIn(value: JsonMap, from: string, to: string): JsonMap;
function renameIn(value: Json, from: string, to: string): Json;
function renameIn(value: Json, from: string, to: string): Json {
  const step = (text: string) => (text === from ? to : text);
  if (typeof value === 'string') return value.split('/').map(step).join('/');
  if (isList(value)) return value.map((item) => renameIn(item, from, to));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [step(key), renameIn(inner, from, to)]));
}

function at(site: Json | undefined, path: readonly string[]): JsonMap {
  const found = path.reduce<Json | undefined>((map, key) => (isMap(map) ? own(map, key) : undefined), site);
  return isMap(found) ? found : {};
}

/** The site with a new value at a path. Undefined removes the key. */
export function withValue(map: JsonMap, [key = '', ...rest]: readonly string[], value: Json | undefined): JsonMap {
  const { [key]: before, ...others } = map;
  const after = rest.length === 0 ? value : withValue(isMap(before) ? before : {}, rest, value);
  if (after === undefined) return others;
  return Object.fromEntries(
    key in map
      ? Object.entries(map).map(([k, v]) => [k, k === key ? after : v])
      : [...Object.entries(map), [key, after]],
  );
}

/** An edit that changes one key of one VM. */
function changedVm(key: string, values: readonly [Json, ...Json[]]): Edit {
  return (site, dice) => {
    const vm = dice.pick(plainVms(site));
    return vm === undefined ? site : withValue(site, ['vms', vm, key], dice.pick(values));
  };
}

/** VMs with independent values: no profiles, derived names or memory and processor limits. */
function plainVms(site: JsonMap): readonly string[] {
  const vms = Object.entries(at(site, ['vms']));
  const bound = ['profile', 'balloon', 'cpu'];
  return vms.filter(([, vm]) => isMap(vm) && !bound.some((key) => key in vm)).map(([name]) => name);
}

/** The site with another memory size for one VM, and that VM's name. A site without VMs is unchanged. */
export function resizedMemory(site: JsonMap, dice: Dice): { readonly site: JsonMap; readonly vm: string } {
  const vm = dice.pick(plainVms(site));
  if (vm === undefined) return { site, vm: '' };
  const sizes = ['257M', '641M', '1025M', '3073M'].filter((size) => size !== at(site, ['vms', vm])['memory']);
  return { site: withValue(site, ['vms', vm, 'memory'], dice.pick(sizes)), vm };
}

const resizedVolume: Edit = (site, dice) => {
  const groups = ['storage', 'volume_groups'];
  const group = dice.pick(Object.keys(at(site, groups))) ?? '';
  const volume = dice.pick(Object.keys(at(site, [...groups, group, 'volumes'])));
  const size = dice.pick(['1G', '5G', '1025M']);
  return volume === undefined
    ? site
    : withValue(site, [...groups, group, 'volumes', volume], dice.pick([size, { size }]));
};

const addedVm: Edit = (site, dice) => {
  const name = `extra${dice.below(1000)}`;
  const groups = Object.entries(at(site, ['storage', 'volume_groups']));
  // An unclustered group is for a service, or for VMs of one host.
  const [group] = dice.pick(groups.filter(([, value]) => isMap(value) && value['clustered'] !== false)) ?? [];
  if (group === undefined) return site;
  const withVolume = withValue(site, ['storage', 'volume_groups', group, 'volumes', name], '1G');
  const vm = { memory: '256M', cpus: 1, disks: [{ volume: `${group}/${name}` }], nics: [{ bridge: 'br0' }] };
  return withValue(withVolume, ['vms', name], vm);
};

const droppedVm: Edit = (site, dice) => {
  const [kept, ...others] = dice.shuffled(Object.keys(at(site, ['vms'])));
  const vm = dice.pick(others);
  return kept === undefined || vm === undefined ? site : withValue(site, ['vms', vm], undefined);
};

/** All hosts log in without a password, or with the target's own. */
const droppedChap: Edit = (site, dice) => {
  const targets = ['storage', 'targets'];
  const target = dice.pick(Object.keys(at(site, targets)));
  const host = dice.pick(Object.keys(at(site, ['hosts'])));
  if (target === undefined || host === undefined) return site;
  const shared = withValue(site, ['hosts', host, 'chap'], undefined);
  return dice.below(2) === 0 ? shared : withValue(shared, [...targets, target, 'chap'], undefined);
};

/** Edits after which the site still compiles. */
export const SOUND: readonly [Edit, ...Edit[]] = [
  renamed(['hosts']),
  renamed(['vms'], plainVms, VM_NAMES),
  renamed(['storage', 'targets']),
  renamed(['storage', 'volume_groups']),
  (site, dice) => resizedMemory(site, dice).site,
  changedVm('cpus', [1, 3, 8]),
  changedVm('recovery', ['restart', 'relocate', 'disable']),
  changedVm('autostart', [true, false]),
  resizedVolume,
  addedVm,
  droppedVm,
  droppedChap,
];

/** Values of each type, with its extremes. */
const STRANGE: readonly [Json, ...Json[]] = [
  null,
  true,
  -1,
  0,
  -0,
  1e300,
  0.5,
  '',
  ' ',
  '~',
  'host1',
  '-',
  '9999999999T',
  '999T',
  '0',
  '1e9',
  '..',
  '/',
  '${secret:x}',
  '\u0000',
  '\ue000',
  'a\nb',
  '<&>"',
  '𝒳',
  '__proto__',
  'x'.repeat(5000),
  [],
  {},
  [[]],
  [null],
  { secret: 'x' },
  { ['__proto__']: { memory: '1G' } },
  { constructor: 1 },
];

/** Paths of all places below a value. */
function placesIn(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  if (!isMap(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function somewhere(change: (site: JsonMap, path: readonly string[], dice: Dice) => JsonMap): Edit {
  return (site, dice) => {
    const path = dice.pick(placesIn(site).filter(({ length }) => length > 0));
    return path === undefined ? site : change(site, path, dice);
  };
}

/** Edits that can make a site invalid. */
export const WILD: readonly [Edit, ...Edit[]] = [
  somewhere((site, path) => withValue(site, path, undefined)),
  somewhere((site, path, dice) => withValue(site, path, dice.pick(STRANGE))),
  somewhere((site, path, dice) =>
    withValue(site, [...path, dice.pick(['x', '__proto__', 'constructor'])], dice.pick(STRANGE)),
  ),
  somewhere((site, path, dice) => withValue(site, [...path.slice(0, -1), `${path.at(-1)}x`], dice.pick(STRANGE))),
  somewhere((site, path, dice) => {
    const from = path.at(-1) ?? '';
    return renameIn(site, from, dice.pick([...NAMES, '__proto__', 'a b', '', 'ä', 'A'.repeat(300)]));
  }),
];

/** A site after some edits. */
export function edited(cluster: string, edits: readonly [Edit, ...Edit[]], count: number, dice: Dice): JsonMap {
  return Array.from({ length: count }).reduce<JsonMap>((site) => dice.pick(edits)(site, dice), siteOf(cluster));
}

/** A text with one random corruption. */
export function damaged(text: string, dice: Dice): Uint8Array {
  const bytes = Buffer.from(text);
  const cut = dice.below(bytes.length);
  const insert = (piece: string | Uint8Array) =>
    Buffer.concat([bytes.subarray(0, cut), Buffer.from(piece), bytes.subarray(cut)]);
  const line = `\n${' '.repeat(dice.below(6))}`;
  const blows: readonly [() => Uint8Array, ...(() => Uint8Array)[]] = [
    () => bytes.subarray(0, cut),
    () => insert(Uint8Array.from({ length: 1 + dice.below(40) }, () => dice.below(256))),
    () => Buffer.from(text.replace(/\n {2,4}(?=\S)/g, (blanks) => (dice.below(9) === 0 ? '\n\t' : blanks))),
    () => Buffer.from(text.replace(/[0-9]+/g, (number) => (dice.below(20) === 0 ? '9'.repeat(400) : number))),
    () => Buffer.from(text.replace(/[0-9]+/g, (number) => (dice.below(20) === 0 ? '.inf' : number))),
    () => insert(`${line}x: ${'['.repeat(70)}`),
    () => insert(`${line}x: ${'{a: '.repeat(70)}1${'}'.repeat(70)}\n`),
    () => insert(`${line}${'- '.repeat(dice.below(80))}1\n`),
    () => Buffer.from(`${aliases(18, 2)}${text}`),
    () => Buffer.from(`${aliases(14, 2)}${text.replace(/\{/, '{ x: *a13, ')}`),
    () => Buffer.from(text.replace(/: (\S+)$/gm, (whole) => (dice.below(15) === 0 ? ': *nowhere' : whole))),
    () => Buffer.from(text.replaceAll('\n', dice.pick(['\r\n', '\r', '\u2028', '\n\n']))),
    () =>
      insert(dice.pick(['---\n', '...\n', '%YAML 1.1\n', '!!binary ', '<<: {}', '? [a]\n', '\ufeff', '"', "'", '|\n'])),
  ];
  return dice.pick(blows)();
}

/** YAML aliases nested in `levels` lists, each with `width` references to the one before: 18 of 2 are just beyond a million values. */
function aliases(levels: number, width: number): string {
  const level = (_: unknown, index: number) =>
    `a${index}: &a${index} [${(index === 0 ? 'x' : `*a${index - 1}`).concat(', ').repeat(width)}]\n`;
  return Array.from({ length: levels }, level).join('');
}
