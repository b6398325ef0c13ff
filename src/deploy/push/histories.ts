/** The journals of this machine and of the nodes as one history. Pure. */
import type { HostName } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
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
 * Each push once, by start time. The end that this machine recorded counts first, since it covers what followed the unlocking. Else
 * that of the node that learned of it last: a node learns of the end with its own commit.
 */
export function together(local: History, nodes: readonly NodeHistory[]): Known {
  const pushes = new Map<string, KnownPush>(
    local.pushes.map(({ begin, end }) => [begin.id, { begin, end, alone: [] }]),
  );
  const ours = new Set(local.pushes.flatMap(({ begin, end }) => (end === null ? [] : [begin.id])));
  for (const { node, history } of nodes)
    for (const { begin, end, alone } of history.pushes) {
      const known = pushes.get(begin.id) ?? { begin, end: null, alone: [] };
      const here = alone.map((one) => ({ ...one, node }));
      const newest = ours.has(begin.id) ? known.end : later(known.end, end);
      pushes.set(begin.id, { begin: known.begin, end: newest, alone: [...known.alone, ...here] });
    }
  const silent = nodes.flatMap(({ node, history }) => saidNothing(history).map((id) => ({ node, id })));
  for (const { node, id } of silent) {
    const known = pushes.get(id);
    if (known !== undefined && !ours.has(id)) pushes.set(id, { ...known, end: notOn(node, known.end) });
  }
  const foreign = nodes.reduce((sum, { history }) => sum + history.foreign, local.foreign);
  return { pushes: nodes.length === 0 ? [...pushes.values()] : [...pushes.values()].sort(byTime), foreign };
}

function later(one: End | null, other: End | null): End | null {
  if (one === null || other === null) return one ?? other;
  return Date.parse(other.at) > Date.parse(one.at) ? other : one;
}

/** Pushes of which a node knows only the start. */
function saidNothing({ pushes }: History): readonly string[] {
  return pushes.flatMap(({ begin, end, alone }) => (end === null && alone.length === 0 ? [begin.id] : []));
}

/** Other nodes learned that the push is applied here, too, before this node committed it. */
function notOn(node: HostName, end: End | null): End | null {
  return end !== null && own(end.nodes, node) === 'applied'
    ? { ...end, nodes: { ...end.nodes, [node]: 'not recorded' } }
    : end;
}

function byTime(a: KnownPush, b: KnownPush): number {
  return Date.parse(a.begin.at) - Date.parse(b.begin.at);
}
