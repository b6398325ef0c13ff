/** Storage that hosts share: targets, their LUNs, and the volume groups on them. */
import type { Bytes, HostName } from '../base/brand.ts';
import type { Written, Secret } from './entity.ts';

export type Portal = { readonly address: string; readonly port: number };

export type ChapOfTarget = { readonly user: string; readonly password: Secret };

/** `mutual`: the secret by which the target authenticates itself. */
export type Chap = Written & ChapOfTarget & { readonly mutual: ChapOfTarget | null };

export type Target = Written & {
  readonly name: string;
  readonly iqn: string;
  readonly portals: readonly Portal[];
  /** Hosts that log in, by node_id. */
  readonly hosts: readonly HostName[];
  /** CHAP login per host; a host that is absent logs in without. */
  readonly chap: { readonly [host: string]: Chap };
  /** CHAP login for discovery, by host as above. */
  readonly discoveryChap: { readonly [host: string]: Chap };
  /** Network cards that a host's sessions are bound to; routing decides for an absent host. */
  readonly interfaces: { readonly [host: string]: Written & { readonly cards: readonly string[] } };
  /** Does some host have several paths to its LUNs? Then they have the same names on every host. */
  readonly multipath: boolean;
  readonly luns: readonly Lun[];
};

export type Lun = Written & {
  readonly name: string;
  readonly target: string;
  readonly number: number;
  readonly size: Bytes;
  /** As printed by scsi_id; null if not set. */
  readonly wwid: string | null;
};

export type VolumeGroup = Written & {
  readonly name: string;
  /** Active on several hosts at once, under cluster-wide locks; else on one host at a time. */
  readonly clustered: boolean;
  readonly on: readonly Lun[];
  readonly volumes: readonly Volume[];
};

export type Volume = Written & { readonly name: string; readonly group: string; readonly size: Bytes };
