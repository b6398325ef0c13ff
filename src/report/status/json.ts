/** A status as JSON: schemas/output/status.schema.json. Unknown values are null. */
import type { Json } from '../../base/brand.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { WantedSession } from '../../status/iscsiadm.ts';
import type { ServiceStatus } from '../../status/reader.ts';
import { valueOf } from '../../status/reply.ts';
import type { ClusterStatus, NodeShown } from '../../status/status.ts';

export function statusJson(status: ClusterStatus): Json {
  return {
    version: 2,
    cluster: status.cluster,
    outcome: status.outcome,
    bundle: status.bundle,
    quorate: status.view?.quorate ?? null,
    members: status.view?.members ?? null,
    nodes: status.nodes.map(nodeJson),
    services: status.services?.map(serviceJson) ?? null,
    findings: status.diagnostics.map(findingJson),
  };
}

function nodeJson(node: NodeShown): Json {
  const named = { host: node.host, node_name: node.nodeName, node_id: node.nodeId };
  if (!node.reachable) return { ...named, reachable: false, reason: node.reason, cause: node.cause };
  return {
    ...named,
    reachable: true,
    bundle: node.installed,
    locked_by: node.lock?.owner ?? null,
    interrupted: node.interrupted === null ? null : node.interrupted.after,
    ...node.own.json,
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

function targetJson({ address, port, iqn }: WantedSession): Json {
  return { address, port, iqn };
}

function serviceJson({ name, state, owner, lastOwner, frozen, guests }: ServiceStatus): Json {
  return { name, state, owner, last_owner: lastOwner, frozen, guests: guests.map((one) => ({ ...one })) };
}

function findingJson({ code, severity, message, help, at }: Diagnostic): Json {
  return { code, severity, message, help: help ?? null, host: at.in === 'node' ? at.node : null };
}
