/** What `status` and the planner need from a stack: questions to a node and the meaning of its answers. Pure. */
import type { Digest, HostName, Json } from '../base/brand.ts';
import type { Cell } from '../base/cell.ts';
import type { Trees } from '../base/xml.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import type { Answers, Question } from '../deploy/node/answers.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Expected } from './expected.ts';
import type { Reply } from './reply.ts';
import type { Guest } from './virsh.ts';

/** `Said`: what one node answered; opaque to all but the stack that made it. */
export type StatusReader<Said = unknown> = {
  readonly questions: readonly Question[];
  /** The command that restarts a VM from its file; absent where definitions of running guests are not asked for. */
  readonly restart?: (vm: string) => string;
  /** Name of the configuration's version; null for a stack without one. */
  readonly version: string | null;
  /** Command that makes the cluster see disks that are back; null where none is needed. */
  readonly rescan: string | null;
  /** The XML in the answers, to be read as the trees of `read`. */
  xmlIn(answers: Answers): readonly string[];
  read(answers: Answers, trees: Trees): Said;
  /** The version that the cluster runs, according to this node; null if it does not run. */
  versionIn(said: Said): number | null;
  /** Null for hosts that form no cluster. `all`: every node of the bundle, also those that were not asked. */
  view(nodes: readonly NodeSaid<Said>[], all: readonly BundleNode[]): ClusterView | null;
  /**
   * Services to show, by name: the running ones with their guests, and those of the site that the cluster lacks. Null if no
   * node knows.
   */
  services(
    nodes: readonly NodeSaid<Said>[],
    all: readonly BundleNode[],
    expected: Expected,
  ): readonly ServiceStatus[] | null;
  /** Replies that others depend on: a missing or malformed one is a finding. */
  needed(said: Said, expected: Expected): readonly Needed[];
  /** Daemons of the cluster that are down on a node, or not joined. */
  nodeFindings(node: ReachedSaid<Said>, expected: Expected): Iterable<Diagnostic>;
  clusterFindings(nodes: readonly NodeSaid<Said>[], services: readonly ServiceStatus[] | null): Iterable<Diagnostic>;
  /** The first thing to do about the cluster of all these nodes; null if they are one cluster, or if that is unknown. */
  repair(nodes: readonly NodeSaid<Said>[], bundle: Bundle): Repair | null;
  /** Any daemon that is down, with the cure of this stack's hosts. */
  daemonDown(node: HostName, down: Down): Diagnostic;
  /** Columns of one node; every node has the same number. */
  cells(node: ReachedSaid<Said>, nodes: readonly NodeSaid<Said>[]): readonly Cell[];
  /** Keys of one node in schemas/output/status.schema.json. */
  json(node: ReachedSaid<Said>): { readonly [key: string]: Json };
};

/**
 * A step towards one cluster, and what is wrong as a clause. `push` brings all nodes to one version above every other; `run`: commands
 * in order, on these nodes at the same time; `return`: nodes that have to be reached again; `wait`: until something has ended that cannot be hurried.
 */
export type Repair = { readonly because: string } & (
  | { readonly do: 'push' }
  | { readonly do: 'run'; readonly nodes: readonly HostName[]; readonly commands: readonly string[] }
  | { readonly do: 'return'; readonly nodes: readonly HostName[] }
  | { readonly do: 'wait'; readonly until: string }
);

/** A program as an administrator calls it, and its reply. */
export type Needed = readonly [program: string, reply: Reply<unknown>];

/** `daemon`: its name as `service` takes it; `loses`: what is lost without it. */
export type Down = { readonly daemon: string; readonly installed: boolean; readonly loses: string };

export type Named = { readonly host: HostName; readonly nodeName: string; readonly nodeId: number };

export type ReachedSaid<Said> = Named & {
  readonly reachable: true;
  /** Null when the node was not asked, since a folder plays it. */
  readonly said: Said | null;
  /** Version of the configuration: of the file, and of the cluster that runs on the node. */
  readonly configVersion: { readonly file: number | null; readonly running: number | null };
  /** The bundle that was installed last. */
  readonly installed: Digest | null;
  readonly guests: Reply<readonly Guest[]>;
};
export type NodeSaid<Said> = ReachedSaid<Said> | (Named & { readonly reachable: false });

/** The running cluster, as far as its nodes know it. `status` shows it, and the planner decides by it. */
export type ClusterView = {
  /** Null when no node knows. */
  readonly quorate: boolean | null;
  readonly members: readonly HostName[] | null;
  /** Members without which the others stay quorate. */
  readonly spare: readonly HostName[] | null;
  /** Members that the bundle does not have, each with the host that says so. */
  readonly strangers: readonly { readonly name: string; readonly says: HostName }[];
  /** Services that the cluster has. */
  readonly services: readonly RunningService[] | null;
};

export type RunningService = {
  /** As the stack's commands take it, `vm:vm1`. */
  readonly name: string;
  /**
   * `started`, `failed`, `migrating`, `absent` (the site has it, the running cluster does not), `unknown`, or another word of the
   * stack.
   */
  readonly state: string;
  /** Does it run, or may it? */
  readonly up: boolean;
  /** An operator has disabled it; it waits to be started; the cluster has tried to start it, and given it up. */
  readonly disabled?: true;
  readonly stopped?: true;
  readonly givenUp?: true;
  /** The host; the name of the node where no host of the site has it. */
  readonly owner: string | null;
  /** Where it ran before. */
  readonly lastOwner: string | null;
  /** The cluster leaves it alone for now. */
  readonly frozen: boolean;
};

export type ServiceStatus = RunningService & {
  /** Hosts on which a guest of that name runs; empty for a service that is no VM. */
  readonly guests: readonly { readonly host: HostName; readonly state: string }[];
};
