/** What one node says about the cluster, as data: schemas/output/status.schema.json. */
import type { Json } from '../../../base/brand.ts';
import { hasRgmanager } from './clustat.ts';
import { saidBy, type CmanReached } from './said.ts';

export function json(node: CmanReached): { readonly [key: string]: Json } {
  return {
    config_version: { ...node.configVersion },
    cman: cmanJson(node),
    fence_domain: fenceJson(node),
    rgmanager: rgmanagerJson(node),
  };
}

function cmanJson(node: CmanReached): Json {
  const { cman } = saidBy(node);
  if (cman.is !== 'answer') return { answer: cman.is };
  const { state, quorate, quorum, totalVotes, expectedVotes, flags } = cman.value;
  const votes = { quorum, total_votes: totalVotes, expected_votes: expectedVotes };
  return { answer: 'known', state, quorate, ...votes, flags };
}

function fenceJson(node: CmanReached): Json {
  const { fence } = saidBy(node);
  if (fence.is !== 'answer') return { answer: fence.is };
  const { members, victims, victim, wait } = fence.value;
  return { answer: 'known', member: members.includes(node.nodeId), members, victims, victim, wait };
}

function rgmanagerJson(node: CmanReached): Json {
  const { clustat } = saidBy(node);
  return clustat.is === 'answer' ? { answer: 'known', running: hasRgmanager(clustat.value) } : { answer: clustat.is };
}
