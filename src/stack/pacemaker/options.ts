/**
 * Cluster settings specific to this stack. Null: not set in the site, so not rendered and left to the daemon. Derived and default
 * values are never null.
 */
import type { HostName, Millis, SecretName } from '../../base/brand.ts';
import type { Written } from '../../model/entity.ts';
import type { Model } from '../../model/model.ts';

export type PacemakerModel = Model<PacemakerOptions>;

export type PacemakerOptions = {
  readonly corosync: Corosync;
  /** Host -> public keys of its sshd, as written. */
  readonly hostKeys: { readonly [host: HostName]: readonly string[] };
  readonly quorumDevice: QuorumDevice | null;
  readonly sbd: Sbd | null;
  readonly dlm: Dlm;
  /** Null: derived from storage; see emit/cluster-options.ts. */
  readonly noQuorumPolicy: string | null;
  readonly stickiness: number;
  readonly priorityFencingDelay: Millis | null;
  /** Further cluster options by name, as written in the site. */
  readonly properties: readonly (Written & { readonly name: string; readonly text: string })[];
  /** VM name -> times. */
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
  /** Host -> addresses of all links after the first. */
  readonly links: { readonly [host: HostName]: readonly string[] };
};

/** A machine with corosync-qnetd, which has votes; corosync-qdevice(8). */
export type QuorumDevice = Written & {
  readonly host: string;
  readonly algorithm: 'ffsplit' | 'lms';
  readonly port: number | null;
  readonly tls: 'on' | 'off' | 'required';
};

/** sbd(8). Without devices, it uses only the watchdog. */
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

/** Timeouts of a VM's actions, in milliseconds. `migrate` null: derived from the VM's memory; see emit/guests.ts. */
export type VmTimes = {
  readonly start: Millis;
  readonly stop: Millis;
  readonly monitorInterval: Millis;
  readonly monitor: Millis;
  readonly migrate: Millis | null;
  readonly priority: number | null;
};
