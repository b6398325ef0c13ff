/** The plan of a push: the value that people approve and that the push carries out. */
import type { ActionId, HostName, Digest, Millis, RemotePath } from '../../base/brand.ts';
import type { Action, Gate } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { LateValues } from '../../bundle/content.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Change } from './changes.ts';
import type { Gone } from '../node/lock.ts';
import type { NodeProfile } from '../node/profile.ts';
import type { Seen } from '../node/seen.ts';

/** An action of the plan, and the nodes that run it, by node_id. */
export type Needed = { readonly action: Action; readonly nodes: readonly HostName[] };

/** An action that the plan leaves out on nodes that would want it, and why. */
export type LeftOut = { readonly action: ActionId; readonly nodes: readonly HostName[]; readonly because: string };

/** What a change needs before it counts: nothing, a restart node by node, or a stop of all nodes at once. */
export type Activation = 'live' | 'node-by-node' | 'all-at-once';

/** A service that is up: as the cluster names it, and its host; the name of the node where no host of the bundle has it. */
export type ServiceNow = { readonly name: string; readonly owner: string | null; readonly frozen?: boolean };

/** A service that is not up: disabled or stopped by an operator, or it has failed. */
export type IdleService = { readonly name: string; readonly disabled: boolean; readonly frozen: boolean };

/** What the cluster has to do with a new configuration before a push has ended. */
export type Takeover = {
  /** Nodes that can be asked, the first that answers. */
  readonly nodes: readonly HostName[];
  /** Services that have to be started, and those that the cluster must not know any more. */
  readonly started: readonly string[];
  readonly gone: readonly string[];
  readonly within: Millis;
};

/** One thing to do on one node. `action` null: the files themselves. */
export type Step =
  | {
      readonly do: 'lock' | 'stage' | 'arm' | 'place' | 'told' | 'confirm' | 'commit' | 'back' | 'revert' | 'unlock';
      readonly node: HostName;
    }
  /** Gives back the lock of an owner who is dead. */
  | { readonly do: 'take-over'; readonly node: HostName; readonly owner: string }
  /** Goes on only when the node still is what the plan was made for. */
  | { readonly do: 'compare'; readonly node: HostName; readonly seen: Digest }
  /** Ends a push of that bundle that was cut off: forward or back. */
  | { readonly do: 'finish' | 'undo'; readonly node: HostName; readonly bundle: Digest }
  | { readonly do: 'run' | 'probe'; readonly node: HostName; readonly action: Action['id'] | null }
  /** Takes back what an action has done. */
  | { readonly do: 'take-back'; readonly node: HostName; readonly action: Action['id'] }
  /** The node's own validator, on a staged file. */
  | { readonly do: 'check'; readonly node: HostName; readonly path: RemotePath }
  /** Goes on only when the cluster is well; `waits`: what is on its way is waited for. */
  | { readonly do: 'gate'; readonly node: HostName; readonly name: Gate['name']; readonly waits?: true }
  /** Waits until the cluster has taken over what was pushed. */
  | { readonly do: 'settle'; readonly node: HostName };

export type StepResult = 'ok' | 'failed' | 'skipped';

/** Steps that run at once; the next phase starts when all of them have succeeded. */
export type Phase = { readonly do: Step['do']; readonly wave: number; readonly steps: readonly Step[] };

/** What a node does without us: by when, and how it tells a running cluster. */
export type Arming = {
  /** Without a confirmation for so long, each node puts everything back by itself; zero: never. */
  readonly revertsAfter: Millis;
  /** Null: no running cluster reads a new file. Else the version that is announced, and that of a way back. */
  readonly version: { readonly next: number; readonly back: number } | null;
};

export type Plan = {
  readonly id: Digest;
  readonly bundle: Digest;
  readonly late: LateValues;
  /** Name of the file with a version, and of the attribute that has it; null where there is none. */
  readonly versioned: { readonly file: string; readonly attribute: string } | null;
  /** Is a higher version given? */
  readonly versionRises: boolean;
  readonly changes: readonly Change[];
  /** Nodes where the cluster runs. */
  readonly members: readonly HostName[];
  /** Which members leave the cluster for it, and how. */
  readonly leaving: 'nobody' | 'all-at-once' | 'one-by-one';
  /** In their order. */
  readonly actions: readonly Needed[];
  readonly phases: readonly Phase[];
  readonly arming: Arming;
  /** Null: the cluster has nothing to do. */
  readonly takeover: Takeover | null;
  readonly leftOut: readonly LeftOut[];
  /** Sum of the actions' worst cases. */
  readonly worstCase: Millis;
  readonly diagnostics: readonly Diagnostic[];
};

/** What is known of the nodes and of the cluster, and what is allowed. */
export type Situation = {
  readonly bundle: Bundle;
  readonly profile: NodeProfile;
  readonly seen: readonly Seen[];
  /** What runs, or is on its way; null when nobody knows. */
  readonly services: readonly ServiceNow[] | null;
  /** What the cluster knows besides. */
  readonly idle?: readonly IdleService[];
  /** The hardest that any changed file needs. */
  readonly activation: Activation;
  readonly allowed: ReadonlySet<string>;
  /** Members without whose votes the others stay quorate; null when nobody knows. */
  readonly spare?: readonly HostName[] | null;
  /** Owners of locks whose process has ended. */
  readonly gone?: Gone;
  /** Nodes of the whole bundle that were not looked at. */
  readonly limited?: boolean;
  /** Files only. */
  readonly activates?: boolean;
};
