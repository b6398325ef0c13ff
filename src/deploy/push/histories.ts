/** The journals of this machine and of the nodes as one history. Pure. */
import type { HostName } from '../../base/brand.ts';
import type { Alone, Begin, End, History } from './journal.ts';

/** What a node wrote down of its own pushes. */
export type NodeHistory = { readonly node: HostName; readonly history: History };

/** A push, and what nodes did by themselves when its controller was gone. */
export type KnownPush = {
  readonly begin: Begin;
  readonly end: End | null;
  readonly alone: readonly (Alone & { readonly node: HostName })[];
};

export type Known = { readonly pushes: readonly KnownPush[]; readonly foreign: number };

/**
 * Each push once, by the time of its beginning. What this machine says of the end counts first: it knows what came after the locks
 * were given back.
 */
export function together(own: History, nodes: readonly NodeHistory[]): Known {
  const pushes = new Map<string, KnownPush>(own.pushes.map(({ begin, end }) => [begin.id, { begin, end, alone: [] }]));
  for (const { node, history } of nodes)
    for (const { begin, end, alone } of history.pushes) {
      const known = pushes.get(begin.id) ?? { begin, end: null, alone: [] };
      const here = alone.map((one) => ({ ...one, node }));
      pushes.set(begin.id, { begin: known.begin, end: known.end ?? end, alone: [...known.alone, ...here] });
    }
  const foreign = nodes.reduce((sum, { history }) => sum + history.foreign, own.foreign);
  return { pushes: nodes.length === 0 ? [...pushes.values()] : [...pushes.values()].sort(byTime), foreign };
}

function byTime(a: KnownPush, b: KnownPush): number {
  return Date.parse(a.begin.at) - Date.parse(b.begin.at);
}
