/** Storage as a node sees it: multipath, clvmd, and LVM on shared LUNs. Domain reference, 5.3; pvs(8), vgs(8), lvs(8). */
import { changes, notPlayed, optionOf, refuses, says, type Call, type Command } from './command.ts';
import { nodeAt, type ClusterState, type Storage } from './state.ts';

export const multipath: Command = (call) =>
  call.args.join(' ') === '-ll' ? says(call, '') : notPlayed(call, 'multipath');

/** `clvmd -R` reaches every clvmd of the cluster, by way of the lock manager. What it says without one was not seen. */
export const clvmd: Command = (call) => {
  if (call.args.join(' ') !== '-R') return notPlayed(call, 'clvmd');
  return isClustered(call) ? says(call, '') : refuses(call, 'clvmd is not running\n');
};

/** Clustered groups need clvmd, and clvmd a quorum. */
function isClustered({ state, host }: Call): boolean {
  const { running, quorate, daemons } = nodeAt(state, host);
  return running !== null && quorate && daemons.includes('clvmd');
}

const NO_CLVMD = '  connect() failed on local socket: No such file or directory\n  Skipping clustered volume group\n';

/** By the fields that are asked for. */
function listing(call: Call, name: string, lines: (storage: Storage) => readonly string[]) {
  const format = call.args.slice(0, 3).join(' ');
  if (!format.startsWith('--noheadings -o')) return notPlayed(call, name);
  if (!isClustered(call)) return refuses(call, NO_CLVMD, 5);
  return says(
    call,
    lines(call.state.storage)
      .map((line) => `  ${line}\n`)
      .join(''),
  );
}

export const vgs: Command = (call) =>
  listing(call, 'vgs', ({ groups }) =>
    groups.map(({ name }) => (call.args[2] === 'vg_name' ? name : `${name} wz--nc`)),
  );

export const lvs: Command = (call) =>
  listing(call, 'lvs', ({ volumes }) => volumes.map(({ group, name }) => `${group} ${name}`));

/** `pvs --noheadings -o vg_name DEVICE`, or `pv_name` */
export const pvs: Command = (call) => {
  const device = call.args[3] ?? '';
  const { groups, signed } = call.state.storage;
  const group = groups.find(({ devices }) => devices.includes(device));
  if (!isVisible(call, device) || (group === undefined && !signed.includes(device)))
    return refuses(call, `  Failed to find physical volume "${device}".\n`, 5);
  return listing(call, 'pvs', () => [call.args[2] === 'pv_name' ? device : (group?.name ?? '')]);
};

function withStorage(state: ClusterState, change: Partial<Storage>): ClusterState {
  return { ...state, storage: { ...state.storage, ...change } };
}

export const pvcreate: Command = (call) => {
  const [device = ''] = call.args;
  const { signed } = call.state.storage;
  if (!isVisible(call, device)) return refuses(call, `  Device ${device} not found (or ignored by filtering).\n`, 5);
  return changes(
    withStorage(call.state, { signed: [...signed, device] }),
    `  Physical volume "${device}" successfully created\n`,
  );
};

export const vgcreate: Command = (call) => {
  const [, , name = '', device = ''] = call.args;
  const { groups } = call.state.storage;
  if (!isClustered(call)) return refuses(call, NO_CLVMD, 5);
  if (groups.some((group) => group.name === name))
    return refuses(call, `  A volume group called ${name} already exists.\n`, 5);
  return changes(
    withStorage(call.state, { groups: [...groups, { name, devices: [device] }] }),
    `  Clustered volume group "${name}" successfully created\n`,
  );
};

export const vgextend: Command = (call) => {
  const [name = '', device = ''] = call.args;
  const groups = call.state.storage.groups.map((group) =>
    group.name === name ? { ...group, devices: [...group.devices, device] } : group,
  );
  return changes(withStorage(call.state, { groups }), `  Volume group "${name}" successfully extended\n`);
};

/** `lvcreate -L SIZE -n NAME GROUP` */
export const lvcreate: Command = (call) => {
  const [group = ''] = call.args.slice(-1);
  const name = optionOf(call.args, '-n') ?? '';
  const { groups, volumes } = call.state.storage;
  if (!isClustered(call)) return refuses(call, NO_CLVMD, 5);
  if (!groups.some((one) => one.name === group)) return refuses(call, `  Volume group "${group}" not found\n`, 5);
  return changes(
    withStorage(call.state, { volumes: [...volumes, { group, name }] }),
    `  Logical volume "${name}" created\n`,
  );
};

/** Ends with 2 where there is nothing; blkid(8). */
export const blkid: Command = (call) => {
  const device = call.args.at(-1) ?? '';
  if (!isVisible(call, device)) return refuses(call, '', 2);
  return call.state.storage.signed.includes(device)
    ? says(call, `${device}: UUID="x" TYPE="LVM2_member" USAGE="raw"\n`)
    : refuses(call, '', 2);
};

/** `-L` lists labels, `-c DEVICE -l LABEL` makes one; mkqdisk(8). */
export const mkqdisk: Command = (call) => {
  const { quorumDisks, signed } = call.state.storage;
  if (call.args[0] === '-L')
    return says(
      call,
      quorumDisks
        .map((label) => `/dev/sdq:\n\tMagic:                eb7a62c2\n\tLabel:                ${label}\n`)
        .join(''),
    );
  const [device, label] = [optionOf(call.args, '-c') ?? '', optionOf(call.args, '-l') ?? ''];
  if (!isVisible(call, device)) return refuses(call, `${device}: No such file or directory\n`);
  return changes(
    withStorage(call.state, { quorumDisks: [...quorumDisks, label], signed: [...signed, device] }),
    'mkqdisk v3.0.12\n',
  );
};

/** Of devices only: everything else that a test looks for is a file of its own. */
export const ls: Command = (call) => {
  const missing = call.args.find((device) => !isVisible(call, device));
  return missing === undefined
    ? says(call, call.args.map((device) => `${device}\n`).join(''))
    : refuses(call, `ls: cannot access ${missing}: No such file or directory\n`, 2);
};

function isVisible({ state, host }: Call, device: string): boolean {
  return nodeAt(state, host).luns.includes(device) || device.startsWith('/dev/mapper/');
}
