/** A world of a few hosts that run one cluster, and what its tests ask of it. */
import { clusterConf, hostNames } from '../cluster/samples.ts';
import { formed } from '../cluster/state.ts';
import { CONF } from './twin/files.ts';
import { World } from './world.ts';

export const VMS = { vm1: 'domain="last-first"' };
const PUSH = ['cman_tool', 'version', '-r', '-S'];

/** Hosts that run version 1; vm1 is on the last of them. */
export function playing(count = 3, first: Readonly<Record<string, string>> = VMS) {
  const text = (version: number, vms: Readonly<Record<string, string>> = first) =>
    clusterConf({ hosts: count, version, vms });
  const hosts = hostNames(count);
  const world = new World(formed('rhel6', hosts, text(1)));
  const put = (on: readonly string[], version: number, vms?: Readonly<Record<string, string>>) => {
    const file = { text: text(version, vms), mode: '0640', owner: 'root', group: 'root' };
    for (const host of on) world.machine(host).files.set(CONF, file);
  };
  put(hosts, 1);
  const status = (host: string) => world.exec(host, ['cman_tool', 'status']).stdout;
  return { world, hosts, put, status, push: (host: string) => world.exec(host, PUSH).exit };
}

export function versions(world: World): readonly (number | undefined)[] {
  return world.state.nodes.map(({ running }) => running?.version);
}

export function events(world: World): readonly string[] {
  return world.state.events.map(({ guest, what, host, because }) => `${guest} ${what} on ${host}: ${because}`);
}
