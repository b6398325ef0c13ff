/** One node of a status in a few words: where it is in the cluster, what runs, what it has. Pure; only shows. */
import { hasRgmanager } from '../stack/cman/status/clustat.ts';
import { isSuspended } from '../stack/cman/status/cman-tool.ts';
import { isFencing } from '../stack/cman/status/fence-domain.ts';
import type { NodeStatus, ReachedStatus } from '../status/node.ts';
import { valueOf, type Silence } from '../status/answer.ts';
import type { ClusterStatus } from '../status/status.ts';
import { count } from './count.ts';
import type { Cell } from './rows.ts';

const EMPTY: Cell = { text: '' };

export function nodeCells(node: NodeStatus, status: Pick<ClusterStatus, 'bundle' | 'nodes'>): readonly Cell[] {
  if (!node.reachable) return [{ text: `unreachable: ${node.reason}`, paint: 'red' }];
  return [
    membership(node),
    version(node),
    fenceDomain(node, status.nodes),
    rgmanager(node),
    sessions(node),
    guests(node),
    files(node),
    bundle(node, status.bundle),
    push(node),
  ];
}

const SILENT: { readonly [S in Silence['is']]: Cell } = {
  'not-asked': EMPTY,
  'not-installed': { text: 'cman is not installed', paint: 'red' },
  'not-running': { text: 'cman does not run', paint: 'red' },
  'no-answer': { text: 'cman gives no answer', paint: 'red' },
  'not-understood': { text: 'cman is not understood', paint: 'yellow' },
};

function membership({ cman }: ReachedStatus): Cell {
  if (cman.is !== 'told') return SILENT[cman.is];
  const { state, quorate } = cman.value;
  if (state !== 'Cluster-Member') return { text: state, paint: 'yellow' };
  if (isSuspended(cman.value)) return { text: 'suspended', paint: 'red' };
  return quorate ? { text: 'member', paint: 'green' } : { text: 'member without quorum', paint: 'red' };
}

function version({ configVersion: { file, running } }: ReachedStatus): Cell {
  if (running === null) return { text: file === null ? '' : `file ${file}` };
  if (file === null || file === running) return { text: `config ${running}` };
  return { text: `config ${running}, file ${file}`, paint: 'red' };
}

function fenceDomain({ fence, nodeId }: ReachedStatus, nodes: readonly NodeStatus[]): Cell {
  const domain = valueOf(fence);
  if (domain === undefined) return fence.is === 'not-running' ? { text: 'no fence domain', paint: 'red' } : EMPTY;
  const victim = nodes.find((node) => node.nodeId === domain.victim)?.host;
  if (isFencing(domain)) return { text: victim === undefined ? 'fencing' : `fencing ${victim}`, paint: 'red' };
  if (!domain.members.includes(nodeId)) return { text: 'not in the fence domain', paint: 'red' };
  return domain.wait === 'none'
    ? { text: 'fence domain' }
    : { text: `fence domain waits: ${domain.wait}`, paint: 'yellow' };
}

function rgmanager({ clustat }: ReachedStatus): Cell {
  const said = valueOf(clustat);
  if (said === undefined) return EMPTY;
  return hasRgmanager(said) ? { text: 'rgmanager' } : { text: 'no rgmanager', paint: 'yellow' };
}

function sessions({ sessions: found, missing, targets }: ReachedStatus): Cell {
  const open = valueOf(found)?.length;
  if (open === undefined) return EMPTY;
  if (missing === null || missing.length === 0) return { text: count(open, 'session') };
  const wanted = targets?.length ?? 0;
  return { text: `${wanted - missing.length} of ${count(wanted, 'session')}`, paint: 'red' };
}

function guests({ guests: found }: ReachedStatus): Cell {
  const running = valueOf(found)?.filter(({ id }) => id !== null).length;
  return running === undefined ? EMPTY : { text: count(running, 'guest') };
}

function files({ drift: { same, files: drifted, unknown } }: ReachedStatus): Cell {
  const left = unknown.length === 0 ? '' : `, ${unknown.length} not compared`;
  if (drifted.length === 0) return { text: `${count(same, 'file')} as desired${left}` };
  return { text: `${count(drifted.length, 'file')} not as desired${left}`, paint: 'yellow' };
}

function bundle({ installed }: ReachedStatus, desired: string): Cell {
  if (installed === null) return { text: 'no bundle', paint: 'yellow' };
  return { text: `bundle ${installed.slice(0, 12)}`, paint: installed === desired ? 'dim' : 'yellow' };
}

function push({ lock, interrupted }: ReachedStatus): Cell {
  if (lock !== null) return { text: `locked by ${lock.owner}`, paint: 'yellow' };
  return interrupted === null ? EMPTY : { text: 'a push was cut off', paint: 'yellow' };
}
