/** A status as data: schemas/output/status.schema.json. What is not known is null. */
import type { Json } from '../base/brand.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { hasRgmanager } from '../stack/cman/status/clustat.ts';
import type { Target } from '../status/iscsiadm.ts';
import type { NodeStatus, ReachedStatus } from '../status/node.ts';
import type { ServiceStatus } from '../status/services.ts';
import type { ClusterStatus } from '../status/status.ts';
import { valueOf } from '../status/answer.ts';

export function statusJson(status: ClusterStatus): Json {
  return {
    version: 1,
    cluster: status.cluster,
    outcome: status.outcome,
    bundle: status.bundle,
    quorate: status.quorate,
    members: status.members,
    nodes: status.nodes.map(nodeJson),
    services: status.services?.map(serviceJson) ?? null,
    findings: status.diagnostics.map(findingJson),
  };
}

function nodeJson(node: NodeStatus): Json {
  const named = { host: node.host, node_name: node.nodeName, node_id: node.nodeId };
  if (!node.reachable) return { ...named, reachable: false, reason: node.reason, cause: node.cause };
  return {
    ...named,
    reachable: true,
    bundle: node.installed,
    locked_by: node.lock?.owner ?? null,
    interrupted: node.interrupted === null ? null : node.interrupted.after,
    config_version: { ...node.configVersion },
    cman: cmanJson(node),
    fence_domain: fenceJson(node),
    rgmanager: rgmanagerJson(node),
    sessions: valueOf(node.sessions)?.map(targetJson) ?? null,
    missing_sessions: node.missing?.map(targetJson) ?? null,
    guests: valueOf(node.guests)?.map(({ name, state, id }) => ({ name, state, running: id !== null })) ?? null,
    files: {
      same: node.drift.same,
      drifted: node.drift.files.map((one) => ({ ...one })),
      not_compared: node.drift.unknown,
    },
  };
}

function cmanJson({ cman }: ReachedStatus): Json {
  if (cman.is !== 'told') return { answer: cman.is };
  const { state, quorate, quorum, totalVotes, expectedVotes, flags } = cman.value;
  const votes = { quorum, total_votes: totalVotes, expected_votes: expectedVotes };
  return { answer: 'told', state, quorate, ...votes, flags };
}

function fenceJson({ fence, nodeId }: ReachedStatus): Json {
  if (fence.is !== 'told') return { answer: fence.is };
  const { members, victims, victim, wait } = fence.value;
  return { answer: 'told', member: members.includes(nodeId), members, victims, victim, wait };
}

function rgmanagerJson({ clustat }: ReachedStatus): Json {
  return clustat.is === 'told' ? { answer: 'told', running: hasRgmanager(clustat.value) } : { answer: clustat.is };
}

function targetJson({ address, port, iqn }: Target): Json {
  return { address, port, iqn };
}

function serviceJson({ name, state, owner, lastOwner, frozen, guests }: ServiceStatus): Json {
  return { name, state, owner, last_owner: lastOwner, frozen, guests: guests.map((one) => ({ ...one })) };
}

function findingJson({ code, severity, message, help, at }: Diagnostic): Json {
  return { code, severity, message, help: help ?? null, host: at.in === 'node' ? at.node : null };
}
