/**
 * One cluster of cman and rgmanager as plain JSON: what its daemons know. Commands (commands.ts) read it and answer with
 * the next state; the stand-ins of the lab keep it in a file, a simulation keeps it in memory.
 */
import { readConf, type Conf } from './conf.ts';

export type Release = 'rhel5' | 'rhel6';

export type ClusterState = {
  readonly release: Release;
  /** Seconds since 1970; moves by one with each change of a service. */
  readonly now: number;
  /** Seconds of the clock on the wall, by which daemons take their time. */
  readonly clock: number;
  readonly delays: Delays;
  /** What daemons have begun and have not ended yet. */
  readonly pending: readonly Pending[];
  readonly generation: number;
  /** Never falls when a node merely dies. cman/daemon/commands.c */
  readonly quorum: number;
  /** What `cman_tool expected` said, until the configuration is loaded anew. */
  readonly expected: number | null;
  readonly nodes: readonly NodeState[];
  readonly services: readonly Service[];
  /** Hosts that fenced wants to shoot and has not yet. */
  readonly victims: readonly string[];
  readonly storage: Storage;
  /** Guests that can start nowhere, whatever their definition. */
  readonly broken: readonly string[];
  /** Programs that hang where there is no quorum. */
  readonly hanging: readonly string[];
  /** Each start, stop and move of a guest, in its order. */
  readonly events: readonly GuestEvent[];
};

/** Seconds that rgmanager takes: to get into its group, to apply a new configuration, to start a service. */
export type Delays = { readonly group: number; readonly load: number; readonly start: number };

/** Everything at once. */
export const NO_DELAYS: Delays = { group: 0, load: 0, start: 0 };
/** 13-25 s, 2-7 s and 2 s were seen. */
export const SEEN_DELAYS: Delays = { group: 20, load: 4, start: 2 };

/** `at`: by the clock. */
export type Pending = { readonly at: number } & (
  | { readonly what: 'group'; readonly host: string }
  | { readonly what: 'load' | 'arrange' }
  | { readonly what: 'start'; readonly service: string; readonly host: string }
);

/** `host`: where it started or stopped, or where it has moved to. */
export type GuestEvent = {
  readonly guest: string;
  readonly what: 'started' | 'stopped' | 'moved';
  readonly host: string;
  /** The host on which that was asked for, or which lost its power. */
  readonly by: string;
  /** A command line, or `power`. */
  readonly because: string;
};

/** What all hosts share. */
export type Storage = {
  readonly targets: readonly Target[];
  /** Devices by the host's name of them. */
  readonly groups: readonly { readonly name: string; readonly devices: readonly string[] }[];
  readonly volumes: readonly { readonly group: string; readonly name: string }[];
  /** What is on a device, as blkid calls it; blank ones are not here. */
  readonly signatures: Readonly<Record<string, string>>;
  readonly quorumDisks: readonly { readonly device: string; readonly label: string }[];
  /** What was on a device before something else was written there. */
  readonly destroyed: readonly string[];
};

/** A SAN with targets on which no one has made anything. */
export function blankStorage(targets: readonly Target[]): Storage {
  return { targets, groups: [], volumes: [], signatures: {}, quorumDisks: [], destroyed: [] };
}

export type Target = {
  readonly iqn: string;
  readonly portals: readonly string[];
  readonly luns: readonly number[];
  /** What a record needs to log in; null: nothing. */
  readonly password: string | null;
};

export type NodeState = {
  /** The machine's own name, by which its files are found. */
  readonly host: string;
  /** Its name and number in cluster.conf. */
  readonly name: string;
  readonly id: number;
  /** The configuration that cman runs; null: cman does not run. */
  readonly running: Conf | null;
  /** A version that was announced and that this node could not load: it is suspended. Seen. */
  readonly wanted: number | null;
  /** Not taken in by its peers, which it met with a newer configuration than theirs. Seen. */
  readonly apart: boolean;
  readonly quorate: boolean;
  readonly joined: string;
  readonly fenced: boolean;
  /** Does its process run? That is what `service rgmanager status` says. */
  readonly rgmanager: boolean;
  /** Is it in the group of all rgmanagers, with its services initialised? Seconds after the former. Seen. */
  readonly grouped: boolean;
  readonly libvirtd: boolean;
  readonly guests: readonly Guest[];
  readonly sessions: readonly Session[];
  /** Records of iscsiadm, with the password that they copied from iscsid.conf. */
  readonly records: readonly (Session & { readonly password: string | null })[];
  /** Links of LUNs below /dev/disk/by-path. */
  readonly luns: readonly string[];
  /** Daemons that have nothing to tell but that they run. */
  readonly daemons: readonly string[];
  /** Services in the order of chkconfig: whether they start at boot. */
  readonly boot: Readonly<Record<string, boolean>>;
  /** name-version-release.architecture */
  readonly packages: readonly string[];
};

export type ServiceStatus =
  | 'stopped'
  | 'starting'
  | 'started'
  | 'stopping'
  | 'failed'
  | 'recovering'
  | 'disabled'
  | 'migrating';

/** Owners are hosts. */
export type Service = {
  readonly name: string;
  readonly status: ServiceStatus;
  readonly owner: string | null;
  readonly lastOwner: string | null;
  readonly frozen: boolean;
  readonly restarts: number;
  readonly since: number;
};

export type Guest = {
  readonly name: string;
  readonly state: 'running' | 'paused' | 'shut off';
  /** KiB, of the definition that it was started with. */
  readonly memory: number;
};

export type Session = { readonly portal: string; readonly iqn: string };

/** A cluster whose nodes all run one cluster.conf; the hosts in the order of its nodes. Services are started where they like it best. */
export function formed(release: Release, hosts: readonly string[], text: string): ClusterState {
  const conf = readConf(text);
  if (conf === undefined || conf.nodes.length !== hosts.length) throw new Error('no cluster.conf of these hosts');
  const nodes = hosts.map((host, index) => nodeOf(release, host, conf, index));
  const votes = conf.expectedVotes ?? conf.nodes.reduce((sum, node) => sum + node.votes, 0);
  const bare: ClusterState = {
    release,
    now: 1_400_000_000,
    clock: 0,
    delays: NO_DELAYS,
    pending: [],
    generation: 4 * hosts.length,
    quorum: conf.twoNode ? 1 : Math.floor((votes + 2) / 2),
    expected: null,
    nodes,
    services: [],
    victims: [],
    storage: { ...blankStorage([]), groups: [{ name: 'vg_vms', devices: [] }] },
    broken: [],
    hanging: [],
    events: [],
  };
  return conf.services.reduce(withService, bare);
}

function nodeOf(release: Release, host: string, conf: Conf, index: number): NodeState {
  const { name = '', id = 0 } = conf.nodes[index] ?? {};
  return {
    host,
    name,
    id,
    running: conf,
    wanted: null,
    apart: false,
    quorate: true,
    joined: '2014-05-13 16:53:20',
    fenced: true,
    rgmanager: true,
    grouped: true,
    libvirtd: true,
    guests: [],
    sessions: [],
    records: [],
    luns: [],
    daemons: ['clvmd', 'iscsid', 'multipathd'],
    boot: { acpid: false, clvmd: true, cman: true, iscsi: true, iscsid: true, libvirtd: true, rgmanager: true },
    packages: PACKAGES[release],
  };
}

const PACKAGES: Readonly<Record<Release, readonly string[]>> = {
  rhel5: [
    'cman-2.0.115-124.el5.x86_64',
    'iscsi-initiator-utils-6.2.0.872-16.el5.x86_64',
    'libvirt-0.8.2-29.el5.x86_64',
    'lvm2-cluster-2.02.88-10.el5.x86_64',
    'rgmanager-2.0.52-54.el5.x86_64',
  ],
  rhel6: [
    'cman-3.0.12.1-68.el6.x86_64',
    'iscsi-initiator-utils-6.2.0.873-13.el6.x86_64',
    'libvirt-0.10.2-46.el6.x86_64',
    'lvm2-cluster-2.02.111-2.el6.x86_64',
    'rgmanager-3.0.12.1-21.el6.x86_64',
  ],
};

export function nodeAt(state: ClusterState, host: string): NodeState {
  const node = state.nodes.find((other) => other.host === host);
  if (node === undefined) throw new Error(`${host} is no node of this cluster`);
  return node;
}

/** Nodes that run cman and know each other. */
export function members(state: ClusterState): readonly NodeState[] {
  return state.nodes.filter((node) => node.running !== null && !node.apart);
}

export function withNode(state: ClusterState, host: string, change: Partial<NodeState>): ClusterState {
  return { ...state, nodes: state.nodes.map((node) => (node.host === host ? { ...node, ...change } : node)) };
}

export function withStorage(state: ClusterState, change: Partial<Storage>): ClusterState {
  return { ...state, storage: { ...state.storage, ...change } };
}

/** A service after a change; its time is now, and its guest is where it runs. */
export function changedService(state: ClusterState, name: string, change: Partial<Service>): ClusterState {
  const now = state.now + 1;
  const services = state.services.map((service) =>
    service.name === name ? { ...service, ...change, since: now } : service,
  );
  const moved = { ...state, now, services };
  const after = services.find((service) => service.name === name);
  return after === undefined || !name.startsWith('vm:') ? moved : withGuest(moved, name.slice(3), runsOn(after));
}

function runsOn({ status, owner }: Service): string | null {
  return status === 'started' ? owner : null;
}

/** The guest on that host and on no other; null: on none. */
function withGuest(state: ClusterState, name: string, host: string | null): ClusterState {
  const nodes = state.nodes.map((node) => {
    const others = node.guests.filter((guest) => guest.name !== name);
    const guest: Guest = { name, state: 'running', memory: 1024 * 1024 };
    return { ...node, guests: node.host === host ? [...others, guest] : others };
  });
  return { ...state, nodes };
}

/** Members whose rgmanager can take services. */
export function able(state: ClusterState): readonly NodeState[] {
  return members(state).filter((node) => node.grouped && node.quorate);
}

/** A service that the configuration brings: adopted where its guest runs, else started if it starts by itself. */
export function withService(state: ClusterState, { name, autostart, prefers }: Conf['services'][number]): ClusterState {
  const takers = able(state);
  const running = takers.find((node) => node.guests.some((guest) => `vm:${guest.name}` === name));
  const liked = (prefers ?? takers.map((node) => node.name)).map((like) => takers.find((node) => node.name === like));
  const owner = running ?? liked.find((node) => node !== undefined);
  const added = { ...state, services: [...state.services, { ...initial(name, autostart), since: state.now }] };
  // What is disabled and runs all the same is left alone. Seen.
  if (!autostart || owner === undefined) return added;
  return running === undefined
    ? starting(added, name, owner.host)
    : changedService(added, name, { status: 'started', owner: owner.host });
}

/** What rgmanagers know of a service that none of them has heard of before. */
export function initial(name: string, autostart: boolean): Omit<Service, 'since'> {
  const status = autostart ? 'stopped' : 'disabled';
  return { name, status, owner: null, lastOwner: null, frozen: false, restarts: 0 };
}

/** It is started there, which takes its time. */
export function starting(state: ClusterState, service: string, host: string): ClusterState {
  if (state.delays.start === 0) return changedService(state, service, { status: 'started', owner: host });
  const begun = changedService(state, service, { status: 'starting', owner: host });
  return later(begun, state.delays.start, { what: 'start', service, host });
}

type Begun = Pending extends infer P ? (P extends Pending ? Omit<P, 'at'> : never) : never;

export function later(state: ClusterState, seconds: number, begun: Begun): ClusterState {
  return { ...state, pending: [...state.pending, { ...begun, at: state.clock + seconds }] };
}
