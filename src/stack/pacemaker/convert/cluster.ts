/** What changes for the cluster as a whole. */
import { meaning, type Meaning } from '../../../convert/meaning.ts';
import type { Model } from '../../../model/model.ts';
import { noQuorumPolicy } from '../emit/cluster-options.ts';
import { hasSharedGroups } from '../emit/storage.ts';
import type { PacemakerModel } from '../options.ts';

const CLUSTER = { kind: 'cluster', name: '' } as const;

export function* clusterMeanings(before: Model, after: PacemakerModel): Generator<Meaning> {
  const { hosts, cluster, own } = after;
  const at = cluster.at;
  yield meaning(
    CLUSTER,
    'keeps',
    'members',
    `name, node ids, node names, addresses and votes of ${hosts.length} hosts stay`,
    ['hosts'],
  );
  yield meaning(
    CLUSTER,
    'changes',
    'configuration',
    'a change of the cluster acts at once on all nodes; there is no file that is read again later',
    at,
  );
  yield meaning(
    CLUSTER,
    'changes',
    'removal',
    'a VM or service that is taken out of the site is stopped; until now it went on running',
    at,
  );
  yield meaning(
    CLUSTER,
    'changes',
    'failed stop',
    'a stop that fails, or takes longer than its timeout, fences the host; until now the service was failed',
    at,
  );
  yield meaning(
    CLUSTER,
    'changes',
    'quorum',
    `without quorum the policy is ${noQuorumPolicy(after)}, which is explicit here; until now everything stopped`,
    [...at, 'pacemaker'],
  );
  if (cluster.quorum?.twoNode === true)
    yield meaning(
      CLUSTER,
      'changes',
      'two nodes',
      'at the first start both nodes have to be there before anything runs; until now the missing one was fenced instead',
      [...at, 'quorum'],
    );
  yield* tieBreaker(before, after);
  yield meaning(
    CLUSTER,
    'changes',
    'messages',
    `${own.corosync.transport} with ${own.corosync.cipher} and ${own.corosync.hash}; every node needs the key, the secret ${own.corosync.key}`,
    [...at, 'corosync'],
  );
  if (hasSharedGroups(after))
    yield meaning(
      CLUSTER,
      'keeps',
      'storage order',
      'DLM and lvmlockd run on every host before the volume groups, and these before the VMs on them',
      ['storage'],
    );
  for (const group of after.volumeGroups) yield* groupMeanings(group.name, group.clustered, group.at);
}

function* tieBreaker(before: Model, { cluster, hosts }: PacemakerModel): Generator<Meaning> {
  const at = [...cluster.at, 'quorum'];
  if ((before.cluster.quorum?.tieBreaker ?? null) === null || (cluster.quorum?.tieBreaker ?? null) !== null) return;
  const sentence = `the quorum disk has no counterpart: ${hosts.length} hosts vote alone, and half of them is no majority`;
  yield {
    ...meaning(CLUSTER, 'lost', 'quorum disk', sentence, at),
    cure: 'write cluster.quorum.device with a third machine, or cluster.pacemaker.sbd with the disk for fencing',
  };
}

function* groupMeanings(name: string, clustered: boolean, at: Meaning['at']): Generator<Meaning> {
  const subject = { kind: 'storage', name } as const;
  if (clustered) {
    const sentence =
      'the volume group gets lock type dlm instead of the clustered flag, once, with every volume inactive';
    yield { ...meaning(subject, 'changes', 'lock type', sentence, at), cure: 'follow "The cut" of docs/migration.md' };
  } else
    yield meaning(
      subject,
      'changes',
      'owner',
      'the volume group carries the name of the host that has it active, instead of a tag; the first start sets it',
      at,
    );
}
