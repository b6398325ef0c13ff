/**
 * The glossary: what a cluster is, after units, defaults, derived values and references are resolved. Plain data.
 *
 * `at` is the place of an entity in the site. Knows no files, formats or stacks.
 */
import type { Brand, Bytes, HostName, Json, Millis, SourcePath } from '../base/brand.ts';
import type { SecretProvider } from '../base/provider.ts';
import type { Window } from '../base/window.ts';
import type { Platform } from '../platform/release-id.ts';
import type { HostFacts } from './host-facts.ts';
import type { FailoverDomain, Policy, Service, SharedResource, VmAgent } from './service.ts';
import type { Attachment, Hardware } from './machine.ts';
import type { Iscsi, Lvm, Multipath } from './settings.ts';
import type { Written, Open, Secret } from './entity.ts';
import type { Origins } from './origins.ts';
import type { Lun, Target, VolumeGroup, Volume } from './shared-storage.ts';

export type VmName = Brand<string, 'VmName'>;
export type Uuid = Brand<string, 'Uuid'>;
export type Mac = Brand<string, 'Mac'>;

/** A physical machine; as a member of the cluster it is called a node. */
export type Host = Written &
  Open & {
    readonly name: HostName;
    readonly nodeId: number;
    /** The node's name in the cluster. */
    readonly nodeName: string;
    /** Its name on the second ring. */
    readonly altName: string | null;
    readonly votes: number;
    /** Its share of the lock directory; dlm_controld(8). */
    readonly weight: number | null;
    readonly platform: Platform;
    /** `general` is used unless the site sets another one. */
    readonly addresses: {
      readonly general: string;
      readonly cluster: string;
      readonly storage: string;
      readonly migration: string;
    };
    readonly login: Login;
    /** Other names that `--limit` accepts for it. */
    readonly groups: readonly string[];
    readonly memory: Bytes;
    readonly cpus: number;
    readonly initiator: string | null;
    readonly bridges: readonly string[];
    /** Disks that LVM must see besides the LUNs; null if not set. */
    readonly localDisks: readonly string[] | null;
    /** LUNs of this host alone with several paths, by the name of their multipath device. */
    readonly localLuns: readonly LocalLun[];
    /** Volume groups on them, which a volume_list must name; null if not set. */
    readonly localVolumeGroups: readonly string[] | null;
    /** In the order of use. */
    readonly fence: readonly FenceMethod[];
    /** Restores the node's access to disks when it starts; `action` is on. */
    readonly unfence: readonly FenceUse[];
  };

export type LocalLun = Written & { readonly name: string; readonly wwid: string };

/** How to reach a host; null leaves it to ssh's own configuration. */
export type Login = {
  readonly address: string;
  readonly user: string | null;
  readonly port: number | null;
  /** Options of ssh_config(5) by name. */
  readonly options: { readonly [name: string]: string };
};

export type FenceMethod = Written & { readonly name: string; readonly uses: readonly FenceUse[] };
export type FenceUse = Written &
  Open & {
    readonly device: string;
    /** The agent of the device. */
    readonly agent: string;
    readonly plug: string | null;
    /** Node-specific parameters, in the neutral names of the catalogue. */
    readonly parameters: readonly FenceParameterValue[];
    readonly action: 'reboot' | 'off' | 'on';
    readonly delay: Millis | null;
  };

export type FenceDevice = Written &
  Open & {
    readonly name: string;
    readonly agent: string;
    /** By neutral name, in the catalogue's order. Durations are milliseconds. */
    readonly parameters: readonly FenceParameterValue[];
  };
export type FenceParameterValue = { readonly name: string; readonly value: string | number | boolean | Secret };

export type Vm = Written &
  Open &
  Policy &
  VmAgent &
  Hardware & {
    readonly name: VmName;
    readonly uuid: Uuid;
    readonly memory: Bytes;
    readonly cpus: number;
    readonly disks: readonly Disk[];
    readonly nics: readonly Nic[];
  };
/** A disk of the guest: a volume, an image file, or a CD drive, which is empty if its path is null. */
export type Disk = Written & Attachment & (VolumeDisk | FileDisk | CdDrive);
export type VolumeDisk = { readonly kind: 'volume'; readonly volume: Volume };
export type FileDisk = {
  readonly kind: 'file';
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
  /** The site says that every host has the file. */
  readonly onEveryHost: boolean;
};
export type CdDrive = { readonly kind: 'cdrom'; readonly path: string | null; readonly onEveryHost: boolean };
export type Nic = Written & {
  readonly bridge: string;
  readonly mac: Mac;
  readonly model: 'virtio' | 'e1000' | 'rtl8139';
};

/** A source of secret values; asked in this order. */
export type ProviderEntry = Written & { readonly provider: SecretProvider };

/** When the nodes may be changed. */
export type WindowEntry = Written & { readonly window: Window };

export type Acceptance = Written & { readonly code: string; readonly place: SourcePath; readonly because: string };

/** The part of a cluster that every stack has; the rest is in `own`. */
export type Cluster = Written & {
  readonly name: string;
  readonly domain: string;
  readonly platform: Platform;
  /** Null if there is no quorum. */
  readonly quorum: Quorum | null;
  /** Fencing needs no device: every node resets itself, by its watchdog. */
  readonly selfFencing: boolean;
  /** Shared disks of the cluster itself, which nothing else may use: a quorum disk, for example. */
  readonly disks: readonly ClusterDisk[];
};
/** `at`: where its name is. */
export type ClusterDisk = Written & { readonly lun: Lun | null; readonly device: string | null };

/** Votes, as far as all stacks count them in the same way; votequorum(5). */
export type Quorum = {
  /** A single one of exactly two nodes is quorate; votequorum(5), two_node. */
  readonly twoNode: boolean;
  readonly expectedVotes: number;
  /** A voter besides the nodes: a quorum disk or a quorum device. */
  readonly tieBreaker: (Written & { readonly votes: number }) | null;
};

/** The model of a site. `Own` is what only its stack knows; to common code it is opaque JSON. */
export type Model<Own extends Json = Json> = CommonModel & { readonly own: Own };

/** Hosts are sorted by node_id, everything else by name; lists that the user ordered keep their order. */
export type CommonModel = {
  readonly cluster: Cluster;
  readonly fenceDevices: readonly FenceDevice[];
  readonly hosts: readonly Host[];
  readonly targets: readonly Target[];
  readonly iscsi: Iscsi;
  readonly multipath: Multipath;
  readonly lvm: Lvm;
  readonly volumeGroups: readonly VolumeGroup[];
  readonly failoverDomains: readonly FailoverDomain[];
  /** Shared resources of services, by type. */
  readonly resources: readonly SharedResource[];
  readonly services: readonly Service[];
  readonly vms: readonly Vm[];
  /** In the order of asking; empty if the site configures none. */
  readonly secretProviders: readonly ProviderEntry[];
  /** Maintenance windows; empty means always open. */
  readonly windows: readonly WindowEntry[];
  readonly accept: readonly Acceptance[];
  /** By host, also for hosts that the site lacks. */
  readonly facts: readonly HostFacts[];
  readonly origins: Origins;
};
