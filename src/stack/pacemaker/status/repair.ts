/** The first thing to do about a cluster that is not well: what waits to be fenced, then daemons that are down, then failures that it remembers. */
import type { Repair, NodeSaid } from '../../../status/reader.ts';
import { valueOf } from '../../../status/reply.ts';
import { bestCrm, reachedOf, saidBy, type Reached, type Said } from './said.ts';

/** Null if nothing is known to be wrong with the nodes that answered. */
export function repair(nodes: readonly NodeSaid<Said>[]): Repair | null {
  const asked = reachedOf(nodes).filter(({ said }) => said !== null);
  return fencing(asked) ?? down(asked) ?? failed(asked);
}

function fencing(asked: readonly Reached[]): Repair | null {
  const crm = bestCrm(asked);
  const [node] = crm?.nodes.filter(({ unclean }) => unclean) ?? [];
  if (node === undefined) return null;
  const until = `wait until it is fenced; if that fails: stonith_admin --history ${node.name}`;
  return { do: 'wait', because: `${node.name} is to be fenced`, until };
}

/** A node that no push has been to is new: a push starts its daemons. */
function down(asked: readonly Reached[]): Repair | null {
  const known = asked.filter(({ installed }) => installed !== null);
  const out = known.filter((node) => saidBy(node).quorum.is === 'not-running');
  if (out.length > 0) return start('corosync', out, ['corosync', 'pacemaker']);
  const idle = known.filter((node) => saidBy(node).crm.is === 'not-running');
  return idle.length > 0 ? start('pacemaker', idle, ['pacemaker']) : null;
}

/** All of them at the same time, since two nodes wait for each other. */
function start(daemon: string, on: readonly Reached[], units: readonly string[]): Repair {
  const nodes = on.map(({ host }) => host);
  const commands = [`systemctl start ${units.join(' ')}`];
  return { do: 'run', nodes, because: `${daemon} does not run on ${nodes.join(', ')}`, commands };
}

/** A push stops at its gate as long as one is remembered. */
function failed(asked: readonly Reached[]): Repair | null {
  const crm = bestCrm(asked);
  const says = asked.find((node) => valueOf(saidBy(node).crm) === crm);
  const [one] = crm?.failures ?? [];
  if (one === undefined || says === undefined) return null;
  const because = `the cluster remembers that ${one.operation} of ${one.resource} failed on ${one.node}`;
  return { do: 'run', nodes: [says.host], because, commands: [`crm_resource --cleanup --resource ${one.resource}`] };
}
