/** Spec -> fence devices, fence methods of hosts, and unfencing. */
import { as, type SecretName, type SourcePath } from '../base/brand.ts';
import { parseDuration } from '../base/units.ts';
import { familyOf } from '../catalogue/fence.ts';
import { defineDiagnostic, keyAt } from '../diag/diagnostic.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import { danglingFenceDevice, type Ledger } from './ledger.ts';
import { type Table, byName, known, type Entry } from './tables.ts';
import type { FenceDevice, FenceMethod, FenceParameterValue, FenceUse } from '../model/model.ts';
import type { Secret } from '../model/entity.ts';
import { rawOf } from './raw.ts';

export const devicesOrFeeds = defineDiagnostic<{ method: string; written: 'both' | 'none' }>({
  code: 'fence/devices-or-feeds',
  severity: 'error',
  message: (f) =>
    f.written === 'both'
      ? `the fence method ${f.method} has devices and feeds`
      : `the fence method ${f.method} has neither devices nor feeds`,
  help: () => 'write feeds for the outlets of several power supplies, devices for everything else',
  explain:
    'Feeds stand for the whole sequence: all outlets off, then all on. Devices are the sequence itself. fenced(8) runs the devices of a method in order.',
});

type Devices = Table<FenceDevice>;

export function resolveMethods({ value, at }: Entry<Spec.Host>, devices: Devices, ledger: Ledger) {
  const methods = value.fence ?? [];
  return methods.map((method, index) => resolveMethod(method, [...at, 'fence', index], devices, ledger));
}

function resolveMethod(method: Spec.FenceMethod, at: SourcePath, devices: Devices, ledger: Ledger): FenceMethod {
  const { devices: steps, feeds } = method;
  if ((steps === undefined) === (feeds === undefined)) {
    const written = steps === undefined ? 'none' : 'both';
    ledger.diagnostics.push(devicesOrFeeds(keyAt(at), { method: method.method, written }));
    ledger.doubt(at);
  }
  const placed = placedAt(steps ?? [], [...at, 'devices']);
  const uses = feeds === undefined ? placed : offThenOn(placedAt(feeds, [...at, 'feeds']));
  return { at, name: method.method, uses: resolveUses(uses, at, devices, ledger) };
}

type WrittenUse = Spec.FenceUse & Pick<Spec.Unfence, 'key'>;
type Placed = { readonly at: SourcePath; readonly use: WrittenUse };

function placedAt(uses: readonly WrittenUse[], at: SourcePath): readonly Placed[] {
  return uses.map((use, index) => ({ at: [...at, index], use }));
}

/** All feeds off before the first is on: two power supplies that reboot in turn never leave a node without power. */
function offThenOn(feeds: readonly Placed[]): readonly Placed[] {
  const off = feeds.map(({ at, use }): Placed => ({ at, use: { ...use, action: 'off' } }));
  const on = feeds.map(({ at, use: { delay: _once, ...use } }): Placed => ({ at, use: { ...use, action: 'on' } }));
  return [...off, ...on];
}

/** The uses whose device is defined. Reports `fence/dangling` once per place. */
function resolveUses(placed: readonly Placed[], at: SourcePath, devices: Devices, ledger: Ledger): readonly FenceUse[] {
  const names = new Map(placed.map(({ at: place, use }) => [place, use.device]));
  const found = new Map(
    [...names].map(([place, name]) => [place, ledger.refer(name, [...place, 'device'], devices, danglingFenceDevice)]),
  );
  const uses = placed.flatMap(({ at: place, use }) => {
    const device = found.get(place);
    return device === undefined ? [] : [resolveUse({ at: place, use }, device, ledger)];
  });
  return ledger.complete(uses, placed, at);
}

function resolveUse({ at, use }: Placed, { agent, at: from }: FenceDevice, ledger: Ledger): FenceUse {
  const { actions } = familyOf(agent);
  const [first = DEFAULTS.fence_use.action.value] = actions;
  const cannot = `${agent} cannot reboot a node`;
  const action =
    use.action === undefined && !actions.includes('reboot')
      ? ledger.derived(first, [...at, 'action'], cannot, [from])
      : ledger.defaulted(use.action, [...at, 'action'], DEFAULTS.fence_use.action);
  return {
    at,
    device: use.device,
    agent,
    plug: use.plug === undefined ? null : String(use.plug),
    parameters: [...named('switch', use.switch), ...named('key', use.key)],
    action,
    delay: use.delay === undefined ? null : known(parseDuration(use.delay)),
    raw: rawOf(use.raw),
  };
}

function named(name: string, value: string | number | undefined): readonly FenceParameterValue[] {
  return value === undefined ? [] : [{ name, value }];
}

/** As written, else every storage device that fences the host, once. fence_node(8): only SAN and SCSI fencing needs it. */
export function resolveUnfence(
  { value, at: host }: Entry<Spec.Host>,
  fence: readonly FenceMethod[],
  devices: Devices,
  ledger: Ledger,
): readonly FenceUse[] {
  const at = [...host, 'unfence'];
  if (value.unfence !== undefined) {
    const on = value.unfence.map((use): WrittenUse => ({ ...use, action: 'on' }));
    return resolveUses(placedAt(on, at), at, devices, ledger);
  }
  const storage = fence.flatMap(({ uses }) => uses).filter(({ agent }) => familyOf(agent).class === 'storage');
  const once = new Map(storage.map((use) => [`${use.device} ${use.plug ?? ''}`, use]));
  if (once.size === 0) return [];
  const uses = [...once.values()].map((use): FenceUse => ({ ...use, action: 'on', delay: null, raw: [] }));
  const because = 'a node that was cut off from its disks gets them back when it starts';
  const from = uses.map((use) => use.at);
  ledger.derived(uses.map(writtenForm), at, because, from);
  return uses;
}

function writtenForm({ device, plug, parameters }: FenceUse): { readonly [key: string]: string } {
  const keys = parameters.flatMap(({ name, value }) => (name === 'key' ? [[name, String(value)] as const] : []));
  return { device, ...(plug === null ? {} : { plug }), ...Object.fromEntries(keys) };
}

/** Sorted by name; parameters in the catalogue's order. */
export function resolveFenceDevices(site: Spec.Site): readonly FenceDevice[] {
  return byName(site.fence_devices, ['fence_devices']).map(({ name, at, value }) => ({
    at,
    name,
    agent: value.agent,
    parameters: parametersOf(value),
    raw: rawOf(value.raw),
  }));
}

type WrittenParameter = string | number | boolean | Spec.SecretReference;

function parametersOf({ raw: _raw, ...device }: Spec.FenceDevice): FenceDevice['parameters'] {
  const written = new Map<string, WrittenParameter>(Object.entries(device));
  return Object.entries(familyOf(device.agent).parameters).flatMap(([name, { type }]) => {
    const value = written.get(name);
    return value === undefined
      ? []
      : [{ name, value: type === 'duration' ? known(parseDuration(String(value))) : parameterValue(value) }];
  });
}

function parameterValue(value: WrittenParameter): string | number | boolean | Secret {
  return typeof value === 'object' ? { secret: as<SecretName>(value.secret) } : value;
}
