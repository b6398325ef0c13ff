/**
 * The glossary: what a cluster is, once units, defaults, derived values and references are settled. Plain data.
 *
 * `at` is where an entity was written in the site. May not know files, formats or stacks.
 */
import type { Brand, Bytes, HostName, Json, Millis, SecretName, SourcePath } from '../base/brand.ts';
import type { Platform } from '../platform/platform.ts';

export type VmName = Brand<string, 'VmName'>;
export type Uuid = Brand<string, 'Uuid'>;
export type Mac = Brand<string, 'Mac'>;

export type Written = { readonly at: SourcePath };

/** Where a value came from that nobody wrote, and the value as a site would say it. The key is the path with slashes. */
export type Origin =
  | { readonly kind: 'default'; readonly value: Json; readonly because: string }
  | { readonly kind: 'derived'; readonly value: Json; readonly because: string; readonly from: readonly SourcePath[] };

export type Cluster = Written & {
  readonly name: string;
  readonly domain: string;
  readonly platform: Platform;
  /** One of exactly two nodes alone is quorate; cman(5), two_node. */
  readonly twoNode: boolean;
  readonly expectedVotes: number;
  /** How long fenced waits for a node to join before it fences it; fenced(8). */
  readonly postJoinDelay: Millis;
};

/** A physical machine; as a member of the cluster it is called a node. */
export type Host = Written & {
  readonly name: HostName;
  readonly nodeId: number;
  /** The node's name in cluster.conf and for clusvcadm. */
  readonly nodeName: string;
  readonly votes: number;
  readonly platform: Platform;
  /** `general` for everything that the site does not say otherwise. */
  readonly addresses: {
    readonly general: string;
    readonly cluster: string;
    readonly storage: string;
    readonly migration: string;
  };
  readonly login: Login;
  readonly memory: Bytes;
  readonly cpus: number;
  readonly initiator: string | null;
  readonly bridges: readonly string[];
  /** Disks beside the LUNs that LVM must see; null when the site does not say. */
  readonly localDisks: readonly string[] | null;
  /** In the order in which they are tried. */
  readonly fence: readonly FenceMethod[];
  /** Give the node its disks back when it starts; `action` is on. */
  readonly unfence: readonly FenceUse[];
};

/** How clusterc reaches a host; null leaves it to ssh's own configuration. */
export type Login = { readonly address: string; readonly user: string | null; readonly port: number | null };

export type FenceMethod = Written & { readonly name: string; readonly uses: readonly FenceUse[] };
export type FenceUse = Written & {
  readonly device: string;
  /** That of the device. */
  readonly agent: string;
  readonly plug: string | null;
  /** What is particular to this node, in the neutral names of the catalogue. */
  readonly parameters: readonly FenceParameterValue[];
  readonly action: 'reboot' | 'off' | 'on';
  readonly delay: Millis | null;
};

export type Secret = { readonly secret: SecretName };
export type FenceDevice = Written & {
  readonly name: string;
  readonly agent: string;
  /** By neutral name, in the catalogue's order. Durations are milliseconds. */
  readonly parameters: readonly FenceParameterValue[];
};
export type FenceParameterValue = { readonly name: string; readonly value: string | number | boolean | Secret };

export type Portal = { readonly address: string; readonly port: number };
export type Chap = { readonly user: string; readonly password: Secret };
export type Target = Written & {
  readonly name: string;
  readonly iqn: string;
  readonly portals: readonly Portal[];
  /** Hosts that log in, by node_id. */
  readonly hosts: readonly HostName[];
  /** CHAP login per host; a host that is absent logs in without. */
  readonly chap: { readonly [host: string]: Chap };
  readonly luns: readonly Lun[];
};
export type Lun = Written & {
  readonly name: string;
  readonly target: string;
  readonly number: number;
  readonly size: Bytes;
};
export type VolumeGroup = Written & {
  readonly name: string;
  readonly clustered: boolean;
  readonly on: readonly Lun[];
  readonly volumes: readonly Volume[];
};
export type Volume = Written & { readonly name: string; readonly group: string; readonly size: Bytes };

export type Vm = Written & {
  readonly name: VmName;
  readonly uuid: Uuid;
  readonly memory: Bytes;
  readonly cpus: number;
  readonly disks: readonly Disk[];
  readonly nics: readonly Nic[];
  /** Hosts where it may run, preferred first. */
  readonly runOn: readonly HostName[];
  readonly failoverDomain: string;
  readonly migrate: 'live' | 'pause';
  readonly autostart: boolean;
  readonly exclusive: boolean;
  readonly recovery: 'restart' | 'relocate' | 'disable';
  readonly maxRestarts: number;
  readonly restartExpireTime: Millis;
};
export type Disk = Written & { readonly volume: Volume };
export type Nic = Written & { readonly bridge: string; readonly mac: Mac };

/** An ordered, restricted set of hosts, preferred first; made from the VMs' run_on. */
export type FailoverDomain = { readonly name: string; readonly hosts: readonly HostName[] };

export type Acceptance = Written & { readonly code: string; readonly place: SourcePath; readonly because: string };

/** Hosts are sorted by node_id, everything else by name; lists that the user ordered keep their order. */
export type Model = {
  readonly cluster: Cluster;
  readonly fenceDevices: readonly FenceDevice[];
  readonly hosts: readonly Host[];
  readonly targets: readonly Target[];
  readonly volumeGroups: readonly VolumeGroup[];
  readonly failoverDomains: readonly FailoverDomain[];
  readonly vms: readonly Vm[];
  readonly accept: readonly Acceptance[];
  readonly origins: { readonly [place: string]: Origin };
};
