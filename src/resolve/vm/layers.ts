/**
 * Profiles and groups: a VM's values override its profile, which overrides its groups in the order of the list. Maps merge,
 * lists replace; `{name}` is replaced by the VM's name.
 *
 * A profile's value records an origin at the VM's path (`vms/vm1/memory` is set at `profiles/small/memory`), so that findings
 * can name the line to change; see written.ts.
 */
import { firstNames } from '../../base/names.ts';
import { addAll } from '../../base/lists.ts';
import type { Json, SourcePath } from '../../base/brand.ts';
import { isList, isMap, type JsonMap, own } from '../../base/json.ts';
import { defineDiagnostic, keyAt } from '../../diag/diagnostic.ts';
import { memoizedWith } from '../../base/memoize.ts';
import { missingKey } from '../../spec/findings.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { Ledger } from '../ledger.ts';
import { type Table, byName, tableOf, type Entry } from '../tables.ts';

export const chain = defineDiagnostic<{ what: string; name: string; key: string }>({
  code: 'ref/chain',
  severity: 'error',
  message: (f) => `the ${f.what} ${f.name} cannot set ${f.key}`,
  help: (f) => `remove ${f.key} here, and write it at the VMs`,
  explain: 'A VM takes groups and one profile; profiles and groups take none, so that one order of precedence applies.',
});

export const unusedLayer = defineDiagnostic<{ what: string; name: string }>({
  code: 'ref/unused',
  severity: 'note',
  message: (f) => `no VM uses the ${f.what} ${f.name}`,
  help: (f) => `remove ${f.name}, or name it at a VM`,
  explain: 'It has no effect; perhaps a VM was meant to use it.',
});

/** A VM with all required keys. */
export type WholeVm = Spec.Vm & Required<Pick<Spec.Vm, 'memory' | 'cpus' | 'disks'>>;

type Layer = Entry<Spec.Vm>;
type Layers = {
  readonly profiles: Table<Layer>;
  readonly groups: Table<Layer>;
  /** What was left out of it. */
  readonly cuts: readonly SourcePath[];
};

/** A VM with its layers, weakest first, itself last. `lost`: one of them is unknown. */
type LayeredVm = Layer & { readonly layers: readonly Layer[]; readonly merged: Spec.Vm; readonly lost: boolean };

/** The VMs sorted by name, each whole. Reports `ref/unknown`, `ref/chain`, `ref/unused` and `schema/missing-key`. */
export function layeredVms(site: Spec.Site, ledger: Ledger): readonly Entry<WholeVm>[] {
  const known = {
    profiles: layersOf('profile', site.profiles, ledger),
    groups: layersOf('group', site.groups, ledger),
    cuts: ledger.unsound.filter(([section]) => section === 'profiles' || section === 'groups'),
  };
  const layered = byName(site.vms, ['vms']).map((entry) => layVm(entry, known, ledger));
  addAll(ledger.diagnostics, [...unusedLayers(known, layered, ledger), ...missingKeys(layered, ledger)]);
  return layered.flatMap((vm) => {
    if (vm.lost) ledger.doubt(vm.at);
    return vm.lost ? [] : [{ name: vm.name, at: vm.at, value: withStandIns(vm, ledger) }];
  });
}

/**
 * The VM with a harmless value for each required key that it lacks, or whose value was left out, so that its other keys are
 * resolved and checked all the same. The key is marked as doubtful: findings that depend on it are suppressed.
 */
function withStandIns({ at, merged }: LayeredVm, ledger: Ledger): WholeVm {
  if (isWhole(merged)) return merged;
  for (const [key] of REQUIRED) if (merged[key] === undefined) ledger.doubt([...at, key]);
  return {
    ...merged,
    memory: merged.memory ?? STAND_INS.memory,
    cpus: merged.cpus ?? STAND_INS.cpus,
    disks: merged.disks ?? STAND_INS.disks,
  };
}

function isWhole(vm: Spec.Vm): vm is WholeVm {
  return REQUIRED.every(([key]) => vm[key] !== undefined);
}

/** The smallest values that a VM may have. */
const STAND_INS: Pick<WholeVm, 'memory' | 'cpus' | 'disks'> = { memory: '1M', cpus: 1, disks: [] };

function layersOf(what: 'profile' | 'group', section: Spec.Site['profiles'], ledger: Ledger): Table<Layer> {
  const layers = byName(section, []).map(({ name, value }) => layerOf(value, name, what));
  for (const { name, at, value } of layers) {
    for (const key of (['profile', 'groups'] as const).filter((one) => value[one] !== undefined))
      ledger.diagnostics.push(chain(keyAt([...at, key]), { what, name, key }));
  }
  return tableOf(
    what,
    layers,
    ({ name }) => name,
    (name) => [`${what}s`, name],
  );
}

function layVm(entry: Layer, known: Layers, ledger: Ledger): LayeredVm {
  const { at, name, value } = entry;
  const { profile, groups = [] } = value;
  const below = [
    ...groups.map((group, index) => ledger.refer(group, [...at, 'groups', index], known.groups)),
    ...(profile === undefined ? [] : [ledger.refer(profile, [...at, 'profile'], known.profiles)]),
  ];
  const found = below.flatMap((layer) => layer ?? []);
  const { layers, merged, recorded } = blend(value, name, ...found);
  ledger.include(recorded);
  for (const cut of known.cuts) if (isCutFor(entry, found, cut)) ledger.doubt([...at, ...cut.slice(2)]);
  return { ...entry, layers, merged, lost: found.length < below.length };
}

const layerOf = memoizedWith((value: Spec.Vm, name: string, what: string): Layer => ({
  name,
  at: [`${what}s`, name],
  value,
}));

/** A VM with its layers, as one map. */
const blend = memoizedWith((value: Spec.Vm, name: string, ...below: readonly Layer[]) => {
  const at = ['vms', name];
  const layers = [...below, { name, at, value }].map((layer) => filled(layer, name));
  const own = new Ledger([]);
  for (const origin of originsOf(layers, at)) own.layered(origin.value, origin.at, origin.from);
  const merged = layers.map((layer) => layer.value).reduce((lower, upper) => over(lower, upper));
  return { layers, merged, recorded: own.recorded };
});

/** Does the VM get this from a layer, and not set it itself? */
function isCutFor({ value }: Layer, layers: readonly Layer[], [section, name, key]: SourcePath): boolean {
  const own = key === undefined ? undefined : Object.entries(value).find(([one]) => one === key)?.[1];
  return (own === undefined || isMap(own)) && layers.some(({ at }) => at[0] === section && at[1] === name);
}

/** One map over another: maps merge, everything else replaces. */
function over<T extends JsonMap>(lower: T, upper: T): T {
  const inner = Object.entries(upper).flatMap(([key, value]) => {
    const below = own(lower, key);
    return isMap(value) && isMap(below) ? [[key, over(below, value)] as const] : [];
  });
  return { ...lower, ...upper, ...Object.fromEntries(inner) };
}

/** The layer as a VM uses it: without layers of its own, and with the VM's name for `{name}`. */
function filled({ name, at, value: { profile: _profile, groups: _groups, ...value } }: Layer, vm: string): Layer {
  return { name, at, value: { ...value, ...named(value, vm) } };
}

function named(map: JsonMap, vm: string): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, withName(value, vm)]));
}

function withName(value: Json, vm: string): Json {
  if (typeof value === 'string') return value.replaceAll('{name}', () => vm);
  if (isList(value)) return value.map((item) => withName(item, vm));
  return isMap(value) ? named(value, vm) : value;
}

type Said = { readonly at: SourcePath; readonly value: Json };
type OriginOf = Said & { readonly from: SourcePath };

/** What comes from a layer: the strongest one that sets a value, and below it what weaker ones add to a map. */
function* originsOf(layers: readonly Said[], at: SourcePath): Generator<OriginOf> {
  const top = layers.at(-1);
  if (top === undefined) return;
  if (top.at[0] !== at[0]) yield { at, value: top.value, from: top.at };
  const maps = layers.slice(layers.findLastIndex(({ value }) => !isMap(value)) + 1);
  if (maps.length < 2) return;
  for (const key of new Set(maps.flatMap(({ value }) => (isMap(value) ? Object.keys(value) : []))))
    yield* originsOf(
      maps.flatMap((map) => said(map, key)),
      [...at, key],
    );
}

function said({ at, value }: Said, key: string): readonly Said[] {
  const inner = isMap(value) ? own(value, key) : undefined;
  return inner === undefined ? [] : [{ at: [...at, key], value: inner }];
}

/** Required keys of a VM, with an example. */
const REQUIRED = [
  ['memory', '2G'],
  ['cpus', '2'],
  ['disks', '[{ volume: vg_vms/vm1 }]'],
] as const;

/** If all VMs of a profile lack a key, it is reported once, in the profile. */
function* missingKeys(layered: readonly LayeredVm[], ledger: Ledger) {
  const users = byProfile(layered);
  for (const [key, example] of REQUIRED) {
    for (const [profile, vms] of users) {
      const lacking = vms.filter((vm) => lacks(vm, key, ledger));
      if (profile !== undefined && vms.length > 1 && lacking.length === vms.length) {
        const related = vms.slice(0, 1).map(({ at }) => ({ at: keyAt(at), message: saysUsers(vms) }));
        yield missingKey(keyAt(['profiles', profile]), { key, example, choices: [] }, related);
      } else {
        const where = profile === undefined ? '' : `, here or at the profile ${profile}`;
        for (const { at } of lacking) yield missingKey(keyAt(at), { key, example: `${example}${where}`, choices: [] });
      }
    }
  }
}

/** The VMs by profile, and those without one. */
function byProfile(layered: readonly LayeredVm[]): ReadonlyMap<string | undefined, readonly LayeredVm[]> {
  const users = new Map<string | undefined, LayeredVm[]>();
  for (const vm of layered) {
    const others = users.get(vm.value.profile);
    if (others === undefined) users.set(vm.value.profile, [vm]);
    else others.push(vm);
  }
  return users;
}

function lacks({ at, merged, lost }: LayeredVm, key: (typeof REQUIRED)[number][0], ledger: Ledger): boolean {
  return merged[key] === undefined && !lost && !ledger.isUnsound([...at, key]);
}

const SHOWN = 3;

/** `used by vm1, vm2 and 4 more`. */
export function saysUsers(users: readonly { readonly name: string }[]): string {
  const names = users.map(({ name }) => name);
  return `used by ${firstNames(names, SHOWN)}`;
}

/** Silent if a VM, or a name that it refers to, was left out. */
function* unusedLayers({ profiles, groups }: Layers, layered: readonly LayeredVm[], ledger: Ledger) {
  if (ledger.isUnsound(['vms'])) return;
  const used = new Set(layered.flatMap(({ layers }) => layers.map(({ at }) => at.join('/'))));
  for (const { what, entries } of [profiles, groups])
    for (const { name, at } of entries.values())
      if (!used.has(at.join('/'))) yield unusedLayer(keyAt(at), { what, name });
}
