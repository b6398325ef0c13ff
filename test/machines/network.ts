/** The network of the machines: a namespace with one bridge for the LAN and one for storage; this side is .1 in each. */
import { existsSync } from 'node:fs';
import { execa } from 'execa';

export const NAMESPACE = 'clusterc-machines';
export const LAN = '192.168.1';
export const SAN = '192.168.10';
/** A second link of corosync shares the cable of the storage. */
export const LINK = '192.168.20';

/** Runs a command in the namespace. */
export async function inNetwork(...argv: readonly string[]): Promise<void> {
  await execa('ip', ['netns', 'exec', NAMESPACE, ...argv]);
}

/** With the addresses of management controllers on the LAN. */
export async function networkUp(controllers: readonly number[]): Promise<void> {
  if (existsSync(`/run/netns/${NAMESPACE}`)) return;
  await execa('ip', ['netns', 'add', NAMESPACE]);
  await inNetwork('ip', 'link', 'set', 'lo', 'up');
  await bridge('lan', [LAN]);
  for (const number of controllers) await inNetwork('ip', 'addr', 'add', `${LAN}.${number}/24`, 'dev', 'lan');
  await bridge('san', [SAN, LINK]);
}

async function bridge(name: string, networks: readonly string[]): Promise<void> {
  await inNetwork('ip', 'link', 'add', name, 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0');
  for (const network of networks) await inNetwork('ip', 'addr', 'add', `${network}.1/24`, 'dev', name);
  await inNetwork('ip', 'link', 'set', name, 'up');
}

export async function networkDown(): Promise<void> {
  if (existsSync(`/run/netns/${NAMESPACE}`)) await execa('ip', ['netns', 'delete', NAMESPACE]);
}

/** The cable of a machine. It stays when the machine is off. */
export async function cable(device: string, to: string): Promise<void> {
  const made = await execa('ip', ['netns', 'exec', NAMESPACE, 'ip', 'link', 'show', device], { reject: false });
  if (made.exitCode === 0) return;
  await inNetwork('ip', 'tuntap', 'add', device, 'mode', 'tap');
  await inNetwork('ip', 'link', 'set', device, 'master', to, 'up');
}
