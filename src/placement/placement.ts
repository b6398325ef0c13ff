/**
 * Where a stack runs VMs and services, and where they go when hosts leave or return. Plain types: each stack implements `Placer`
 * with its own rules.
 */
import { as, type Bytes, type HostName, type SourcePath } from '../base/brand.ts';
import type { Witness } from '../impact/witness.ts';
import type { Model } from '../model/model.ts';

/** A VM or a service. `name` is its path in the site: `vms/vm1`. */
export type Workload = {
  readonly name: string;
  readonly at: SourcePath;
  /** 0 for a service. */
  readonly memory: Bytes;
};

/** `start`: all hosts start at the same time. `drain`: what they run is moved, then they leave the cluster. */
export type Change =
  | { readonly kind: 'start' | 'fail' | 'drain' | 'return'; readonly hosts: readonly HostName[] }
  /** A VM or a service stops by itself. */
  | { readonly kind: 'crash'; readonly name: string };

/** What runs where: a name that only the stack knows -> hosts. */
export type Running = ReadonlyMap<string, readonly HostName[]>;

/** The cluster at the time of a change. */
export type Situation = {
  readonly change: Change;
  /** Hosts in the cluster before and after the change, by node_id. */
  readonly before: readonly HostName[];
  readonly members: readonly HostName[];
  /** After the change. */
  readonly quorate: boolean;
  /** Before the change. */
  readonly running: Running;
  /** Memory for guests by host. */
  readonly room: ReadonlyMap<HostName, number>;
};

/** `migrate`: without interruption. `restart`: on the same host. */
export type Move = 'stay' | 'start' | 'migrate' | 'move' | 'restart' | 'stop' | 'none';

/** Null: it does not run. */
export type Outcome = {
  readonly host: HostName | null;
  readonly from: HostName | null;
  readonly move: Move;
  /** Why it does not run, or why it moves; empty if that is obvious. */
  readonly because: string;
  /** Hosts that the cluster finds equally good, if there are several: it may take any of them. */
  readonly choices: readonly HostName[];
};

/** The state after a change: outcomes by the name of the workload. */
export type Settled = { readonly outcomes: ReadonlyMap<string, Outcome>; readonly running: Running };

export type Placer = {
  /** Applies a change by the rules of the stack. */
  settle(situation: Situation): Settled;
  /** The cluster's own engine, asked about the same change. Absent where a machine without the cluster has none. */
  readonly witness?: (situation: Situation) => Witness;
};

/** VMs and services in the order of the site's model. */
export function workloadsOf({ vms, services }: Pick<Model, 'vms' | 'services'>): readonly Workload[] {
  return [...vms, ...services].map((one) => ({
    name: one.at.join('/'),
    at: one.at,
    memory: 'memory' in one ? one.memory : NONE,
  }));
}

const NONE = as<Bytes>(0);
