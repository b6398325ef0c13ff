/**
 * LVM on LUNs that all hosts share. clvmd(8), pvs(8), vgs(8), lvs(8). What reaches the other nodes, and what they
 * answer: lib/locking/cluster_locking.c of lvm2.
 */
import { changes, notPlayed, refuses, says, type Answer, type Call, type Command } from './command.ts';
import { holdsDevice, isAccepted, isVisible } from '../devices.ts';
import { members, nodeAt, withStorage, type NodeState, type Storage } from '../state.ts';

type Group = Storage['groups'][number];

/** Clustered groups need clvmd, and clvmd a quorum. */
export function isClustered({ state, host }: Call): boolean {
  const { running, quorate, daemons } = nodeAt(state, host);
  return running !== null && quorate && daemons.includes('clvmd');
}

const NO_CLVMD = '  connect() failed on local socket: No such file or directory\n  Skipping clustered volume group\n';

/** Members that would be asked, and on which no one listens. */
export function withoutClvmd({ state }: Call): readonly NodeState[] {
  return members(state).filter(({ daemons }) => !daemons.includes('clvmd'));
}

/** What a command that changes a group is refused for, before it looks at the group. */
function refusal(call: Call): Answer | undefined {
  if (!isClustered(call)) return refuses(call, NO_CLVMD, 5);
  const silent = withoutClvmd(call).map(({ name }) => `  clvmd not running on node ${name}\n`);
  return silent.length > 0 ? refuses(call, silent.join(''), 5) : undefined;
}

const usable = (call: Call, device: string) => isVisible(call, device) && isAccepted(call, device);

/** Seen as a whole, in part or not at all. */
function seenOf(call: Call, { devices }: Group): 'all' | 'some' | 'none' {
  const found = devices.filter((device) => usable(call, device)).length;
  return found === devices.length ? 'all' : found === 0 ? 'none' : 'some';
}

function groupsOf(call: Call): readonly Group[] {
  return call.state.storage.groups.filter((group) => seenOf(call, group) !== 'none');
}

/** vgs(8), vg_attr: writeable, resizeable, not exported, partial, allocation "normal", clustered. */
function attributesOf(call: Call, group: Group): string {
  return seenOf(call, group) === 'all' ? 'wz--nc' : 'wz-pnc';
}

type Row = Readonly<Record<string, string>>;

/** `--noheadings -o FIELD,... [NAME...]`; columns are as wide as what is in them. */
function report(call: Call, name: string, rowsOf: (names: readonly string[]) => readonly Row[] | Answer): Answer {
  const [first, second, fields = '', ...names] = call.args;
  if (first !== '--noheadings' || second !== '-o') return notPlayed(call, name);
  if (!isClustered(call)) return refuses(call, NO_CLVMD, 5);
  const rows = rowsOf(names);
  if (!isRows(rows)) return rows;
  const columns = fields.split(',');
  if (rows.some((row) => columns.some((column) => row[column] === undefined))) return notPlayed(call, name);
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => columns.map((column, at) => (row[column] ?? '').padEnd(widths[at] ?? 0)).join(' '));
  return says(call, lines.map((line) => `  ${line.trimEnd()}\n`).join(''));
}

function isRows(rows: readonly Row[] | Answer): rows is readonly Row[] {
  return Array.isArray(rows);
}

export const vgs: Command = (call) =>
  report(call, 'vgs', (names) => {
    const rows = groupsOf(call).map((group) => ({ vg_name: group.name, vg_attr: attributesOf(call, group) }));
    const unknown = names.find((name) => !rows.some((row) => row.vg_name === name));
    if (unknown !== undefined) return refuses(call, `  Volume group "${unknown}" not found\n`, 5);
    return names.length === 0 ? rows : rows.filter((row) => names.includes(row.vg_name));
  });

export const lvs: Command = (call) =>
  report(call, 'lvs', (names) => {
    const seen = new Set(groupsOf(call).map(({ name }) => name));
    const found = call.state.storage.volumes.filter(
      ({ group }) => seen.has(group) && (names.length === 0 || names.includes(group)),
    );
    return found.map(({ group, name }) => ({ vg_name: group, lv_name: name, lv_attr: '-wi-a-' }));
  });

export const pvs: Command = (call) =>
  report(call, 'pvs', (names) => {
    const { groups, signatures } = call.state.storage;
    const known = Object.keys(signatures).filter(
      (device) => signatures[device] === 'LVM2_member' && usable(call, device),
    );
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) return refuses(call, `  Failed to find physical volume "${unknown}".\n`, 5);
    return (names.length === 0 ? known : names).map((device) => ({
      pv_name: device,
      vg_name: groups.find(({ devices }) => devices.includes(device))?.name ?? '',
    }));
  });

/** Asks nothing where there is no terminal: whatever was there is gone. */
export const pvcreate: Command = (call) => {
  const [device = '', more] = call.args;
  if (more !== undefined || device.startsWith('-')) return notPlayed(call, 'pvcreate');
  const { groups } = call.state.storage;
  const group = groups.find(({ devices }) => devices.includes(device));
  if (!usable(call, device)) return refuses(call, `  Device ${device} not found (or ignored by filtering).\n`, 5);
  if (group !== undefined) {
    const why = `Can't initialize physical volume "${device}" of volume group "${group.name}" without -ff`;
    return refuses(call, `  ${why}\n`, 5);
  }
  return changes(
    holdsDevice(call.state, device, 'LVM2_member'),
    `  Physical volume "${device}" successfully created\n`,
  );
};

/** `-c y NAME DEVICE` */
export const vgcreate: Command = (call) => {
  const [option, value, name = '', device = '', more] = call.args;
  if (option !== '-c' || value !== 'y' || more !== undefined) return notPlayed(call, 'vgcreate');
  const { groups } = call.state.storage;
  const refused = refusal(call);
  if (refused !== undefined) return refused;
  if (groups.some((group) => group.name === name))
    return refuses(call, `  A volume group called ${name} already exists.\n`, 5);
  return added(call, name, device, (state) =>
    changes(
      withStorage(state, { groups: [...groups, { name, devices: [device] }] }),
      `  Clustered volume group "${name}" successfully created\n`,
    ),
  );
};

export const vgextend: Command = (call) => {
  const [name = '', device = '', more] = call.args;
  if (more !== undefined || name.startsWith('-')) return notPlayed(call, 'vgextend');
  const { groups } = call.state.storage;
  const refused = refusal(call);
  if (refused !== undefined) return refused;
  if (!groupsOf(call).some((group) => group.name === name))
    return refuses(call, `  Volume group "${name}" not found\n`, 5);
  return added(call, name, device, (state) => {
    const grown = groups.map((group) =>
      group.name === name ? { ...group, devices: [...group.devices, device] } : group,
    );
    return changes(withStorage(state, { groups: grown }), `  Volume group "${name}" successfully extended\n`);
  });
};

/** A device that is no physical volume yet becomes one by the way. lib/metadata/metadata.c, vg_extend */
function added(call: Call, group: string, device: string, done: (state: Call['state']) => Answer): Answer {
  const { groups, signatures } = call.state.storage;
  const owner = groups.find(({ devices }) => devices.includes(device));
  const unable = `  Unable to add physical volume '${device}' to volume group '${group}'.\n`;
  if (!usable(call, device))
    return refuses(call, `  Device ${device} not found (or ignored by filtering).\n${unable}`, 5);
  if (owner !== undefined)
    return refuses(call, `  Physical volume '${device}' is already in volume group '${owner.name}'\n${unable}`, 5);
  if (signatures[device] === 'LVM2_member') return done(call.state);
  const answer = done(holdsDevice(call.state, device, 'LVM2_member'));
  const before = `  No physical volume label read from ${device}\n  Physical volume "${device}" successfully created\n`;
  return { ...answer, stdout: `${before}${answer.stdout}` };
}

/** `-L SIZE -n NAME GROUP`; it is active on every node, which has to see all of the group for that. */
export const lvcreate: Command = (call) => {
  const [size, , option, name = '', group = '', more] = call.args;
  if (size !== '-L' || option !== '-n' || more !== undefined) return notPlayed(call, 'lvcreate');
  const { groups, volumes } = call.state.storage;
  const refused = refusal(call);
  if (refused !== undefined) return refused;
  const known = groups.find((one) => one.name === group && seenOf(call, one) === 'all');
  if (known === undefined) return refuses(call, `  Volume group "${group}" not found\n`, 5);
  if (volumes.some((one) => one.group === group && one.name === name))
    return refuses(call, `  Logical volume "${name}" already exists in volume group "${group}"\n`, 5);
  const made = withStorage(call.state, { volumes: [...volumes, { group, name }] });
  const blind = members(call.state).filter(({ host }) => seenOf({ ...call, host }, known) !== 'all');
  // What is left behind has to be removed by hand.
  if (blind.length > 0) return { ...refuses(call, blind.map(errorOn).join(''), 5), state: made };
  return changes(made, `  Logical volume "${name}" created\n`);
};

function errorOn({ name }: NodeState): string {
  const uuid = '4Hj2yw-0000-0000-0000-0000-0000-000000';
  return `  Error locking on node ${name}: Volume group for uuid not found: ${uuid}\n`;
}

/** `-an` and the like of a whole group, by the init script of clvmd: it fails while a guest has a volume open. */
export function cannotDeactivate({ state, host }: Call): string | undefined {
  const open = nodeAt(state, host).guests.filter((guest) => guest.state !== 'shut off').length;
  const [group] = state.storage.groups;
  if (open === 0 || group === undefined) return undefined;
  return `  Can't deactivate volume group "${group.name}" with ${open} open logical volume(s)\n`;
}

/** Reaches every clvmd of the cluster; `clvmd -R` ends with 1 where some node has none. daemons/clvmd/refresh_clvmd.c */
export const clvmd: Command = (call) => {
  if (call.args.join(' ') !== '-R') return notPlayed(call, 'clvmd');
  if (!isClustered(call)) return refuses(call, 'clvmd is not running\n');
  const silent = withoutClvmd(call).map(({ name }) => `clvmd not running on node ${name}`);
  return silent.length > 0 ? refuses(call, silent.join('')) : says(call, '');
};
