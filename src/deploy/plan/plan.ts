/** The plan of a push: a value that people approve and the push carries out. */
import type { ActionId, HostName, Digest, Millis, RemotePath } from '../../base/brand.ts';
import type { Action, Gate } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { LateValues } from '../../bundle/content.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Change, OwnForm } from './changes.ts';
import type { DocumentChange } from './document.ts';
import type { Gone } from '../node/lock.ts';
import type { NodeProfile } from '../node/profile.ts';
import type { Seen } from '../node/seen.ts';

/** An action of the plan and the nodes that run it, by node_id. */
export type Needed = { readonly action: Action; readonly nodes: readonly HostName[] };

/** The actions of one member's turn; without a node, those of all members at once. */
export type Turn = {
  readonly node: HostName | null;
  readonly steps: readonly Needed[];
  /** Services without another host during the turn. */
  readonly stranded: readonly string[];
};

/** An action that the plan leaves out on nodes that need it, and why. */
export type LeftOut = { readonly action: ActionId; readonly nodes: readonly HostName[]; readonly because: string };

/** What a change needs to take effect: nothing, a rolling restart, or a stop of all nodes. */
export type Activation = 'live' | 'node-by-node' | 'all-at-once';

/** A running service by the cluster's name for it, and its host, or its node name if the bundle has no such host. */
export type ServiceNow = { readonly name: string; readonly owner: string | null; readonly frozen?: boolean };

/** A service that does not run: disabled or stopped by an operator, without a host, or failed. */
export type IdleService = {
  readonly name: string;
  readonly disabled: boolean;
  readonly stopped?: boolean;
  readonly frozen: boolean;
};

/** What the cluster must do with a new configuration before a push ends. */
export type Takeover = {
  /** Nodes to ask; the first that answers is used. */
  readonly nodes: readonly HostName[];
  /** Services that must start, and those that the cluster must forget. */
  readonly started: readonly string[];
  readonly gone: readonly string[];
  readonly within: Millis;
};

/** One step on one node. `action` null: the files themselves. */
export type Step =
  | {
      readonly do: 'lock' | 'stage' | 'arm' | 'place' | 'hold' | 'confirm' | 'commit' | 'back' | 'revert' | 'unlock';
      readonly node: HostName;
    }
  /** Makes a part of the change of the cluster's document, on one node; parts are counted from 0. */
  | { readonly do: 'patch'; readonly node: HostName; readonly part: number }
  /** Does the document have the change; removes files that nothing needs any more. */
  | { readonly do: 'verify' | 'clear'; readonly node: HostName }
  /** Waits until the cluster is at rest; `part`: that of the change before it, of which its proof has to hold. */
  | { readonly do: 'rest'; readonly node: HostName; readonly part: number }
  /** Releases the lock of an owner whose process has ended. */
  | { readonly do: 'take-over'; readonly node: HostName; readonly owner: string }
  /** Continues only if the node still has the state that was planned for. */
  | { readonly do: 'compare'; readonly node: HostName; readonly seen: Digest }
  /** Ends an interrupted push of that bundle, forward or back. */
  | { readonly do: 'finish' | 'undo'; readonly node: HostName; readonly bundle: Digest }
  | { readonly do: 'run' | 'probe'; readonly node: HostName; readonly action: Action['id'] | null }
  /** Undoes an action. */
  | { readonly do: 'take-back'; readonly node: HostName; readonly action: Action['id'] }
  /** Runs the node's own validator on a staged file. */
  | { readonly do: 'check'; readonly node: HostName; readonly path: RemotePath }
  /** Continues only if the cluster is healthy; `waits`: waits until services have arrived. */
  | { readonly do: 'gate'; readonly node: HostName; readonly name: Gate['name']; readonly waits?: true }
  /** Waits until the cluster runs what was pushed. */
  | { readonly do: 'settle'; readonly node: HostName };

export type StepResult = 'ok' | 'failed' | 'skipped';

/** Steps that run at once. The next phase starts when all have succeeded. */
export type Phase = { readonly do: Step['do']; readonly wave: number; readonly steps: readonly Step[] };

/** What a node does by itself: its deadline, and how it announces a file. */
export type Arming = {
  /** Each node rolls back by itself after this time without a confirmation; zero: never. */
  readonly revertsAfter: Millis;
  /** Null: no running cluster reads a new file. Else the version that is announced, and that of a rollback. */
  readonly version: { readonly next: number; readonly back: number } | null;
};

export type Plan = {
  readonly id: Digest;
  readonly bundle: Digest;
  readonly late: LateValues;
  /** Name of the versioned file, and of the attribute with its version; null if there is none. */
  readonly versioned: { readonly file: string; readonly attribute: string } | null;
  /** Does the version rise? */
  readonly versionRises: boolean;
  readonly changes: readonly Change[];
  /** Files that are not written, although their bytes differ. */
  readonly ownForms: readonly OwnForm[];
  /** The change of the document that the cluster keeps; null: none. */
  readonly document: DocumentChange | null;
  /** Members of the running cluster. */
  readonly members: readonly HostName[];
  /** Which members leave the cluster for the change, and how. */
  readonly leaving: 'none' | 'all-at-once' | 'one-by-one';
  /** In order. */
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

/** What is known about the nodes and the cluster, and what is allowed. */
export type Situation = {
  readonly bundle: Bundle;
  readonly profile: NodeProfile;
  readonly seen: readonly Seen[];
  /** Services that run or move; null if unknown. */
  readonly services: readonly ServiceNow[] | null;
  /** The other services that the cluster knows. */
  readonly idle?: readonly IdleService[];
  /** The most severe activation of any changed file. */
  readonly activation: Activation;
  readonly allowed: ReadonlySet<string>;
  /** Members without whose votes the others stay quorate; null if unknown. */
  readonly spare?: readonly HostName[] | null;
  /** Members for the node whose view of the cluster is used; null if unknown. Others only say that they are members. */
  readonly inside?: readonly HostName[] | null | undefined;
  /** Owners of locks whose process has ended. */
  readonly gone?: Gone;
  /** Are there nodes of the whole bundle that were not asked? */
  readonly limited?: boolean;
  /** False: files only. */
  readonly activates?: boolean;
  /** Members whose daemons are restarted, one after the other or all at once, when the files are in place. */
  readonly turns?: readonly Turn[];
  readonly document?: DocumentChange | null;
};
