/** Resources of VirtualDomain -> VMs; the inverse of emit/guests.ts. */
import { as, type Bytes } from '../../../base/brand.ts';
import type { JsonMap } from '../../../base/json.ts';
import { DOMAIN_FOLDER } from '../../../emit/guest/domain-xml.ts';
import { durationText } from '../../../import/values.ts';
import type { Group, Operation, Primitive } from '../cib/document.ts';
import { booleanOf, millisOf } from '../impact/scheduler/input/text.ts';
import { migrateSeconds } from '../emit/guests.ts';
import { PACEMAKER_DEFAULTS } from '../resolve/defaults.ts';
import { placementOf, type Domains } from './placement.ts';
import { POLICY_META, recoveryOf, relationsOf, type Placed } from './policy.ts';
import { entriesOf, inWords, noteAt, noteLeft, valueOf, type CibReading } from './reading.ts';
import { isActivation } from './storage.ts';

/** A VM in the CIB: its primitive, and the group that holds it with its volume groups. */
export type Guest = Placed & { readonly kind: 'vm'; readonly primitive: Primitive; readonly group: Group | null };

export function isGuest({ class: kind, type }: Pick<Primitive, 'class' | 'type'>): boolean {
  return kind === 'ocf' && type === 'VirtualDomain';
}

/** VMs by the names of their domains. `domainOf`: the name in the file that a VM's `config` names, if that was read. */
export function guestsIn(reading: CibReading, domainOf: (config: string) => string | undefined): readonly Guest[] {
  return reading.cib.resources.flatMap((one): readonly Guest[] => {
    if ('of' in one) return [];
    const members = 'members' in one ? one.members : [one];
    const primitive = members.find(isGuest);
    if (primitive === undefined) return [];
    const name = domainOf(valueOf(primitive.parameters, 'config') ?? '') ?? primitive.id;
    if (name !== primitive.id) {
      const message = `resource ${primitive.id} is called ${name}, as its domain: pacemaker stops ${primitive.id} and starts ${name}`;
      noteAt(reading, primitive.line, 'changed', message, 'error');
    }
    if (primitive.provider !== 'heartbeat') {
      const agent = `ocf:${primitive.provider ?? ''}:VirtualDomain`;
      const message = `resource ${primitive.id}: agent "${agent}" is written as ocf:heartbeat:VirtualDomain, which restarts the VM`;
      noteAt(reading, primitive.line, 'changed', message, 'warning');
    }
    noteOthers(members, primitive, reading);
    const group = 'members' in one ? one : null;
    return [{ kind: 'vm', name, ids: group === null ? [primitive.id] : [primitive.id, group.id], primitive, group }];
  });
}

/** Volume groups that VMs have in groups of their own. */
export function groupsOfGuests(guests: readonly Guest[]): readonly Primitive[] {
  return guests.flatMap(({ group }) => group?.members.filter(isActivation) ?? []);
}

function noteOthers(members: readonly Primitive[], guest: Primitive, reading: CibReading): void {
  for (const { id, line } of members.filter((one) => one !== guest && !isActivation(one)))
    noteAt(
      reading,
      line,
      'lost',
      `resource ${id} is in the group of the VM ${guest.id}, where a site has volume groups only; left out`,
    );
}

export type Around = { readonly all: readonly Placed[]; readonly domains: Domains };

/** `memory`: bytes of the VM by its definition; null if that was not read. */
export function guestKeys(guest: Guest, memory: number | null, { all, domains }: Around, reading: CibReading): JsonMap {
  const { primitive, group, name, ids } = guest;
  const meta = [...primitive.meta, ...(group?.meta ?? [])];
  const label = `${primitive.id}:`;
  const staysPut = /INFINITY/i.test(valueOf(meta, 'resource-stickiness') ?? '');
  noteLeft(reading, label, meta, [...POLICY_META, 'allow-migrate', 'priority']);
  noteStickiness(guest, meta, reading);
  return {
    ...recoveryOf(meta, primitive.operations, label, reading),
    ...placementOf({ name, ids, staysPut }, domains, reading),
    ...relationsOf(guest, all, reading),
    ...parameters(guest, reading),
    ...(booleanOf(valueOf(meta, 'allow-migrate')) === true || group !== null ? {} : { migrate: 'pause' }),
    ...times(guest, memory, reading),
  };
}

function noteStickiness({ primitive }: Guest, meta: Primitive['meta'], reading: CibReading): void {
  const value = meta.find(({ name }) => name === 'resource-stickiness');
  if (value !== undefined && !/INFINITY/i.test(value.value))
    noteAt(
      reading,
      value.line,
      'lost',
      `${inWords(`${primitive.id}:`, value)} is not modelled: a site has one stickiness for all, or none moves back; left out`,
    );
}

const READ = ['config', 'hypervisor', 'migration_transport', 'migrate_options', 'migration_network_suffix', 'snapshot'];
const AUTOMATIC = ['autoset_utilization_cpu', 'autoset_utilization_host_memory', 'autoset_utilization_hv_memory'];
const TUNNEL = '--p2p --tunnelled';

function parameters({ primitive, name }: Guest, reading: CibReading): JsonMap {
  const { parameters: values, id, line } = primitive;
  const label = `${id}:`;
  noteLeft(reading, label, values, [...READ, ...AUTOMATIC]);
  const [config, uri, transport, options = '', suffix, snapshot] = READ.map((one) => valueOf(values, one));
  if (config === undefined)
    noteAt(reading, line, 'lost', `resource ${id} has no config, without which the agent does nothing`, 'error');
  for (const value of values) {
    const isOther =
      (value.name === 'migration_transport' && transport !== 'ssh') ||
      (AUTOMATIC.includes(value.name) && booleanOf(value.value) === true);
    if (isOther)
      noteAt(
        reading,
        value.line,
        'changed',
        `${inWords(label, value)} is written as ${value.name === 'migration_transport' ? 'ssh' : 'false'}`,
        'warning',
      );
  }
  const tunnelled = options.startsWith(TUNNEL);
  const rest = (tunnelled ? options.slice(TUNNEL.length) : options).trim();
  return entriesOf([
    ...Object.entries(config === undefined ? {} : launch(config, name)),
    ['hypervisor_uri', uri === undefined || uri === 'qemu:///system' ? undefined : uri],
    ['tunnelled', tunnelled ? true : undefined],
    ['migrate_options', rest === '' ? undefined : rest],
    ['migration_mapping', suffix === undefined || suffix === '' ? undefined : mapping(suffix, reading)],
    ['snapshot', snapshot],
  ]);
}

/** `path` or `xmlfile`, where it is not the usual file. */
function launch(config: string, name: string): JsonMap {
  const folder = config.endsWith(`/${name}.xml`) ? config.slice(0, -`/${name}.xml`.length) : undefined;
  if (folder === undefined) return { xmlfile: config };
  return folder === DOMAIN_FOLDER ? {} : { path: folder };
}

/** Each node's name with the suffix behind its first label. VirtualDomain, migration_network_suffix. */
function mapping(suffix: string, { hosts }: CibReading): JsonMap {
  return Object.fromEntries(
    [...hosts].map(([node, host]) => [host, node.replace(/^[^.]+/, (label) => `${label}${suffix}`)]),
  );
}

type Wanted = {
  readonly operation: string;
  readonly setting: string;
  readonly key: string;
  readonly usual: string | null;
};

const TIMES: readonly Wanted[] = [
  { operation: 'start', setting: 'timeout', key: 'start_timeout', usual: PACEMAKER_DEFAULTS.vm.start_timeout.value },
  { operation: 'stop', setting: 'timeout', key: 'stop_timeout', usual: PACEMAKER_DEFAULTS.vm.stop_timeout.value },
  {
    operation: 'monitor',
    setting: 'interval',
    key: 'monitor_interval',
    usual: PACEMAKER_DEFAULTS.vm.monitor_interval.value,
  },
  {
    operation: 'monitor',
    setting: 'timeout',
    key: 'monitor_timeout',
    usual: PACEMAKER_DEFAULTS.vm.monitor_timeout.value,
  },
  { operation: 'migrate_to', setting: 'timeout', key: 'migrate_timeout', usual: null },
];

/** The section `pacemaker` of a VM. */
function times({ primitive, group }: Guest, memory: number | null, reading: CibReading): JsonMap {
  const { operations, id, meta } = primitive;
  const entries = TIMES.flatMap(({ operation, setting, key, usual }) => {
    const found = operations.find((one) => one.name === operation);
    const millis = found === undefined ? undefined : millisOf(valueOf(found.settings, setting));
    const derived = usual === null ? derivedMigration(memory) : millisOf(usual);
    if (millis === undefined || millis < 1000 || millis === derived) return [];
    return [[key, durationText(Math.ceil(millis / 1000) * 1000)] as const];
  });
  for (const operation of operations) noteOperation(operation, operations, id, reading);
  const priority = Number(valueOf([...meta, ...(group?.meta ?? [])], 'priority') ?? 0);
  const keys = entriesOf([...entries, ['priority', priority > 0 && Number.isInteger(priority) ? priority : undefined]]);
  return Object.keys(keys).length === 0 ? {} : { pacemaker: keys };
}

/** Milliseconds that a site derives from the memory. */
function derivedMigration(memory: number | null): number | undefined {
  return memory === null ? undefined : 1000 * migrateSeconds({ memory: as<Bytes>(memory) }, { migrate: null });
}

const ROUTINE = ['start', 'stop', 'monitor', 'migrate_to', 'migrate_from'];

/** What an operation says besides the times that a site has. */
function noteOperation(operation: Operation, all: readonly Operation[], id: string, reading: CibReading): void {
  const { name, settings, line } = operation;
  const isFirst = all.find((one) => one.name === name) === operation;
  if (!ROUTINE.includes(name) || !isFirst) {
    noteAt(reading, line, 'lost', `${id}: ${name}, a further operation, is not modelled; left out`);
    return;
  }
  const known = [
    'interval',
    'timeout',
    'enabled',
    'record-pending',
    ...(name === 'monitor' || name === 'start' ? ['on-fail'] : []),
  ];
  for (const value of settings.filter((one) => !known.includes(one.name)))
    noteAt(reading, line, 'lost', `${id}: ${name} ${value.name}="${value.value}" is not modelled; left out`);
  const onFail = valueOf(settings, 'on-fail');
  if (onFail !== undefined && onFail !== 'stop' && known.includes('on-fail'))
    noteAt(reading, line, 'lost', `${id}: ${name} on-fail="${onFail}" is not modelled; left out`);
}
