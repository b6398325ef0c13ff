/** What makes the nodes one cluster: versions announced and loaded, joins, leaves and deaths, votes and quorum. */
import { readConf, type Conf, type ConfService } from './conf.ts';
import {
  able,
  changedService,
  initial,
  later,
  members,
  nodeAt,
  starting,
  withNode,
  withService,
  type ClusterState,
  type NodeState,
} from './state.ts';

export const CLUSTER_CONF = '/etc/cluster/cluster.conf';

/** The files of all hosts, as daemons see each other's. */
export interface Files {
  read(host: string, path: string): string | undefined;
  /** Whether it could be written. */
  write(host: string, path: string, text: string): boolean;
  /** Whether the schema on a host accepts this cluster.conf. */
  valid(host: string, text: string): boolean;
}

function confOn(host: string, files: Files): Conf | undefined {
  return readConf(files.read(host, CLUSTER_CONF));
}

/** A suspended node looks each second whether its file is there by now. Seen. */
export function reread(state: ClusterState, files: Files): ClusterState {
  return state.nodes.reduce(
    (now, { host, wanted }) => (wanted === null ? now : loaded(now, host, wanted, files)),
    state,
  );
}

/** A version becomes known: each member loads its own file if that is new enough, or is suspended. No daemon is informed. */
export function announced(state: ClusterState, version: number, files: Files): ClusterState {
  const reported = members(state).reduce((now, { host }) => loaded(now, host, version, files), state);
  const quorum = neededQuorum({ ...reported, expected: null }, 'may fall');
  // A suspended node stays quorate for now. Seen.
  const counted = judged({ ...reported, expected: null, quorum }, ({ wanted, quorate }, total) =>
    wanted === null ? total >= quorum : quorate,
  );
  return heard(counted);
}

/** rgmanager hears of a configuration, and applies it in its time. Seen: 2-7 s. */
function heard(state: ClusterState): ClusterState {
  return state.delays.load === 0 ? reconfigured(state) : later(state, state.delays.load, { what: 'load' });
}

function loaded(state: ClusterState, host: string, version: number, files: Files): ClusterState {
  const { running } = nodeAt(state, host);
  if (running === null || running.version >= version) return withNode(state, host, { wanted: null });
  const conf = confOn(host, files);
  if (conf === undefined || conf.version < version) return withNode(state, host, { wanted: version });
  return withNode(state, host, { running: conf, wanted: null });
}

/** rgmanager follows the newest configuration; the guest of a vm that is no longer named runs on. Seen. */
export function reconfigured(state: ClusterState): ClusterState {
  const conf = newest(state);
  if (conf === undefined) return state;
  const named = new Set(conf.services.map(({ name }) => name));
  const kept = { ...state, services: state.services.filter(({ name }) => named.has(name)) };
  const known = new Set(kept.services.map(({ name }) => name));
  return conf.services.filter(({ name }) => !known.has(name)).reduce(withService, kept);
}

export function newest(state: ClusterState): Conf | undefined {
  return members(state)
    .flatMap(({ running }) => (running === null ? [] : [running]))
    .sort((a, b) => b.version - a.version)[0];
}

export type Votes = { readonly expected: number; readonly total: number };

export function votesOf(state: ClusterState): Votes {
  const conf = newest(state);
  const all = conf?.nodes ?? [];
  const votes = new Map(all.map((node) => [node.name, node.votes]));
  const total = members(state).reduce((sum, { name }) => sum + (votes.get(name) ?? 0), 0);
  const sum = all.reduce((count, node) => count + node.votes, 0);
  return { expected: state.expected ?? conf?.expectedVotes ?? sum, total };
}

/**
 * Quorum is counted anew for a join, a leave, a death or `cman_tool expected`: then a suspended node loses it, and its
 * services stop in the same second. cman/daemon/commands.c; the latter seen.
 */
export function requorated(state: ClusterState, how: 'may fall' | 'may rise only'): ClusterState {
  const quorum = neededQuorum(state, how);
  return judged({ ...state, quorum }, ({ wanted }, total) => wanted === null && total >= quorum);
}

function neededQuorum(state: ClusterState, how: 'may fall' | 'may rise only'): number {
  if (newest(state)?.twoNode === true && members(state).length <= 2) return 1;
  const { expected, total } = votesOf(state);
  const needed = Math.max(Math.floor((expected + 2) / 2), Math.floor((total + 2) / 2));
  return how === 'may fall' ? needed : Math.max(needed, state.quorum);
}

/** Where rgmanager sees quorum formed again, it starts what it stopped for want of it, as at any other transition of members. */
function judged(state: ClusterState, judge: (node: NodeState, total: number) => boolean): ClusterState {
  const { total } = votesOf(state);
  const counted = members(state).reduce((now, node) => {
    const quorate = judge(node, total);
    const after = withNode(now, node.host, { quorate });
    return quorate ? after : stopped(after, node.host);
  }, state);
  const isFormed = members(state).some(
    ({ host, quorate, grouped: is }) => is && !quorate && nodeAt(counted, host).quorate,
  );
  return isFormed ? later(counted, 1, { what: 'arrange' }) : counted;
}

/** All that a host runs for rgmanager stops; where it goes on is another matter. */
export function stopped(state: ClusterState, host: string): ClusterState {
  const own = state.services.filter(({ owner }) => owner === host);
  return own.reduce(
    (now, { name }) => changedService(now, name, { status: 'stopped', owner: null, lastOwner: host }),
    state,
  );
}

export type Joined =
  | { readonly how: 'joined'; readonly state: ClusterState }
  | { readonly how: 'no configuration'; readonly state: ClusterState }
  | { readonly how: 'too old'; readonly state: ClusterState; readonly wanted: number; readonly got: number };

/** cman starts on a host with the file it finds there. Seen. */
export function joined(state: ClusterState, host: string, files: Files): Joined {
  const conf = confOn(host, files);
  const here = conf?.nodes.find(({ name }) => name === nodeAt(state, host).name);
  if (conf === undefined || here === undefined) return { how: 'no configuration', state };
  const running = newest(state)?.version ?? conf.version;
  const fetched = state.release === 'rhel5' && conf.version < running ? fetchedFrom(state, host, files) : undefined;
  const own = fetched ?? conf;
  if (own.version < running) return { how: 'too old', state, wanted: running, got: own.version };
  const met = members(state).reduce((now, node) => loaded(now, node.host, own.version, files), state);
  const apart = members(met).some(({ wanted }) => wanted !== null);
  const change: Partial<NodeState> = { running: own, wanted: null, apart, id: here.id, quorate: true, fenced: !apart };
  // It brings along how many votes its file expects, and the highest number counts. commands.c, do_process_transition
  const inside = { ...withNode(met, host, change), generation: state.generation + 4, expected: null };
  const counted = requorated(heard(inside), 'may rise only');
  // One that was started before cman has waited for it.
  return { how: 'joined', state: nodeAt(counted, host).rgmanager ? managed(counted, host) : counted };
}

/** RHEL 5: ccsd fetches the newer file and overwrites its own. ccsd(8) */
function fetchedFrom(state: ClusterState, host: string, files: Files): Conf | undefined {
  const version = newest(state)?.version;
  const source = members(state).find(({ running }) => running?.version === version);
  const text = source === undefined ? undefined : files.read(source.host, CLUSTER_CONF);
  return text !== undefined && files.write(host, CLUSTER_CONF, text) ? readConf(text) : undefined;
}

/** cman stops on a host. `remove`: the others expect as many votes as there are members from now on. commands.c, del_ais_node */
export function left(state: ClusterState, host: string, how: 'leave' | 'remove'): ClusterState {
  const out = { ...withNode(stopped(state, host), host, OUTSIDE), generation: state.generation + 4 };
  return how === 'remove'
    ? requorated({ ...out, expected: members(out).length }, 'may fall')
    : requorated(out, 'may rise only');
}

/** A host loses its power: its peers fence it, and what it ran starts elsewhere if that succeeds. Seen. */
export function died(state: ClusterState, host: string, fencing: 'succeeds' | 'fails'): ClusterState {
  const dead = withNode(state, host, { ...OUTSIDE, guests: [], sessions: [], luns: [], daemons: [], libvirtd: false });
  const counted = requorated({ ...dead, generation: state.generation + 4 }, 'may rise only');
  const victim: ClusterState = { ...counted, victims: [...counted.victims, host] };
  return fencing === 'fails' ? victim : fenced(victim, host);
}

/** Only now is it known that a dead host runs nothing any more: what it ran starts elsewhere. Seen. */
export function fenced(state: ClusterState, host: string): ClusterState {
  const lost = state.services.filter(({ owner }) => owner === host).map(({ name }) => name);
  const shot: ClusterState = { ...state, victims: state.victims.filter((victim) => victim !== host) };
  return lost.reduce((now, name) => failedOver(now, name, host), shot);
}

function failedOver(state: ClusterState, name: string, from: string): ClusterState {
  const owner = bestHost(state, name);
  const change = owner === null ? ({ status: 'stopped', owner } as const) : ({ status: 'started', owner } as const);
  return changedService(state, name, { ...change, lastOwner: from });
}

/**
 * rgmanager starts on a host. First it stops what it finds there of what it knows, and gets into its group only seconds later. Seen:
 * `service rgmanager status` says yes all the while.
 */
export function managed(state: ClusterState, host: string): ClusterState {
  const here = nodeAt(state, host);
  const runs = withNode(state, host, { rgmanager: true });
  if (here.running === null || here.grouped) return runs;
  const found = here.guests.filter((guest) => configured(state, `vm:${guest.name}`));
  const emptied = found.reduce(
    (now, guest) => changedService(now, `vm:${guest.name}`, { status: 'stopped', owner: null, lastOwner: host }),
    runs,
  );
  return state.delays.group === 0
    ? arranged(grouped(emptied, host))
    : later(emptied, state.delays.group, { what: 'group', host });
}

/** It is in its group. The first of them knows nothing of what was disabled or frozen before. Seen. */
export function grouped(state: ClusterState, host: string): ClusterState {
  const { rgmanager, running } = nodeAt(state, host);
  if (!rgmanager || running === null) return state;
  const isFirst = !members(state).some((node) => node.grouped);
  const known = isFirst ? { ...state, services: newest(state)?.services.map(fresh(state)) ?? [] } : state;
  return withNode(known, host, { grouped: true });
}

function fresh({ now }: ClusterState): (service: ConfService) => ClusterState['services'][number] {
  return ({ name, autostart }) => ({ ...initial(name, autostart), since: now });
}

/** What is stopped, starts by itself and can run by now is started. There is no failback. rgmanager, groups.c. */
export function arranged(state: ClusterState): ClusterState {
  const waiting = state.services.filter(
    ({ name, status, restarts }) => status === 'stopped' && restarts === 0 && configured(state, name)?.autostart,
  );
  return waiting.reduce((now, { name }) => {
    const owner = bestHost(now, name);
    return owner === null ? now : starting(now, name, owner);
  }, state);
}

/** Where a service would start: the first host of its failover domain that can take it. */
function bestHost(state: ClusterState, name: string): string | null {
  const takers = able(state);
  const liked = configured(state, name)?.prefers ?? takers.map((node) => node.name);
  return liked.flatMap((like) => takers.filter((node) => node.name === like))[0]?.host ?? null;
}

/** A service that has been stopped, on the host that it likes best of those that can take it. */
export function startedElsewhere(state: ClusterState, name: string): ClusterState {
  const owner = bestHost(state, name);
  return owner === null ? state : changedService(state, name, { status: 'started', owner });
}

function configured(state: ClusterState, service: string): ConfService | undefined {
  return newest(state)?.services.find(({ name }) => name === service);
}

const OUTSIDE = {
  running: null,
  wanted: null,
  apart: false,
  quorate: false,
  fenced: false,
  rgmanager: false,
  grouped: false,
} satisfies Partial<NodeState>;
