/**
 * What only this stack knows of a cluster. Null: not set in the site, so not rendered and left to the daemon. Derived and
 * default values are never null.
 */
import type { HostName, Millis, SecretName } from '../../base/brand.ts';
import type { Written } from '../../model/entity.ts';
import type { Model } from '../../model/model.ts';

export type PacemakerModel = Model<PacemakerOptions>;

export type PacemakerOptions = {
  readonly corosync: Corosync;
  readonly quorumDevice: QuorumDevice | null;
  readonly sbd: Sbd | null;
  readonly dlm: Dlm;
  /** Null: derived from the storage; emit/cluster-options.ts. */
  readonly noQuorumPolicy: string | null;
  readonly stickiness: number;
  readonly priorityFencingDelay: Millis | null;
  /** Further cluster options as they are written, by name. */
  readonly properties: readonly (Written & { readonly name: string; readonly text: string })[];
  /** By VM. */
  readonly vms: { readonly [vm: string]: VmTimes };
};

/** corosync.conf(5), totem. */
export type Corosync = {
  readonly transport: 'knet' | 'udpu' | 'udp';
  readonly linkMode: string | null;
  readonly port: number | null;
  readonly token: Millis | null;
  readonly tokenCoefficient: Millis | null;
  readonly consensus: Millis | null;
  readonly join: Millis | null;
  readonly retransmits: number | null;
  readonly cipher: string;
  readonly hash: string;
  readonly key: SecretName;
  readonly debug: boolean | null;
  /** Of the links after the first one, by host. */
  readonly links: { readonly [host: HostName]: readonly string[] };
};

/** A machine with corosync-qnetd, which votes; corosync-qdevice(8). */
export type QuorumDevice = Written & {
  readonly host: string;
  readonly algorithm: 'ffsplit' | 'lms';
  readonly port: number | null;
  readonly tls: 'on' | 'off' | 'required';
};

/** sbd(8). No devices: the watchdog alone. */
export type Sbd = Written & {
  readonly devices: readonly string[];
  readonly watchdog: string;
  readonly watchdogTimeout: Millis;
  readonly msgwait: Millis;
};

/** dlm.conf(5). */
export type Dlm = {
  readonly protocol: 'tcp' | 'sctp' | 'detect';
  readonly postJoinDelay: Millis | null;
  readonly logDebug: boolean | null;
};

/** Timeouts of a VM's actions, in milliseconds. `migrate`: null where the VM's memory decides; emit/guests.ts. */
export type VmTimes = {
  readonly start: Millis;
  readonly stop: Millis;
  readonly monitorInterval: Millis;
  readonly monitor: Millis;
  readonly migrate: Millis | null;
  readonly priority: number | null;
};
