/** Settings of daemons: iscsid.conf, multipath.conf, lvm.conf. Plain data, as in model.ts. */
import type { Bytes, Millis, SourcePath } from '../base/brand.ts';

/** `from`: the places of the settings in the site. */
type Said = { readonly from: readonly SourcePath[] };

export type Digest = 'none' | 'crc32c' | 'crc32c,none' | 'none,crc32c';
/** iscsid.conf, the same on every host. open-iscsi's iscsid.conf explains each setting. */
export type Iscsi = Said & {
  readonly startup: 'automatic' | 'manual' | 'onboot';
  readonly replacementTimeout: Millis;
  readonly loginTimeout: Millis;
  readonly logoutTimeout: Millis;
  readonly noopInterval: Millis;
  readonly noopTimeout: Millis;
  readonly abortTimeout: Millis;
  readonly luResetTimeout: Millis;
  readonly targetResetTimeout: Millis;
  readonly loginRetries: number;
  readonly cmdsMax: number;
  readonly queueDepth: number;
  readonly sessions: number;
  readonly initialR2t: boolean;
  readonly immediateData: boolean;
  readonly firstBurstLength: Bytes;
  readonly maxBurstLength: Bytes;
  readonly maxReceiveSegment: Bytes;
  readonly headerDigest: Digest;
  readonly dataDigest: Digest | null;
  readonly fastAbort: boolean;
};

/** How the paths of a LUN are used; null: multipath's own settings of the storage system apply. */
export type PathPolicy = {
  readonly pathGroupingPolicy: string | null;
  readonly pathSelector: string | null;
  readonly pathChecker: string | null;
  readonly prio: string | null;
  /** A word, or a time in seconds. */
  readonly failback: string | number | null;
  readonly rrMinIo: number | null;
};
/** multipath.conf, the same on every host that has one. */
export type Multipath = Said &
  PathPolicy & {
    readonly pollingInterval: Millis;
    /** Number of path checks without a path before requests fail; never endless. */
    readonly noPathRetry: number;
    readonly fastIoFailTimeout: Millis;
    readonly devLossTimeout: Millis | null;
    readonly blacklist: readonly string[];
    readonly devices: readonly MultipathDevice[];
  };
export type MultipathDevice = { readonly at: SourcePath } & PathPolicy & {
    readonly vendor: string;
    readonly product: string;
    readonly features: string | null;
    readonly hardwareHandler: string | null;
  };

/** Settings that all hosts' lvm.conf share. lvm.conf(5). */
export type Lvm = Said & {
  /** Null: 3 if the host has a clustered group, else 1. */
  readonly lockingType: 1 | 3 | null;
  readonly fallbackToLocalLocking: boolean;
  readonly waitForLocks: boolean;
  readonly useLvmetad: boolean;
  readonly monitoring: boolean;
  readonly backup: boolean;
  readonly archive: boolean;
  readonly retainMin: number;
  readonly retainDays: number;
};
