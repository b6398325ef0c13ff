/** Spec -> votes and the quorum disk. */
import type { Millis, SourcePath } from '../../../base/brand.ts';
import type * as Spec from '../../../spec/spec.gen.ts';
import type { Heuristic, QuorumDisk } from '../options.ts';
import type { Ledger } from '../../../resolve/ledger.ts';
import { millisOf } from '../../../resolve/tables.ts';
import type { Quorum } from '../../../model/model.ts';
import type { Referable } from '../../../resolve/stack-resolver.ts';
import { rawOf } from '../../../resolve/raw.ts';

type Votes = { readonly quorum: Quorum; readonly poll: Millis | null; readonly disk: QuorumDisk | null };

/** Derived from the hosts unless set: two_node, expected_votes, and the votes of the quorum disk. */
export function quorumOf(value: Spec.Quorum, at: SourcePath, refs: Referable, ledger: Ledger): Votes {
  const hosts = [...refs.hosts.entries.values()];
  const from = [['hosts']];
  const reason = value.disk === undefined ? 'true for exactly two hosts' : 'false: a quorum disk decides';
  const isPair = hosts.length === 2 && value.disk === undefined;
  const twoNode = value.two_node ?? ledger.derived(isPair, [...at, 'two_node'], reason, from);
  const disk = value.disk === undefined ? null : diskOf(value.disk, [...at, 'disk'], refs, ledger);
  const votes = hosts.reduce((sum, host) => sum + host.votes, disk?.votes ?? 0);
  const sum = disk === null ? "sum of the hosts' votes" : "sum of the hosts' votes and those of the quorum disk";
  const because = twoNode ? '1 with two_node; cman(5)' : sum;
  const expectedVotes =
    value.expected_votes ?? ledger.derived(twoNode ? 1 : votes, [...at, 'expected_votes'], because, from);
  const tieBreaker = disk === null ? null : { at: disk.at, votes: disk.votes };
  return { quorum: { twoNode, expectedVotes, tieBreaker }, poll: millisOf(value.poll), disk };
}

/** One vote less than the number of nodes: any single node with the disk is quorate. qdisk(5). */
function diskOf(value: Spec.QuorumDisk, at: SourcePath, refs: Referable, ledger: Ledger): QuorumDisk {
  const because = 'one less than there are hosts, so that the last one can continue with the disk; qdisk(5)';
  const derived = () => ledger.derived(refs.hosts.entries.size - 1, [...at, 'votes'], because, [['hosts']]);
  const lun = value.lun === undefined ? null : (ledger.refer(value.lun, [...at, 'lun'], refs.luns) ?? null);
  ledger.complete(lun === null ? [] : [lun], value.lun === undefined ? [] : [value.lun], at);
  return {
    at,
    lun,
    device: value.device ?? null,
    label: value.label ?? null,
    votes: value.votes ?? derived(),
    automaticVotes: value.votes === undefined,
    interval: millisOf(value.interval),
    tko: value.tko ?? null,
    tkoUp: value.tko_up ?? null,
    upgradeWait: value.upgrade_wait ?? null,
    minScore: value.min_score ?? null,
    masterWins: value.master_wins ?? null,
    reboot: value.reboot ?? null,
    allowKill: value.allow_kill ?? null,
    stopCman: value.stop_cman ?? null,
    paranoid: value.paranoid ?? null,
    ioTimeout: value.io_timeout ?? null,
    useUptime: value.use_uptime ?? null,
    maxErrorCycles: value.max_error_cycles ?? null,
    scheduler: value.scheduler ?? null,
    priority: value.priority ?? null,
    statusFile: value.status_file ?? null,
    cmanLabel: value.cman_label ?? null,
    heuristics: (value.heuristics ?? []).map((one, index) => heuristicOf(one, [...at, 'heuristics', index])),
    raw: rawOf(value.raw),
  };
}

function heuristicOf({ program, score, interval, tko }: Spec.Heuristic, at: SourcePath): Heuristic {
  return { at, program, score: score ?? null, interval: millisOf(interval), tko: tko ?? null };
}
