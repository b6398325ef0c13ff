/** Disks as a host sees them: what they hold, and what LVM may look at. */
import { changes, notPlayed, optionOf, refuses, says, type Call, type Command } from './commands/command.ts';
import { nodeAt, withStorage, type ClusterState } from './state.ts';

/** By its path on the way to the target, or by the name that multipathd gives it. */
export function isVisible({ state, host }: Call, device: string): boolean {
  const { luns, daemons } = nodeAt(state, host);
  return luns.includes(device) || (device.startsWith('/dev/mapper/') && daemons.includes('multipathd'));
}

/** By the filter of lvm.conf: the first pattern that matches decides, and what none matches is accepted. lvm.conf(5) */
export function isAccepted({ files, host }: Call, device: string): boolean {
  const text = (files.read(host, '/etc/lvm/lvm.conf') ?? '').replace(/^\s*#.*$/gm, '');
  const [, list = ''] = /^\s*filter\s*=\s*\[([^]*?)\]\s*$/m.exec(text) ?? [];
  const patterns = [...list.matchAll(/"([ar])(.)(.*?)\2"/g)];
  const first = patterns.find(([, , , pattern = '']) => new RegExp(pattern).test(device));
  return first?.[1] !== 'r';
}

/** Something else was on it: that is gone. */
export function holdsDevice(state: ClusterState, device: string, signature: string): ClusterState {
  const { signatures, destroyed } = state.storage;
  const old = signatures[device];
  const lost = old === undefined || old === signature ? destroyed : [...destroyed, `${old} on ${device}`];
  return withStorage(state, { signatures: { ...signatures, [device]: signature }, destroyed: lost });
}

/** It knows no quorum disk, so one looks blank. libblkid/src/superblocks/superblocks.c; ends with 2 where there is nothing: blkid(8) */
export const blkid: Command = (call) => {
  const device = call.args.at(-1) ?? '';
  const how = call.args.slice(0, -1).join(' ');
  if (how !== '-p' && how !== '-c /dev/null') return notPlayed(call, 'blkid');
  const type = call.state.storage.signatures[device];
  if (!isVisible(call, device) || type === undefined || type === QDISK) return refuses(call, '', 2);
  const usage = type === 'LVM2_member' ? 'raid' : 'filesystem';
  return says(call, `${device}: UUID="4Hj2yw-0000-0000-0000-0000-0000-000000" TYPE="${type}" USAGE="${usage}"\n`);
};

const QDISK = 'quorum disk';

/** `-L` lists labels, `-c DEVICE -l LABEL` makes one and asks nothing where there is no terminal; mkqdisk(8). */
export const mkqdisk: Command = (call) => {
  const { quorumDisks } = call.state.storage;
  if (call.args.join(' ') === '-L') {
    const seen = quorumDisks.filter(({ device }) => isVisible(call, device));
    return says(call, ['mkqdisk v3.0.12\n\n', ...seen.map(described)].join(''));
  }
  const [device, label] = [optionOf(call.args, '-c'), optionOf(call.args, '-l')];
  if (device === undefined || label === undefined || call.args.length !== 4) return notPlayed(call, 'mkqdisk');
  if (!isVisible(call, device)) return refuses(call, `${device}: No such file or directory\n`);
  const others = quorumDisks.filter((disk) => disk.device !== device);
  const { state } = call;
  return changes(
    withStorage(holdsDevice(state, device, QDISK), { quorumDisks: [...others, { device, label }] }),
    `mkqdisk v3.0.12\n\nWriting new quorum disk label '${label}' to ${device}.\n`,
  );
};

function described({ device, label }: { readonly device: string; readonly label: string }): string {
  return `${device}:\n\tMagic:                eb7a62c2\n\tLabel:                ${label}\n`;
}

/** Of devices only: everything else that a test looks for is a file of its own. */
export const ls: Command = (call) => {
  const missing = call.args.filter((device) => !isVisible(call, device));
  const found = call.args.filter((device) => isVisible(call, device));
  return {
    ...says(call, found.map((device) => `${device}\n`).join('')),
    stderr: missing.map((device) => `ls: cannot access ${device}: No such file or directory\n`).join(''),
    exit: missing.length === 0 ? 0 : 2,
  };
};

/** `test -b DEVICE`, `test -e DEVICE`; of volumes, too. */
export const test: Command = (call) => {
  const [how, path = '', more] = call.args;
  if ((how !== '-b' && how !== '-e') || more !== undefined) return notPlayed(call, 'test');
  const isThere = isVisible(call, path) || (how === '-e' && call.files.read(call.host, path) !== undefined);
  return { ...says(call, ''), exit: isThere || isVolume(call, path) ? 0 : 1 };
};

function isVolume(call: Call, path: string): boolean {
  const [, group, name] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const { groups, volumes } = call.state.storage;
  const devices = groups.find((one) => one.name === group)?.devices;
  return (
    volumes.some((one) => one.group === group && one.name === name) &&
    nodeAt(call.state, call.host).daemons.includes('clvmd') &&
    devices?.every((device) => isVisible(call, device)) === true
  );
}

/** `-ll`: its output is not played, only that it looks. */
export const multipath: Command = (call) =>
  call.args.join(' ') === '-ll' ? says(call, '') : notPlayed(call, 'multipath');
