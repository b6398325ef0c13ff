/** What one node says about the cluster, as the first columns of `clusterc status`. */
import type { Cell } from '../../../base/cell.ts';
import { valueOf, type NoReply } from '../../../status/reply.ts';
import { hasRgmanager } from './clustat.ts';
import { isSuspended } from './cman-tool.ts';
import { isFencing } from './fence-domain.ts';
import { saidBy, type CmanNodeSaid, type CmanReached } from './said.ts';

const EMPTY: Cell = { text: '' };

export function cells(node: CmanReached, nodes: readonly CmanNodeSaid[]): readonly Cell[] {
  return [membership(node), version(node), fenceDomain(node, nodes), rgmanager(node)];
}

const SILENT: { readonly [S in NoReply['is']]: Cell } = {
  'not-asked': EMPTY,
  'not-installed': { text: 'cman is not installed', paint: 'red' },
  'not-running': { text: 'cman does not run', paint: 'red' },
  'no-answer': { text: 'cman gives no answer', paint: 'red' },
  'not-understood': { text: 'cman is not understood', paint: 'yellow' },
};

function membership(node: CmanReached): Cell {
  const { cman } = saidBy(node);
  if (cman.is !== 'answer') return SILENT[cman.is];
  const { state, quorate } = cman.value;
  if (state !== 'Cluster-Member') return { text: state, paint: 'yellow' };
  if (isSuspended(cman.value)) return { text: 'suspended', paint: 'red' };
  return quorate ? { text: 'member', paint: 'green' } : { text: 'member without quorum', paint: 'red' };
}

function version({ configVersion: { file, running } }: CmanReached): Cell {
  if (running === null) return { text: file === null ? '' : `file ${file}` };
  if (file === null || file === running) return { text: `config ${running}` };
  return { text: `config ${running}, file ${file}`, paint: 'red' };
}

function fenceDomain(node: CmanReached, nodes: readonly CmanNodeSaid[]): Cell {
  const { fence } = saidBy(node);
  const domain = valueOf(fence);
  if (domain === undefined) return fence.is === 'not-running' ? { text: 'no fence domain', paint: 'red' } : EMPTY;
  const victim = nodes.find(({ nodeId }) => nodeId === domain.victim)?.host;
  if (isFencing(domain)) return { text: victim === undefined ? 'fencing' : `fencing ${victim}`, paint: 'red' };
  if (!domain.members.includes(node.nodeId)) return { text: 'not in the fence domain', paint: 'red' };
  return domain.wait === 'none'
    ? { text: 'fence domain' }
    : { text: `fence domain waits: ${domain.wait}`, paint: 'yellow' };
}

function rgmanager(node: CmanReached): Cell {
  const said = valueOf(saidBy(node).clustat);
  if (said === undefined) return EMPTY;
  return hasRgmanager(said) ? { text: 'rgmanager' } : { text: 'no rgmanager', paint: 'yellow' };
}
