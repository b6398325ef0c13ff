/** What nodes of this stack have answered. */
import type { NodeSaid, ReachedSaid } from '../../../status/reader.ts';
import { NOT_ASKED, valueOf, type Reply } from '../../../status/reply.ts';
import type { CorosyncQuorum } from './corosync.ts';
import type { CrmMon } from './crm-mon.ts';
import type { Link } from './links.ts';

export type Said = {
  readonly quorum: Reply<CorosyncQuorum>;
  readonly crm: Reply<CrmMon>;
  readonly links: Reply<readonly Link[]>;
};
export type Reached = ReachedSaid<Said>;

const NOTHING: Said = { quorum: NOT_ASKED, crm: NOT_ASKED, links: NOT_ASKED };

export function saidBy({ said }: Reached): Said {
  return said ?? NOTHING;
}

export function reachedOf(nodes: readonly NodeSaid<Said>[]): readonly Reached[] {
  return nodes.filter((node) => node.reachable);
}

/** The output of a quorate node, since that of another can be outdated. */
export function bestCrm(nodes: readonly Reached[]): CrmMon | undefined {
  const sound = nodes.filter((node) => valueOf(saidBy(node).quorum)?.quorate === true);
  return [...sound, ...nodes].flatMap((node) => valueOf(saidBy(node).crm) ?? [])[0];
}
