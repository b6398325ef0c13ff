/** Hosts that may take a service: legal by its failover domain, and by what is exclusive. */
import type { HostName } from '../../../base/brand.ts';
import type { Board, Crowd } from './board.ts';
import type { Rules } from './rules.ts';
import { Score, scoreOf } from './scores.ts';
import type { Unit } from './units.ts';

/** May the host run it next to what it runs already? */
export function isAdmitted({ exclusive }: Unit, crowd: Crowd): boolean {
  return crowd.exclusive === 0 && !(exclusive && crowd.count > 0);
}

export function scoreOn(unit: Unit, host: HostName, board: Board): number {
  return scoreOf(unit, host, { members: board.members, owner: board.ownerOf(unit) });
}

/** The best hosts other than `except` that admit it now, all equally good. rgmanager, groups.c, best_target_node. */
export function bestTargets(unit: Unit, board: Board, except: ReadonlySet<HostName>): readonly HostName[] {
  const scored = [...board.members]
    .filter((host) => !except.has(host) && isAdmitted(unit, board.crowdOn(host)))
    .map((host) => ({ host, score: scoreOn(unit, host, board) }))
    .filter(({ score }) => score > Score.illegal);
  const highest = scored.reduce((best, { score }) => Math.max(best, score), 0);
  return scored.filter(({ score }) => score === highest).map(({ host }) => host);
}

/**
 * Where a relocation without a target ends. Of equally good hosts, the loop of best_target_node keeps the last one, by node id. With
 * central processing the list is in the order of the domain; default_event_script.sl, allowed_nodes.
 */
export function relocationTargets(
  unit: Unit,
  board: Board,
  { central }: Rules,
  except: ReadonlySet<HostName>,
): readonly HostName[] {
  if (!central) return bestTargets(unit, board, except).slice(-1);
  const fits = (host: HostName) => !except.has(host) && isAdmitted(unit, board.crowdOn(host));
  return (
    listOf(unit, board)
      .map((hosts) => hosts.filter(fits))
      .find((hosts) => hosts.length > 0) ?? []
  );
}

/** Hosts of equal priority together, the best ones first, and last those outside of a domain that does not restrict. */
function listOf({ domain }: Unit, { members }: Board): readonly (readonly HostName[])[] {
  if (domain === null) return [[...members]];
  const groups = new Map<number, HostName[]>();
  for (const host of members) {
    const priority = domain.priorities.get(host) ?? (domain.restricted ? null : Infinity);
    if (priority !== null) groups.set(priority, [...(groups.get(priority) ?? []), host]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, hosts]) => hosts);
}

/** Of hosts that are equally good, the first with room for it; else the one with the most room. */
export function firstFit(unit: Unit, hosts: readonly HostName[], board: Board): HostName | undefined {
  if (hosts.length < 2) return hosts[0];
  const roomiest = hosts.toSorted((a, b) => board.roomLeft(b) - board.roomLeft(a))[0];
  return hosts.find((host) => board.hasRoomFor(unit, host)) ?? roomiest;
}
