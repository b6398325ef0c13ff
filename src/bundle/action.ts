/**
 * What is run on nodes besides putting files in place, as plain data: a command, the question whether it is done already, and the
 * way back. A plan chooses among the actions of a bundle by what the nodes answer; it invents none.
 */
import type { ActionId, HostName, Millis, RemotePath } from '../base/brand.ts';

/** From mild to hard. `none`: nothing that runs notices. */
export type Disruption = 'none' | 'reload' | 'restart-service' | 'restart-vm' | 'leave-cluster';

/**
 * A word that is known later: the path of the staged copy of a file on the node, or of its old content under a higher
 * version; in a service action, the service that it is about, or the node that the service goes to.
 */
export type LateWord =
  { readonly staged: RemotePath } | { readonly back: RemotePath } | { readonly about: 'service' | 'to' };

/** A command as its arguments; no shell reads them. */
export type Argv = readonly (string | LateWord)[];

export type Command = {
  readonly argv: Argv;
  /** Exit codes with which its work is done; 0 unless given. */
  readonly succeeds?: readonly number[];
  /** Exit codes that say "not yet": it is run again while there is time. */
  readonly again?: readonly number[];
  /** Standard input. */
  readonly input?: string;
};

/** A question to a node that changes nothing: the command succeeds, and what it prints has all of `says`. */
export type Probe = Command & { readonly says?: readonly Expected[] };

/**
 * What a program's output has, read as its format, never as a pattern over text. In values `${late:config-version}` stands for
 * the version; in a deed, `${service}` and `${to}` as in its words.
 */
export type Expected =
  /** A line `NAME: value`, or `NAME value` where a program writes no colons (fence_tool). */
  | { readonly field: string; readonly is: string }
  /** A word of such a value; `lacks`: the field is there, without the word. */
  | { readonly field: string; readonly has: string }
  | { readonly field: string; readonly lacks: string }
  /** A line whose first columns are these; null: any. Blanks and commas divide columns. */
  | { readonly row: readonly (string | null)[] }
  /** An element of XML with these attributes, or no such element. */
  | { readonly some: string; readonly with: Attributes }
  | { readonly none: string; readonly with: Attributes };

/** By name: a value, one of several (`${services}` stands for names of services), or any but one. */
export type Attributes = { readonly [name: string]: AttributeTest };
export type AttributeTest = string | readonly string[] | { readonly not: string };

/**
 * When an action is needed on a node. `changed`: a file that needs it changes there. `missing`: its probe says no. `new`: that, and
 * no push has been to the node before: what an operator has stopped stays stopped.
 */
export type When = 'changed' | 'missing' | 'new';

export type Undo = {
  /** Before the old files come back (stop what was started), or after (read them again). */
  readonly when: 'before-files' | 'after-files';
  /** Empty: what was done does no harm, and is done again at the next push. */
  readonly run: readonly Command[];
  /** What has to hold before the next thing is taken back; the controller waits for it, a node alone tries again. */
  readonly until?: Probe;
  /** Only by the controller: a node that acts alone leaves it out, as doing it without need is worse. */
  readonly attended?: true;
};

export type Action = {
  readonly id: ActionId;
  /** Nodes that it is for; null: every node of the bundle. */
  readonly on: readonly HostName[] | null;
  /** `once`: on the lowest node_id that is a member, or else the lowest of all. */
  readonly scope: 'each-node' | 'once';
  readonly when: readonly When[];
  /** Only where this holds; null: everywhere. */
  readonly given: Probe | null;
  /** May nodes have different states of it for a while? */
  readonly mixable: boolean;
  /** Does it tell the running cluster to read its configuration again? */
  readonly announces: boolean;
  readonly disruption: Disruption;
  /** Code that must be allowed before it is run; null: none. */
  readonly allow: string | null;
  readonly reason: string;
  /** Longest time it may take, and who says so. */
  readonly worstCase: { readonly millis: Millis; readonly source: string };
  /** What must hold right before it is run, as it cannot be taken back. */
  readonly gate: Probe | null;
  readonly run: readonly Command[];
  /** Says that it is done. After `once`, every member has to say so where it announces. */
  readonly probe: Probe;
  /** Null: no way back; the plan says so, and it has to be allowed. */
  readonly undo: Undo | null;
  readonly after: readonly ActionId[];
};

/** What must hold on every member before anything is touched; `problem` is said of a node where it does not: `is not quorate`. */
export type Gate = {
  readonly name: string;
  readonly problem: string;
  readonly probe: Probe;
  readonly allowable: boolean;
};

/** Actions on one service, with words left open, and the order in which a node leaves the cluster and joins it again. */
export type ServiceActions = {
  /** Stops a service, and keeps it stopped. */
  readonly stop: Action;
  /** Stops one for as long as no node is in the cluster. */
  readonly pause: Action;
  /** Starts one that was stopped so. */
  readonly enable: Action;
  /** Takes a running VM to another node. */
  readonly migrate: Action;
  /** Waits until the cluster has taken one there by itself. */
  readonly comeBack: Action;
  /** Does nothing; its way back disables one again that an operator had disabled. */
  readonly keepDisabled: Action;
  readonly disable: Action;
  /** Lets the cluster touch one again that an operator had frozen. */
  readonly thaw: Action;
  readonly freeze: Action;
  /** Waits until one is started, or until it is so or has failed. */
  readonly untilStarted: Action;
  readonly untilSettled: Action;
  /** Does the cluster know it, is it started, has the cluster given it up (any of them)? Asked with one command. */
  readonly known: Probe;
  readonly started: Probe;
  readonly failed: readonly Probe[];
  /** None of `${services}` is on node `${to}`. */
  readonly away: Probe;
  /** Longest time from a new configuration to a started service. */
  readonly startTime: Action['worstCase'];
  /** Names of services that go on when the configuration does not name them any more; a regular expression. */
  readonly outlives: string;
  readonly leave: readonly ActionId[];
  readonly join: readonly ActionId[];
};
