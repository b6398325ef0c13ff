/**
 * Options that only this stack has, by section. Null: not set in the site, so not rendered; the daemon uses its own default.
 * Derived values and defaults are never null.
 */
import type { HostName, Millis } from '../../base/brand.ts';
import type { Model } from '../../model/model.ts';
import type { Lun } from '../../model/shared-storage.ts';
import type { Open, Written } from '../../model/entity.ts';

export type CmanModel = Model<CmanOptions>;

export type CmanOptions = Open & {
  /** When a silent quorum disk counts as dead; cman(5), quorum_dev_poll. */
  readonly quorumPoll: Millis | null;
  readonly quorumDisk: QuorumDisk | null;
  readonly network: Network;
  readonly membership: Membership;
  readonly totem: Totem;
  readonly fenceDaemon: FenceDaemon;
  readonly dlm: Dlm;
  readonly gfsControld: GfsControld;
  readonly clvmd: Clvmd;
  /** Not null: it runs, perhaps with its own defaults. */
  readonly fenceXvmd: FenceXvmd | null;
  /** groupd's groupd_compat. */
  readonly groupdCompat: number | null;
  readonly logging: Logging;
  readonly rgmanager: Rgmanager;
  readonly users: readonly IpcUser[];
};

/** A shared disk that votes; qdisk(5). */
export type QuorumDisk = Written &
  Open & {
    readonly lun: Lun | null;
    readonly device: string | null;
    readonly label: string | null;
    readonly votes: number;
    /** Are the votes derived? */
    readonly automaticVotes: boolean;
    readonly interval: Millis | null;
    readonly tko: number | null;
    readonly tkoUp: number | null;
    readonly upgradeWait: number | null;
    readonly minScore: number | null;
    readonly masterWins: boolean | null;
    readonly reboot: boolean | null;
    readonly allowKill: boolean | null;
    readonly stopCman: boolean | null;
    readonly paranoid: boolean | null;
    readonly ioTimeout: boolean | null;
    readonly useUptime: boolean | null;
    readonly maxErrorCycles: number | null;
    readonly scheduler: 'rr' | 'fifo' | 'other' | null;
    readonly priority: number | null;
    readonly statusFile: string | null;
    readonly cmanLabel: string | null;
    readonly heuristics: readonly Heuristic[];
  };
export type Heuristic = Written & {
  readonly program: string;
  readonly score: number | null;
  readonly interval: Millis | null;
  readonly tko: number | null;
};

export type Transport = 'multicast' | 'broadcast' | 'udpu' | 'rdma';
export type Network = Open & {
  readonly transport: Transport | null;
  readonly port: number | null;
  readonly multicast: Ring;
  readonly secondRing: SecondRing | null;
  readonly keyfile: string | null;
  readonly clusterId: number | null;
  readonly hashClusterId: boolean | null;
};
export type Ring = { readonly address: string | null; readonly port: number | null; readonly ttl: number | null };
/** The redundant ring protocol; cman(5), altmulticast, and corosync.conf(5), rrp_mode. */
export type SecondRing = Ring & { readonly mode: 'none' | 'passive' | null };

export type Membership = { readonly shutdownTimeout: Millis | null; readonly ccsdPoll: Millis | null };

/** corosync.conf(5), totem. */
export type Totem = Open & {
  readonly token: Millis | null;
  readonly consensus: Millis | null;
  readonly join: Millis | null;
  readonly tokenRetransmitsBeforeLossConst: number | null;
  readonly failRecvConst: number | null;
  readonly seqnoUnchangedConst: number | null;
  readonly missCountConst: number | null;
  readonly netmtu: number | null;
  readonly windowSize: number | null;
  readonly maxMessages: number | null;
  readonly secauth: boolean | null;
  readonly rrpProblemCountThreshold: number | null;
};

/** fenced(8). */
export type FenceDaemon = Open & {
  /** How long fenced waits for a node to join before fencing it. */
  readonly postJoinDelay: Millis;
  readonly postFailDelay: Millis;
  readonly overrideTime: Millis | null;
  readonly overridePath: string | null;
  readonly skipUndefined: boolean | null;
};

/** POSIX locks; dlm_controld(8) and gfs_controld(8). */
export type Plock = { readonly plockOwnership: boolean | null; readonly plockRateLimit: number | null };
/** dlm_controld(8). */
export type Dlm = Open &
  Plock & {
    readonly protocol: 'tcp' | 'sctp' | 'detect' | null;
    readonly timewarn: Millis | null;
    readonly logDebug: boolean | null;
    readonly enableFencing: boolean | null;
    readonly enableQuorum: boolean | null;
    readonly lockspaces: readonly Lockspace[];
  };
export type Lockspace = Written & {
  readonly name: string;
  readonly nodir: boolean | null;
  readonly masters: readonly { readonly host: HostName; readonly weight: number | null }[];
};
export type GfsControld = Open & Plock & { readonly enableWithdraw: boolean | null };

/** clvmd(8). */
export type Clvmd = Open & { readonly interface: 'cman' | 'corosync' | 'openais' | null };

/** fence_xvmd(8), the daemon of RHEL 5. */
export type FenceXvmd = Open & {
  readonly debug: number | null;
  readonly port: number | null;
  readonly useUuid: boolean | null;
  readonly multicastAddress: string | null;
  readonly multicastInterface: string | null;
  readonly auth: string | null;
  readonly hash: string | null;
  readonly keyFile: string | null;
  readonly uri: string | null;
};

/** cluster.conf(5), logging. */
export type LogSettings = {
  readonly syslog: boolean | null;
  readonly toFile: boolean | null;
  readonly file: string | null;
  readonly facility: string | null;
  readonly priority: string | null;
  readonly filePriority: string | null;
  readonly debug: boolean | null;
};
export type Logging = Open & LogSettings & { readonly daemons: readonly DaemonLog[] };
/** A daemon, or with `subsystem` a part of corosync. */
export type DaemonLog = Written & LogSettings & { readonly name: string; readonly subsystem: string | null };

export type Rgmanager = Open & {
  readonly statusPollInterval: Millis | null;
  readonly statusChildMax: number | null;
  readonly transitionThrottling: Millis | null;
  readonly centralProcessing: boolean | null;
  readonly logLevel: number | null;
  readonly logFacility: string | null;
};

/** Users besides root that may talk to corosync; corosync.conf(5), uidgid. */
export type IpcUser = { readonly uid: string | null; readonly gid: string | null };
