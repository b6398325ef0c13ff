/** iSCSI targets and LUNs from LVM's filter, node records and multipath.conf. Assumed if no file has them. */
import { sizeText } from '../../base/units.ts';
import type { Group } from './volume-groups.ts';
import type { ImportNotes } from '../site/notes.ts';
import type { StorageNode } from './storage-node.ts';

export type Lun = {
  readonly name: string;
  readonly number: number;
  readonly size: string;
  readonly wwid: string | undefined;
  /** Volume groups on this LUN. */
  readonly groups: readonly string[];
};

export type ImportedTarget = {
  readonly name: string;
  readonly iqn: string;
  readonly portals: readonly string[];
  /** Hosts that log in. Empty if no file shows it. */
  readonly hosts: readonly string[];
  readonly luns: readonly Lun[];
};

type Found = { iqn: string; portals: string[]; hosts: string[]; numbers: number[] };

const GIB = 1024 ** 3;
/** Reserved for documentation, never routed. RFC 5737. */
const NO_ADDRESS = '203.0.113.250';
const NO_IQN = 'iqn.2000-01.invalid:unknown';

export function readTargets(
  nodes: readonly StorageNode[],
  groups: readonly Group[],
  notes: ImportNotes,
): readonly ImportedTarget[] {
  const wwids = new Map(nodes.flatMap(({ multipath }) => [...(multipath?.wwids ?? [])]));
  const aliases = [...new Set([...nodes.flatMap(({ filter }) => filter?.aliases ?? []), ...wwids.keys()])];
  const known = foundTargets(nodes);
  const found = known.length === 0 && aliases.length > 0 ? [behindAliases(nodes)] : known;
  const names = namesOf(found, aliases);
  if (known.length === 0 && found.length > 0)
    notes.assume(
      ['storage', 'targets', names[0] ?? '', 'portals'],
      NOWHERE,
      'no file names the target or its addresses',
    );
  const planned = found.map((target, index) => ({ target, name: names[index] ?? `target${index}` }));
  const luns = planned.flatMap(({ target, name }) => lunsOf(target, name, aliases, wwids, notes));
  const placed = place(luns, groups, nodes, notes);
  const orphans = groups.filter(({ name }) => !placed.some((lun) => lun.groups.includes(name)));
  const extra = orphans.map((group, index) => madeUp(group, placed.length + index, planned[0]?.name ?? 'san', notes));
  if (planned.length === 0 && extra.length > 0) return [noTarget(extra, nodes, notes)];
  return planned.map(({ target, name }, index) => ({
    name,
    iqn: target.iqn,
    portals: target.portals,
    hosts: target.hosts,
    luns: [...placed.filter((lun) => lun.target === name), ...(index === 0 ? extra : [])],
  }));
}

const NOWHERE = { file: 'etc/multipath.conf', line: 0 };

/** A target for aliases of which the files show nothing but several paths. */
function behindAliases(nodes: readonly StorageNode[]): Found {
  const portals = [`${NO_ADDRESS}:3260`, '203.0.113.251:3260'];
  return { iqn: NO_IQN, portals, hosts: nodes.map(({ host }) => host), numbers: [] };
}

/** Targets in order of appearance. Portals that the filter names come first. */
function foundTargets(nodes: readonly StorageNode[]): readonly Found[] {
  const targets = new Map<string, Found>();
  for (const { host, filter, initiator } of nodes) {
    const paths = [
      ...(filter?.luns ?? []),
      ...initiator.sessions.map((session) => ({ ...session, number: undefined })),
    ];
    for (const { iqn, portal, number } of paths) {
      const target = targets.get(iqn) ?? { iqn, portals: [], hosts: [], numbers: [] };
      targets.set(iqn, target);
      if (!target.portals.includes(portal)) target.portals.push(portal);
      if (!target.hosts.includes(host)) target.hosts.push(host);
      if (number !== undefined && !target.numbers.includes(number)) target.numbers.push(number);
    }
  }
  return [...targets.values()];
}

/** Names of targets: the common first part of aliases `<target>-<lun>`, else the end of the iqn. */
function namesOf(targets: readonly Found[], aliases: readonly string[]): readonly string[] {
  const prefixes = [...new Set(aliases.map((alias) => /^([A-Za-z0-9_.]+)-[A-Za-z0-9_.-]+$/.exec(alias)?.[1]))];
  if (targets.length === 1 && prefixes.length === 1 && prefixes[0] !== undefined) return [prefixes[0]];
  const names: string[] = [];
  for (const { iqn } of targets) {
    const own = /:([A-Za-z0-9_][A-Za-z0-9_.-]{0,30})$/.exec(iqn)?.[1] ?? 'san';
    names.push(names.includes(own) ? `${own}-${names.length + 1}` : own);
  }
  return names;
}

type Planned = Lun & { readonly target: string };

function lunsOf(
  target: Found,
  name: string,
  aliases: readonly string[],
  wwids: ReadonlyMap<string, string>,
  notes: ImportNotes,
): readonly Planned[] {
  const numbers = target.numbers.toSorted((a, b) => a - b);
  if (numbers.length > 0 || target.portals.length < 2)
    return numbers.map((number) => ({
      target: name,
      name: `lun${number}`,
      number,
      size: '',
      wwid: undefined,
      groups: [],
    }));
  return aliases.map((alias, index) => {
    const own = alias.startsWith(`${name}-`) ? alias.slice(name.length + 1) : alias;
    notes.assume(
      ['storage', 'targets', name, 'luns', own],
      { file: alias, line: 0 },
      `the number of the LUN behind ${alias}`,
    );
    return { target: name, name: own, number: index + 1, size: '', wwid: wwids.get(alias), groups: [] };
  });
}

/** Places a group on the LUNs that its backup names, else on the next free LUN. */
function place(
  luns: readonly Planned[],
  groups: readonly Group[],
  nodes: readonly StorageNode[],
  notes: ImportNotes,
): readonly Planned[] {
  const free = new Set(luns);
  const holds = new Map<Planned, Group[]>();
  const unknown: Group[] = [];
  for (const group of groups) {
    const said = luns.filter((lun) => group.facts?.physical.some(({ device }) => isOn(device, lun)));
    const own = said.length > 0 ? said : luns.filter((lun) => isNamedAfter(lun, group));
    for (const lun of own) {
      free.delete(lun);
      holds.set(lun, [...(holds.get(lun) ?? []), group]);
    }
    if (own.length === 0) unknown.push(group);
  }
  for (const group of unknown) {
    const [lun] = free;
    if (lun === undefined) continue;
    free.delete(lun);
    holds.set(lun, [group]);
    const only = luns.length === 1 && groups.length === 1;
    if (!only)
      notes.assume(
        ['storage', 'volume_groups', group.name, 'on'],
        { file: nodes[0]?.files.name ?? '', line: 0 },
        `which LUN holds ${group.name}`,
      );
  }
  return luns.map((lun) => sized(lun, holds.get(lun) ?? [], notes));
}

/** True if the LUN's name fits the group, such as `vms` or `vms-a` for vg_vms. */
function isNamedAfter({ name }: Planned, group: Group): boolean {
  const short = group.name.replace(/^vg_?/, '');
  return short !== '' && (name === short || name.startsWith(`${short}-`));
}

function isOn(device: string, { number, name, target }: Planned): boolean {
  return device.endsWith(`-lun-${number}`) || device === `/dev/mapper/${target}-${name}`;
}

function sized(lun: Planned, groups: readonly Group[], notes: ImportNotes): Planned {
  const [group] = groups;
  const name =
    /^lun[0-9]+$/.test(lun.name) && group !== undefined ? group.name.replace(/^vg_?/, '') || lun.name : lun.name;
  const known = group?.facts?.physical.find(({ device }) => isOn(device, lun))?.bytes ?? 0;
  const size = known >= 1024 ? sizeText(known) : undefined;
  if (size === undefined)
    notes.assume(
      ['storage', 'targets', lun.target, 'luns', name],
      { file: 'etc/lvm/backup', line: 0 },
      `the size of the LUN ${lun.target}/${name}`,
    );
  return { ...lun, name, size: size ?? sizeFor(groups), groups: groups.map((one) => one.name) };
}

/** A size with room for the known volumes and a reserve. */
function sizeFor(groups: readonly Group[]): string {
  const bytes = groups.flatMap(({ volumes }) => volumes).reduce((sum, volume) => sum + volume.bytes, 0);
  return `${Math.ceil(bytes / GIB) + 1}G`;
}

function madeUp(group: Group, index: number, target: string, notes: ImportNotes): Planned {
  const name = group.name.replace(/^vg_?/, '') || group.name;
  const at = ['storage', 'targets', target, 'luns', name];
  notes.assume(at, { file: 'etc/lvm/lvm.conf', line: 0 }, `no file says which LUN holds ${group.name}`);
  return { target, name, number: index + 1, size: sizeFor([group]), wwid: undefined, groups: [group.name] };
}

function noTarget(luns: readonly Planned[], nodes: readonly StorageNode[], notes: ImportNotes): ImportedTarget {
  const at = ['storage', 'targets', 'san'];
  notes.assume(
    [...at, 'portals'],
    { file: 'etc/lvm/lvm.conf', line: 0 },
    'no file names the target, its address or its name',
  );
  return {
    name: 'san',
    iqn: NO_IQN,
    portals: [NO_ADDRESS],
    hosts: nodes.map(({ host }) => host),
    luns,
  };
}
