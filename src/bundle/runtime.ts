/** What a bundle says about the running cluster. Planner and push know nothing else about it. */
import type { HostName } from '../base/brand.ts';
import type { Gate, Probe, ServiceActions } from './action.ts';

/** `autostart`: the cluster starts it by itself. `hosts`: where it may run, by node_id. */
export type BundleService = {
  readonly name: string;
  readonly autostart: boolean;
  readonly hosts: readonly HostName[];
  /** Hosts to which the cluster moves it back when they join, with 1 as the best priority; empty: it stays. */
  readonly failback: readonly { readonly host: HostName; readonly priority: number }[];
};

export type Runtime = {
  /** Is the node a member of the cluster? Null: there is no cluster. */
  readonly member: Probe | null;
  /** Does the node see another node in the cluster? `${node-id}` is the other node. Null: there is no cluster. */
  readonly sees: Probe | null;
  readonly gates: readonly Gate[];
  /** Null: nothing moves, stops or starts services, and no node leaves or joins. */
  readonly serviceActions: ServiceActions | null;
  /** What the cluster runs, in the names of its own tools: `vm:vm1`. By name. */
  readonly services: readonly BundleService[];
};
