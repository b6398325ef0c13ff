/** One node of a status as table cells: membership, daemons, files. Pure. */
import type { Cell } from '../../base/cell.ts';
import { valueOf } from '../../status/reply.ts';
import type { ReachedStatus } from '../../status/node.ts';
import type { ClusterStatus, NodeShown } from '../../status/status.ts';
import { count } from '../count.ts';

const EMPTY: Cell = { text: '' };

export function nodeCells(node: NodeShown, { bundle: desired }: Pick<ClusterStatus, 'bundle'>): readonly Cell[] {
  if (!node.reachable) return [{ text: `unreachable: ${node.reason}`, paint: 'red' }];
  return [...node.own.cells, sessions(node), guests(node), files(node), bundle(node, desired), push(node)];
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
  return interrupted === null ? EMPTY : { text: 'a push was interrupted', paint: 'yellow' };
}
