/** The state of nodes and cluster as one view, with findings. Pure: the nodes' answers are arguments. */
import type { Digest, HostName, Json } from '../base/brand.ts';
import type { Cell } from '../base/cell.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Gone } from '../deploy/node/lock.ts';
import type { Expected } from './expected.ts';
import { nextStepNote, nextStepOf, type NextStep } from './next-step.ts';
import { nodeFindings } from './node-findings.ts';
import { nodeStatus, type NodeInput, type NodeStatus, type ReachedStatus, type UnreachedStatus } from './node.ts';
import type { ClusterView, ServiceStatus, StatusReader } from './reader.ts';

export type StatusInput = Expected & {
  /** What the nodes should have. */
  readonly bundle: Bundle;
  /** One for each node that was asked, in any order. */
  readonly nodes: readonly NodeInput[];
  /** The nodes to show; all of them by default. */
  readonly chosen?: readonly HostName[];
  /** Owners of locks whose process has ended. */
  readonly gone?: Gone;
  /** Findings about definitions of guests. */
  readonly others?: readonly Diagnostic[];
  /** The next step, if it is known; else it is one without codes. */
  readonly next?: NextStep | null;
};

/** `own`: what the stack shows of the node. */
export type ReachedShown = ReachedStatus & {
  readonly own: { readonly cells: readonly Cell[]; readonly json: { readonly [key: string]: Json } };
};
export type NodeShown = ReachedShown | UnreachedStatus;

export type ClusterStatus = {
  readonly cluster: string;
  /** Null for hosts that form no cluster. */
  readonly view: ClusterView | null;
  /** What the nodes should have. */
  readonly bundle: Digest;
  /** Name of the configuration's version; null if there is none. */
  readonly versionName: string | null;
  /** All nodes of the cluster, by node_id. */
  readonly all: readonly BundleNode[];
  /** The nodes to show, and those of them that answered. */
  readonly nodes: readonly NodeShown[];
  readonly reached: readonly ReachedShown[];
  /** Null when no node knows. */
  readonly services: readonly ServiceStatus[] | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly next: NextStep | null;
  /** `unreachable`: a node could not be reached. `different`: drift, or a finding. */
  readonly outcome: 'healthy' | 'different' | 'unreachable';
};

export function clusterStatus(
  { bundle, nodes: inputs, chosen, gone, others = [], next, ...expected }: StatusInput,
  reader: StatusReader,
): ClusterStatus {
  const { id, cluster, nodes: all } = bundle;
  const nodes = all
    .filter(({ host }) => chosen === undefined || chosen.includes(host))
    .map((node) => {
      const input = inputs.find(({ state }) => state.node === node.host);
      return nodeStatus(node, input ?? { state: unseen(node.host) }, bundle, reader);
    });
  const services = reader.services(nodes, all, expected);
  const shown = nodes.map((node) => withOwn(node, nodes, reader));
  const situation = {
    bundle,
    states: inputs.map(({ state }) => state),
    said: nodes,
    ...(gone === undefined ? {} : { gone }),
  };
  const step = next === undefined ? nextStepOf(situation, reader) : next;
  const diagnostics = [
    ...nodeFindings(nodes, expected, reader),
    ...reader.clusterFindings(nodes, services),
    ...others,
    ...nextStepNote(step),
  ];
  return {
    cluster,
    bundle: id,
    versionName: reader.version,
    all,
    nodes: shown,
    reached: shown.filter((node) => node.reachable),
    view: reader.view(nodes, all),
    services,
    diagnostics,
    next: step,
    outcome: outcomeOf(nodes, diagnostics),
  };
}

function withOwn(node: NodeStatus, nodes: readonly NodeStatus[], reader: StatusReader): NodeShown {
  return node.reachable ? { ...node, own: { cells: reader.cells(node, nodes), json: reader.json(node) } } : node;
}

function unseen(node: HostName): NodeInput['state'] {
  return { node, reachable: false, reason: 'it was not inspected', cause: 'refused' };
}

function outcomeOf(nodes: readonly NodeStatus[], found: readonly Diagnostic[]): ClusterStatus['outcome'] {
  if (nodes.some(({ reachable }) => !reachable)) return 'unreachable';
  const drifted = nodes.some((node) => node.reachable && node.drift.files.length > 0);
  return drifted || found.some(({ severity }) => severity !== 'note') ? 'different' : 'healthy';
}
