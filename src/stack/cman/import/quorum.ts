/** The section `cluster.quorum`, without derived values and with the quorum disk's LUN. */
import { mapOf, type JsonMap } from '../../../base/json.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';

/** Omits values that the number of hosts implies. Two nodes without two_node have to be explicit. */
export function withQuorum(cluster: JsonMap, hosts: readonly JsonMap[]): JsonMap {
  const { two_node: written, expected_votes: expected, ...rest } = mapOf(cluster['quorum']);
  const twoNode = written === true;
  const disk = mapOf(rest['disk']);
  const votes = hosts.reduce((sum, host) => sum + Number(host['votes'] ?? 1), 0);
  const usual = twoNode ? 1 : 'disk' in rest ? votes + Number(disk['votes'] ?? hosts.length - 1) : votes;
  const quorum: JsonMap = {
    ...((hosts.length === 2 && !('disk' in rest)) === twoNode ? {} : { two_node: twoNode }),
    ...(expected === undefined || expected === usual ? {} : { expected_votes: expected }),
    ...rest,
  };
  const { quorum: _quorum, ...others } = cluster;
  return Object.keys(quorum).length === 0 ? others : { ...others, quorum };
}

/** Sets the quorum disk's LUN: the only one that LVM does not use. */
export function withQuorumLun(cluster: JsonMap, lun: string | undefined, notes: ImportNotes): JsonMap {
  const quorum = mapOf(cluster['quorum']);
  if (!('disk' in quorum) || lun === undefined) return cluster;
  const { device: _device, ...disk } = mapOf(quorum['disk']);
  const at = ['cluster', 'quorum', 'disk', 'lun'];
  notes.assume(
    at,
    { file: 'etc/multipath.conf', line: 0 },
    `that the quorum disk is on ${lun}, the LUN that LVM does not see`,
  );
  return { ...cluster, quorum: { ...quorum, disk: { lun, ...disk } } };
}
