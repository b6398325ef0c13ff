/** Cluster daemons that are down on a node. Dependent daemons are not reported while the one they need is down. */
import type { HostName } from '../../../base/brand.ts';
import type { Diagnostic } from '../../../diag/diagnostic.ts';
import { runsServices, type Expected } from '../../../status/expected.ts';
import { daemonDown as daemonDownKind } from '../../../status/findings.ts';
import type { Down, Needed } from '../../../status/reader.ts';
import { isDown } from '../../../status/reply.ts';
import { hasRgmanager } from './clustat.ts';
import * as finding from './findings.ts';
import { isInCluster, saidBy, type CmanReached, type CmanSaid } from './said.ts';

export function needed({ cman, nodes, fence, clustat }: CmanSaid, expected: Expected): readonly Needed[] {
  return [
    ['cman_tool status', cman],
    ['cman_tool nodes', nodes],
    ['fence_tool ls', fence],
    ...(runsServices(expected) ? [['clustat -x', clustat] as const] : []),
  ];
}

/** Without cman there is no fence domain and no rgmanager to talk to. */
export function* nodeFindings(node: CmanReached, expected: Expected): Generator<Diagnostic> {
  const { host, nodeId } = node;
  const { cman, fence } = saidBy(node);
  if (isDown(cman))
    yield daemonDown(host, {
      daemon: 'cman',
      installed: cman.is === 'not-running',
      loses: 'it is not a member of the cluster',
    });
  if (!isInCluster(node)) return;
  const at = { in: 'node', node: host } as const;
  if (isDown(fence)) yield finding.fenceDomain(at, { node: host, running: false });
  if (fence.is === 'answer' && !fence.value.members.includes(nodeId))
    yield finding.fenceDomain(at, { node: host, running: true });
  if (runsServices(expected)) yield* rgmanager(node);
}

const NO_SERVICES = 'no service or VM can run there';

function* rgmanager(node: CmanReached): Generator<Diagnostic> {
  const { clustat } = saidBy(node);
  const loses = NO_SERVICES;
  if (isDown(clustat))
    yield daemonDown(node.host, { daemon: 'rgmanager', installed: clustat.is === 'not-running', loses });
  // Without quorum clustat does not know about rgmanager, and the missing quorum is reported.
  if (clustat.is === 'answer' && clustat.value.quorate && !hasRgmanager(clustat.value))
    yield daemonDown(node.host, { daemon: 'rgmanager', installed: true, loses });
}

export function daemonDown(node: HostName, down: Down): Diagnostic {
  return daemonDownKind({ in: 'node', node }, { node, ...down });
}
