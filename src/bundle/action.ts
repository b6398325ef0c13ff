/**
 * What runs on nodes besides placing files, as plain data: commands, a probe that shows whether they are needed, and how to
 * undo them. A plan chooses among a bundle's actions by the nodes' answers; it invents none.
 */
import type { ActionId, HostName, Millis, RemotePath } from '../base/brand.ts';

/** From mild to severe. `none`: nothing that runs is affected. */
export type Disruption = 'none' | 'reload' | 'restart-service' | 'restart-vm' | 'leave-cluster';

/**
 * A word that is known later: the path of a staged file on the node, or of its old content under a higher version. In a service
 * action, the service or the node that it goes to.
 */
export type LateWord =
  | { readonly staged: RemotePath }
  | { readonly back: RemotePath }
  | { readonly about: 'service' | 'to' };

/** A command as its arguments; no shell reads them. */
export type Argv = readonly (string | LateWord)[];

export type Command = {
  readonly argv: Argv;
  /** Exit codes that mean success; 0 by default. */
  readonly succeeds?: readonly number[];
  /** Exit codes that mean "not yet": the command is repeated while there is time. */
  readonly again?: readonly number[];
  /** Standard input. */
  readonly input?: string;
};

/** A question to a node that changes nothing. The answer is yes if the command succeeds and its output meets all of `says`. */
export type Probe = Command & { readonly says?: readonly Expected[] };

/**
 * A condition on a program's output, parsed in its format, never matched as text. In values, `${late:config-version}` is the
 * version; in a service action, `${service}` and `${to}` are as in its words.
 */
export type Expected =
  /** A line `NAME: value`, or `NAME value` of a program without colons (fence_tool). */
  | { readonly field: string; readonly is: string }
  /** A word of such a value; `lacks`: the field exists without the word. */
  | { readonly field: string; readonly has: string }
  | { readonly field: string; readonly lacks: string }
  /** A line whose first columns are these, or no such line; null: any value. Blanks and commas separate columns. */
  | { readonly row: readonly (string | null)[] }
  | { readonly noRow: readonly (string | null)[] }
  /** An element of XML with these attributes, or no such element. */
  | { readonly some: string; readonly with: Attributes }
  | { readonly none: string; readonly with: Attributes };

/** By name: a value, one of several values (`${services}` is the names of services), or any value but one. */
export type Attributes = { readonly [name: string]: AttributeTest };
export type AttributeTest = string | readonly string[] | { readonly not: string };

/**
 * When a node needs an action. `changed`: a file that needs it changes there. `missing`: its probe says no. `new`: as
 * `missing`, and no push has reached the node before, so that what an operator stopped stays stopped.
 */
export type When = 'changed' | 'missing' | 'new';

export type Undo = {
  /** Before the old files are restored (stop what was started), or after (read them again). */
  readonly when: 'before-files' | 'after-files';
  /** Empty: what was done is harmless, and is repeated at the next push. */
  readonly run: readonly Command[];
  /** Must hold before the next action is undone. The controller waits for it; a node alone tries again. */
  readonly until?: Probe;
  /** Only the controller runs it. A node that acts alone leaves it out, since running it without need is worse. */
  readonly attended?: true;
};

export type Action = {
  readonly id: ActionId;
  /** Nodes that it is for; null: every node of the bundle. */
  readonly on: readonly HostName[] | null;
  /** `once`: on the member with the lowest node_id, or on the lowest of all if none is a member. */
  readonly scope: 'each-node' | 'once';
  readonly when: readonly When[];
  /** Condition on the node; null: always. */
  readonly given: Probe | null;
  /** May nodes differ in it for a while? */
  readonly mixable: boolean;
  /** Does it make the running cluster read its configuration again? */
  readonly announces: boolean;
  /** It changes the document of the cluster by itself, so that it comes after the change of a push. */
  readonly amends?: true;
  readonly disruption: Disruption;
  /** Code that must be allowed before it runs; null: none. */
  readonly allow: string | null;
  readonly reason: string;
  /** The longest time that it may take, and the source of that figure. */
  readonly worstCase: { readonly millis: Millis; readonly source: string };
  /** Condition right before it runs, since it cannot be undone. */
  readonly gate: Probe | null;
  readonly run: readonly Command[];
  /** Succeeds when the action is done. After `once`, every member must confirm if it announces a file. */
  readonly probe: Probe;
  /** Null: cannot be rolled back. The plan says so, and it must be allowed. */
  readonly undo: Undo | null;
  readonly after: readonly ActionId[];
};

/**
 * A condition on every member before anything changes; `problem` completes a sentence about a node that fails it: `is not quorate`.
 * `cure`: the command on that node that opens the gate, where one does.
 */
export type Gate = {
  readonly name: string;
  readonly problem: string;
  readonly cure?: string;
  readonly probe: Probe;
  readonly allowable: boolean;
};

/** Actions on one service, with open words, and the actions by which a node leaves the cluster and joins it again. */
export type ServiceActions = {
  /** Stops a service and keeps it stopped. */
  readonly stop: Action;
  /** Stops a service while no node is in the cluster. */
  readonly pause: Action;
  /** Starts a service that was stopped this way. */
  readonly enable: Action;
  /** Migrates a running VM to another node. */
  readonly migrate: Action;
  /** Waits until the cluster has moved a service there by itself. */
  readonly comeBack: Action;
  /** Does nothing; its rollback disables a service again that an operator had disabled. */
  readonly keepDisabled: Action;
  readonly disable: Action;
  /** The same for a service that an operator had only stopped. */
  readonly keepStopped: Action;
  readonly stopAgain: Action;
  /** Lets the cluster manage a service again that an operator had frozen. */
  readonly thaw: Action;
  readonly freeze: Action;
  /** Waits until a service is started, or until it is started or has failed. */
  readonly untilStarted: Action;
  readonly untilSettled: Action;
  /** Does the cluster know the service, is it started, has the cluster given it up (any of these)? Asked with one command. */
  readonly known: Probe;
  readonly started: Probe;
  readonly failed: readonly Probe[];
  /** None of `${services}` is on node `${to}`. */
  readonly away: Probe;
  /** Longest time from a new configuration to a started service. */
  readonly startTime: Action['worstCase'];
  /** Beginnings of names: such services keep running after the configuration stops naming them. */
  readonly outlives: readonly string[];
  readonly leave: readonly ActionId[];
  readonly join: readonly ActionId[];
};
