/** What a bundle says about the cluster that runs: planner and push know no more of it than this. */
import type { HostName } from '../base/brand.ts';
import type { Gate, Probe, ServiceActions } from './action.ts';

/** `autostart`: the cluster starts it by itself. `hosts`: where it may run, by node_id. */
export type BundleService = {
  readonly name: string;
  readonly autostart: boolean;
  readonly hosts: readonly HostName[];
  /** Hosts to which the cluster takes it back by itself when they come, 1 is best; none: it stays where it is. */
  readonly failback: readonly { readonly host: HostName; readonly priority: number }[];
};

export type Runtime = {
  /** Is the node in the cluster? Null: there is no cluster. */
  readonly member: Probe | null;
  /** Does the node see another one in the cluster? `${node-id}` stands for the other. Null: there is no cluster. */
  readonly sees: Probe | null;
  readonly gates: readonly Gate[];
  /** Null: nothing moves, stops or starts services, and no node leaves or joins. */
  readonly serviceActions: ServiceActions | null;
  /** What the cluster runs, as its own tools name it: `vm:vm1`. By name. */
  readonly services: readonly BundleService[];
};
