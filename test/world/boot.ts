/** What a host of the cluster does when it gets power: its init scripts, in their order. */
import { runCommand } from '../cluster/commands.ts';
import { joined, managed, type Files } from '../cluster/membership.ts';
import { nodeAt, withNode, type ClusterState } from '../cluster/state.ts';

export function booted(state: ClusterState, host: string, files: Files): ClusterState {
  const { boot, records } = nodeAt(state, host);
  const run = (now: ClusterState, argv: readonly string[]) => runCommand(now, host, argv, files).state;
  const starts = (name: string) => boot[name] === true;
  // The init script iscsi logs in to every record that is kept. iscsiadm(8), node.startup
  const logins = records.map(({ iqn, portal }) => ['iscsiadm', '-m', 'node', '-T', iqn, '-p', portal, '--login']);
  const before = [
    ...(starts('iscsid') ? [['service', 'iscsid', 'start']] : []),
    ...(starts('iscsi') ? logins : []),
    ['service', 'multipathd', 'start'],
  ].reduce(run, withNode(state, host, { libvirtd: starts('libvirtd') }));
  if (!starts('cman')) return before;
  const join = joined(before, host, files);
  if (join.how !== 'joined') return join.state;
  const clustered = starts('clvmd') ? run(join.state, ['service', 'clvmd', 'start']) : join.state;
  return starts('rgmanager') ? managed(clustered, host) : clustered;
}
