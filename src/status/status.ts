/**
 * What stands on the nodes, and what the cluster says of itself -> one view of it, and what is not as it should be. Pure: who
 * asks the nodes hands over their answers.
 */
import type { HostName } from '../base/brand.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { clusterFindings } from '../stack/cman/status/cluster-findings.ts';
import { nodeFindings } from './node-findings.ts';
import { nodeStatus, type NodeInput, type NodeStatus } from './node.ts';
import { serviceFindings } from './service-findings.ts';
import type { Expected } from './services.ts';
import { viewOf, type View } from '../stack/cman/status/view.ts';

export type StatusInput = Expected & {
  /** What the nodes should have. */
  readonly bundle: Bundle;
  /** One for each node of the bundle that was to be looked at, in any order. */
  readonly nodes: readonly NodeInput[];
  /** Which these are; all of them unless it is said. */
  readonly chosen?: readonly HostName[];
};

export type ClusterStatus = View & {
  readonly diagnostics: readonly Diagnostic[];
  /** `unreachable`: a node could not be looked at. `different`: drift, or a finding. */
  readonly outcome: 'healthy' | 'different' | 'unreachable';
};

export function clusterStatus({ bundle, nodes: inputs, chosen, ...expected }: StatusInput): ClusterStatus {
  const wanted = bundle.nodes.filter(({ host }) => chosen === undefined || chosen.includes(host));
  const nodes = wanted.map((node) => {
    const input = inputs.find(({ state }) => state.node === node.host);
    return nodeStatus(node, input ?? { state: unseen(node.host) }, bundle);
  });
  const view = viewOf(nodes, bundle, expected);
  const diagnostics = [...nodeFindings(view), ...clusterFindings(view), ...serviceFindings(view)];
  return { ...view, diagnostics, outcome: outcomeOf(nodes, diagnostics) };
}

function unseen(node: HostName): NodeInput['state'] {
  return { node, reachable: false, reason: 'it was not looked at', cause: 'refused' };
}

function outcomeOf(nodes: readonly NodeStatus[], found: readonly Diagnostic[]): ClusterStatus['outcome'] {
  if (nodes.some(({ reachable }) => !reachable)) return 'unreachable';
  const drifted = nodes.some((node) => node.reachable && node.drift.files.length > 0);
  return drifted || found.some(({ severity }) => severity !== 'note') ? 'different' : 'healthy';
}
