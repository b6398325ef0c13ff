/**
 * The scheduler's cluster model: nodes, resources, constraints, actions. It is built from one CIB with status, and changed in
 * place by one prediction. Own implementation of the behaviour of pacemaker 2.1.5.
 */
import type { XmlElement } from '../../../../../base/xml.ts';
import type { ById } from './nvpairs.ts';
import type { History } from '../history/history-entries.ts';
import type { Options } from './options.ts';
import type { Role, HealthScores } from './text.ts';
import type { Values } from './rules.ts';

/** Digests of an operation's parameters: of all, and of those that require a restart. */
export type Digests = { readonly all: string; readonly restart: string | null; readonly hasOwnParameters: boolean };

export type Node = {
  readonly id: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  /** Free capacity; assigned resources are subtracted. */
  readonly utilization: Map<string, number>;
  readonly isDc: boolean;
  /** Cache of operation digests. */
  readonly digests: Map<string, Digests>;
  /** The node's own score; -INFINITY if it must not run resources. */
  score: number;
  online: boolean;
  shutdown: boolean;
  unclean: boolean;
  standby: boolean;
  maintenance: boolean;
  pending: boolean;
  expectedUp: boolean;
  unpacked: boolean;
  /** Number of resources assigned to the node, for load balance. */
  assigned: number;
};

/** A node with the score of a resource; -INFINITY is a ban. */
export type Allowed = { readonly node: Node; score: number; count: number; discovery: Discovery };
/** resource-discovery; the larger value takes precedence. */
export const Discovery = { always: 0, never: 1, exclusive: 2 } as const;
export type Discovery = (typeof Discovery)[keyof typeof Discovery];

export type AllowedNodes = Map<string, Allowed>;

export type Recovery = 'stop_start' | 'stop_only' | 'block' | 'stop_unexpected';

export type Clone = {
  max: number;
  nodeMax: number;
  instances: number;
  readonly promotedMax: number;
  readonly promotedNodeMax: number;
  readonly ordered: boolean;
  readonly child: XmlElement;
  promotionScoresAdded: boolean;
  promotionSorted: boolean;
  notifications: {
    start: Notification | undefined;
    stop: Notification | undefined;
    promote: Notification | undefined;
    demote: Notification | undefined;
  };
};
export type Notification = {
  readonly task: string;
  readonly pre?: Action;
  readonly preDone?: Action;
  readonly post?: Action;
  readonly postDone?: Action;
};

export type Resource = {
  readonly id: string;
  /** The configured id, without an instance number. */
  readonly xmlId: string;
  readonly kind: 'primitive' | 'group' | 'clone';
  readonly xml: XmlElement;
  readonly operations: readonly XmlElement[];
  readonly meta: Map<string, string>;
  readonly parent: Resource | null;
  readonly utilization: Values;
  children: Resource[];
  readonly clone: Clone | null;
  readonly group: { readonly ordered: boolean; readonly colocated: boolean } | null;
  /** The name in the status, if it differs from the id. */
  historyName: string | null;

  priority: number;
  sortIndex: number;
  stickiness: number;
  migrationThreshold: number;
  /** Seconds. */
  failureTimeout: number;
  readonly recovery: Recovery;
  /** Deprecated restart-type=restart. */
  readonly restartsWithOptional: boolean;

  role: Role;
  nextRole: Role;
  readonly is: ResourceFlags;
  allowed: AllowedNodes;
  readonly knownOn: Set<string>;
  runningOn: Node[];
  assigned: Node | null;
  pendingOn: Node | null;
  pendingTask: string | null;
  partialMigration: { readonly source: Node; readonly target: Node } | null;
  readonly danglingMigrations: Node[];
  lock: { node: Node; time: number } | null;
  exclusiveDiscovery: boolean;
  parameters: Map<string, Values>;

  readonly locations: Location[];
  /** Colocations of this resource with others, the most important first. */
  thisWith: Colocation[];
  /** Colocations of others with this resource. */
  withThis: Colocation[];
  readonly tickets: { readonly role: Role; readonly ticket: Ticket }[];
  readonly actions: Action[];
  readonly actionsByKey: Map<string, Action[]>;
};

export type ResourceFlags = {
  orphan: boolean;
  managed: boolean;
  blocked: boolean;
  readonly notify: boolean;
  unique: boolean;
  readonly fenceDevice: boolean;
  readonly promotable: boolean;
  /** True until assigned. */
  provisional: boolean;
  assigning: boolean;
  merging: boolean;
  restarting: boolean;
  stopAfterFailure: boolean;
  reload: boolean;
  readonly critical: boolean;
  failed: boolean;
  startPending: boolean;
  stopUnexpected: boolean;
  allowMigrate: boolean;
  failureIgnored: boolean;
  maintenance: boolean;
  needsQuorum: boolean;
  needsFencing: boolean;
  needsUnfencing: boolean;
};

export type Location = {
  readonly resource: Resource;
  readonly role: Role;
  readonly discovery: Discovery;
  readonly nodes: readonly { readonly node: Node; readonly score: number }[];
};

export type Colocation = {
  readonly dependent: Resource;
  readonly primary: Resource;
  readonly dependentRole: Role;
  readonly primaryRole: Role;
  readonly score: number;
  /** The node attribute that has to match, in place of the node. */
  readonly attribute: string | undefined;
  readonly influence: boolean;
};

export type Ticket = { readonly id: string; readonly granted: boolean; readonly standby: boolean };

/** An end of an order: an existing action, or a task of a resource. */
export type End = { readonly resource: Resource | null; readonly task: string; readonly action: Action | null };
export type Order = { readonly first: End; readonly later: End; readonly flags: number };

export type Link = { readonly action: Action; type: number; inGraph: boolean };
/** A link to a later action, with that of the later action back. */
export type Following = { readonly action: Action; readonly type: number; readonly twin: Link };

export type Action = {
  readonly id: number;
  /** Such as `start_0` or `monitor_30000`. With the resource id before it, it is the operation key. */
  readonly key: string;
  task: string;
  /** Milliseconds; 0: runs once. */
  readonly interval: number;
  readonly resource: Resource | null;
  node: Node | null;
  flags: number;
  readonly needs: 'nothing' | 'quorum' | 'fencing';
  reason: string | null;
  priority: number;
  readonly before: Link[];
  readonly after: Following[];
  /** Id of the later action -> all order types to it. */
  readonly afterTypes: Map<number, number>;
  /** The flags that the last update left; null before the first one. */
  settledFlags: number | null;
  requiredBefore: number;
  runnableBefore: number;
  /** For a fencing action: off, reboot or on. */
  fencing?: string;
  /** The expected result of a probe or monitor. */
  expected?: number;
  cancels?: string;
  /** For a notification: its phase, its step, and the task that it reports. */
  notifies?: { readonly type: string; readonly task: string; readonly of: string };
};

export type Cluster = {
  readonly cib: XmlElement;
  readonly byId: ById;
  /** Seconds since 1970. */
  readonly now: number;
  readonly options: Options;
  readonly health: HealthScores;
  readonly quorate: boolean;
  readonly enableUnfencing: boolean;
  readonly resourceDefaults: XmlElement | undefined;
  readonly operationDefaults: XmlElement | undefined;
  readonly dcId: string | undefined;
  haveFenceDevice: boolean;
  nodes: Node[];
  resources: Resource[];
  /** Resources by id and by name in the status. */
  readonly named: Map<string, Resource>;
  readonly inHistory: Map<string, Resource>;
  readonly templates: Map<string, string[]>;
  readonly tags: Map<string, string[]>;
  readonly tickets: Map<string, Ticket>;
  readonly locations: Location[];
  readonly orders: Order[];
  readonly actions: Action[];
  readonly singletons: Map<string, Action>;
  readonly history: History;
};
