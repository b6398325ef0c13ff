/** Fence devices and levels -> `fence_devices` and the fencing of hosts; the inverse of emit/fencing.ts. */
import type { Json } from '../../../base/brand.ts';
import { isList, isMap, mapOf, own, type JsonMap } from '../../../base/json.ts';
import { familyWith, spellingToday, type FenceFamily } from '../../../catalogue/fence.ts';
import type { FenceParameter } from '../../../catalogue/fence-types.ts';
import { agentFlag, count, durationText, oneOf, seconds, text, type ValueReader } from '../../../import/values.ts';
import type { Level, Primitive } from '../cib/document.ts';
import { millisOf } from '../impact/scheduler/input/text.ts';
import { targetsOf, type Target } from './fence-targets.ts';
import { isSbd } from './options.ts';
import { inWords, noteAt, noteConstraint, noteLeft, type CibReading } from './reading.ts';

export type Fencing = {
  /** The section `fence_devices`. */
  readonly devices: JsonMap;
  /** Host name -> `fence`, and `unfence` where it has to be explicit. */
  readonly hosts: ReadonlyMap<string, JsonMap>;
  readonly ids: ReadonlySet<string>;
};

type Device = {
  readonly id: string;
  readonly name: string;
  readonly family: FenceFamily;
  readonly targets: readonly Target[];
  readonly line: number;
};

export function fencingIn(reading: CibReading): Fencing {
  const primitives = reading.cib.resources.flatMap((one) => ('type' in one && one.class === 'stonith' ? [one] : []));
  const section = new Map<string, Json>();
  const devices: Device[] = [];
  for (const primitive of primitives.filter((one) => !isSbd(one))) {
    const family = familyWith(primitive.type);
    if (family === undefined) {
      noteAt(
        reading,
        primitive.line,
        'lost',
        `resource ${primitive.id}: the fence agent ${primitive.type} is not in the catalogue; left out`,
        'error',
      );
      continue;
    }
    const name = nameOf(primitive, section, reading);
    const targets = targetsOf(primitive, family, reading);
    devices.push({ id: primitive.id, name, family, targets, line: primitive.line });
    section.set(name, deviceOf(primitive, name, family, reading));
    noteRest(primitive, family, reading);
    noteBans(primitive.id, targets, reading);
  }
  const hosts = [...reading.hosts].map(([node, host]) => [host, fenceOf(host, node, devices, reading)] as const);
  const methods = hosts.length === 2 ? withoutRace(hosts, devices) : hosts;
  return {
    devices: Object.fromEntries(section),
    hosts: new Map(methods),
    ids: new Set(primitives.map(({ id }) => id)),
  };
}

/** The id without the prefix that a build puts before it. */
function nameOf({ id, line }: Primitive, taken: ReadonlyMap<string, Json>, reading: CibReading): string {
  const wanted = id
    .replace(/^fence-/, '')
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^(?![A-Za-z_])/, '_');
  const name = taken.has(wanted) ? `${wanted}-${taken.size + 1}` : wanted;
  if (id !== `fence-${name}`)
    noteAt(reading, line, 'changed', `resource ${id} is called fence-${name}: the fence device stops and starts once`);
  return name;
}

/** Attributes of pacemaker that `targetsOf` reads. */
const READ = ['pcmk_host_map', 'pcmk_host_list', 'pcmk_host_check', 'pcmk_delay_base', 'pcmk_reboot_action'];

function deviceOf(
  { id, type, parameters }: Primitive,
  name: string,
  family: FenceFamily,
  reading: CibReading,
): JsonMap {
  const known = new Map(
    Object.entries(family.parameters).map(([key, one]) => [spellingToday(one, key), [key, one] as const]),
  );
  const secrets = Object.values(family.parameters).filter((one) => one.type === 'secret').length;
  const entries = parameters.flatMap((value): readonly (readonly [string, Json])[] => {
    const found = known.get(value.name);
    if (found === undefined || READ.includes(value.name)) return [];
    const [key, parameter] = found;
    if (parameter.type === 'secret')
      return [
        [
          key,
          reading.notes.secret(
            secrets > 1 && key !== 'password' ? `fence/${name}/${key}` : `fence/${name}`,
            value.value,
          ),
        ],
      ];
    const read = readerOf(parameter)(value.value);
    if (read !== undefined) return [[key, read.value]];
    noteAt(reading, value.line, 'lost', `${inWords(`${id}:`, value)} is not a value that a site can express; left out`);
    return [];
  });
  const plug = [spellingToday(family.plugParameter, 'plug'), 'plug', 'port'];
  noteLeft(
    reading,
    `${id}:`,
    parameters.filter((value) => !known.has(value.name)),
    [...READ, ...plug],
  );
  return { agent: type, ...Object.fromEntries(entries) };
}

function readerOf({ type, choices = [] }: FenceParameter): ValueReader {
  if (type === 'choice') return oneOf(...choices);
  if (type === 'boolean') return agentFlag;
  if (type === 'duration') return seconds;
  return type === 'integer' ? count : text;
}

/** Meta attributes and operations of a fence device: a build writes the same for all. */
function noteRest({ id, meta, operations }: Primitive, family: FenceFamily, reading: CibReading): void {
  const isUsual = ({ name, value }: { readonly name: string; readonly value: string }) =>
    (name === 'provides' && value === 'unfencing' && family.class === 'storage') ||
    (name === 'target-role' && /^started$/i.test(value));
  noteLeft(
    reading,
    `${id}:`,
    meta.filter((value) => !isUsual(value)),
    [],
  );
  for (const { name, settings, line } of operations) {
    const other = settings.filter(
      (one) =>
        !['record-pending', 'enabled'].includes(one.name) &&
        millisOf(one.value) !== (one.name === 'interval' && name !== 'monitor' ? 0 : 60_000),
    );
    for (const value of other)
      noteAt(reading, line, 'lost', `${inWords(`${id}: ${name}`, value)} is written as for every fence device`, 'note');
  }
}

/** The ban of a device from the only host that it fences follows from the site. */
function noteBans(id: string, targets: readonly Target[], reading: CibReading): void {
  const [only, ...more] = new Set(targets.map(({ host }) => host));
  for (const one of reading.cib.constraints) {
    if (one.kind !== 'location' || one.resource !== id) continue;
    const isOwn =
      more.length === 0 && reading.hosts.get(one.node) === only && one.score === '-INFINITY' && one.more.length === 0;
    if (isOwn) reading.done.add(one);
    else noteConstraint(reading, one, 'a fence device runs anywhere but on the only host that it fences', 'note');
  }
}

/** Methods by level, or one for each device. */
function fenceOf(host: string, node: string, devices: readonly Device[], reading: CibReading): JsonMap {
  const levels = reading.cib.levels.filter(({ target, isNode }) => isNode && target === node);
  const able = devices.filter(({ targets }) => targets.some((one) => one.host === host));
  const chosen =
    levels.length > 0 ? inOrder(levels).map((level) => ofLevel(level, devices, reading)) : able.map((one) => [one]);
  const methods = chosen.filter((some) => some.length > 0).map((some, index) => methodOf(some, index, host));
  return methods.length === 0 ? {} : { fence: methods };
}

type Methods = readonly (readonly [host: string, keys: JsonMap])[];

/**
 * Two hosts without any delay: a site would derive one for the first host, so the absence has to be explicit. `check` explains the
 * delay.
 */
function withoutRace(hosts: Methods, devices: readonly Device[]): Methods {
  if (devices.some(({ targets }) => targets.some(({ delay }) => delay !== null))) return hosts;
  const able = new Set(
    devices.filter(({ family }) => !['notice', 'manual'].includes(family.class)).map(({ name }) => name),
  );
  let given = false;
  const useOf = (use: Json): Json => {
    if (given || !isMap(use) || !able.has(String(use['device']))) return use;
    given = true;
    return { ...use, delay: '0s' };
  };
  const listOf = (uses: Json | undefined) => (isList(uses) ? uses.map(useOf) : []);
  return hosts.map(([host, keys]) => {
    if (!isList(keys['fence'])) return [host, keys];
    const fence = keys['fence'].map((method) => {
      const { devices: own, feeds, ...rest } = mapOf(method);
      return { ...rest, ...(own === undefined ? { feeds: listOf(feeds) } : { devices: listOf(own) }) };
    });
    return [host, { ...keys, fence }];
  });
}

function inOrder(levels: readonly Level[]): readonly Level[] {
  return levels.toSorted((a, b) => Number(a.index) - Number(b.index));
}

function ofLevel(level: Level, devices: readonly Device[], reading: CibReading): readonly Device[] {
  return level.devices.flatMap((id): readonly Device[] => {
    const found = devices.find((one) => one.id === id);
    const isKnown =
      found !== undefined || reading.cib.resources.some((one) => 'type' in one && one.id === id && isSbd(one));
    if (!isKnown)
      noteAt(
        reading,
        level.line,
        'lost',
        `fencing level ${level.index} of ${level.target}: there is no device ${id}; left out`,
      );
    return found === undefined ? [] : [found];
  });
}

function methodOf(devices: readonly Device[], index: number, host: string): JsonMap {
  const uses = devices.flatMap(({ name, targets }) => {
    const own = targets.filter((one) => one.host === host);
    return (own.length === 0 ? [{ plug: null, delay: null, action: null }] : own).map(
      ({ plug, delay, action }): JsonMap => ({
        device: name,
        ...(plug === null ? {} : { plug }),
        ...(delay === null ? {} : { delay: durationText(delay) }),
        ...(action === null ? {} : { action }),
      }),
    );
  });
  const areFeeds =
    uses.length > 1 &&
    devices.every(({ family }) => family.outlets && own(family.parameters, 'plug') === undefined) &&
    uses.every((use) => 'plug' in use && !('action' in use));
  return { method: `method-${index + 1}`, ...(areFeeds ? { feeds: uses } : { devices: uses }) };
}
