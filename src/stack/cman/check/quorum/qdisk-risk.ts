/** Quorum disks that work, but not well. qdisk(5), and what Red Hat's support looks for. */
import type { SourcePath } from '../../../../base/brand.ts';
import type { Check } from '../../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../../../diag/diagnostic.ts';
import type { CmanModel, QuorumDisk, CmanOptions } from '../../options.ts';
import { cmanDialectOf } from '../../dialect.ts';
import { enoughSeconds, isComfortable, isInTime, timingOf } from '../../emit/qdisk-timing.ts';

export const qdiskRisk = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/qdisk-risk',
  severity: 'warning',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The cluster starts with this quorum disk, but it decides late, for the wrong side, or not at all. ' +
    'qdisk(5); Red Hat solutions 24037, 708393, 128083, 266683 and 64633, article 216443.',
});

type Risk = {
  /** Key below the quorum disk; absent for the disk itself. */
  readonly key?: string;
  readonly is: (disk: QuorumDisk, model: CmanModel) => boolean;
  readonly problem: string;
  readonly cure: string;
};

const RISKS: readonly Risk[] = [
  {
    is: ({ heuristics }, { hosts }) => hosts.length > 2 && heuristics.length === 0,
    problem: 'a quorum disk without heuristics cannot tell which half of more than two nodes can still serve',
    cure: 'add a heuristic whose program is ping -c1 -w1 and the address of the router of the cluster network',
  },
  {
    key: 'master_wins',
    is: ({ masterWins, heuristics }) => masterWins === true && heuristics.length > 0,
    problem: 'qdiskd ignores master_wins when there are heuristics',
    cure: 'keep one of the two',
  },
  {
    is: (disk, model) => model.hosts.length === 2 && disk.heuristics.length === 0 && !masterWins(disk, model),
    problem: 'a quorum disk without heuristics and master_wins cannot choose between two nodes',
    cure: 'add master_wins: true, or heuristics',
  },
  {
    key: 'device',
    is: ({ label, device }) => label !== null && device !== null,
    problem: 'qdiskd looks for the label and ignores device',
    cure: 'remove device',
  },
  {
    key: 'status_file',
    is: ({ statusFile }) => statusFile !== null,
    problem: 'qdiskd can hang when it writes its status file',
    cure: 'remove status_file',
  },
  {
    key: 'use_uptime',
    is: ({ useUptime }) => useUptime === false,
    problem: 'a change of the clock makes qdiskd take nodes for dead',
    cure: 'remove use_uptime',
  },
  {
    key: 'reboot',
    is: ({ reboot }) => reboot === false,
    problem: 'a node that is no longer fit keeps running',
    cure: 'remove reboot',
  },
  {
    key: 'allow_kill',
    is: ({ allowKill }) => allowKill === false,
    problem: 'a node that no longer writes to the quorum disk stays a member of the cluster',
    cure: 'remove allow_kill',
  },
];

/** Set, or derived by qdiskd for two nodes without heuristics whose votes it counts itself. Red Hat solution 24037. */
function masterWins({ masterWins: written, automaticVotes }: QuorumDisk, { cluster }: CmanModel): boolean {
  return written ?? (automaticVotes && cmanDialectOf(cluster.platform).qdiskdDerives);
}

function* disksAreWithoutRisk(model: CmanModel) {
  const { quorumDisk: disk } = model.own;
  if (disk === null) return;
  for (const { key, is, problem, cure } of RISKS)
    if (is(disk, model)) yield qdiskRisk(placeOf(disk.at, key), { problem, cure });
}

function placeOf(at: SourcePath, key: string | undefined): Place {
  return key === undefined ? keyAt(at) : valueAt([...at, key]);
}

function* votesAreOneLess({ own: { quorumDisk: disk }, hosts }: CmanModel) {
  const right = hosts.length - 1;
  if (disk !== null && disk.votes !== right)
    yield qdiskRisk(valueAt([...disk.at, 'votes']), {
      problem: `the votes of the quorum disk are ${disk.votes}; with ${right} the last of ${hosts.length} nodes can go on with it`,
      cure: 'remove votes; they are derived',
    });
}

function* tokenIsTwiceTheDisk({ cluster, own }: CmanModel) {
  const timing = timingOf({ cluster, own });
  if (timing === null || !isInTime(timing) || isComfortable(timing)) return;
  const { tko, intervalSeconds, tokenMillis } = timing;
  yield qdiskRisk(keyAt(own.quorumDisk?.at ?? cluster.at), {
    problem: `the token timeout of ${tokenMillis} ms is not above twice the ${tko * intervalSeconds} s after which the disk takes a node for dead`,
    cure: `write totem: { token: ${enoughSeconds(timing)}s }`,
  });
}

/** RHEL 5 derives neither from the other; a poll without a token fits nothing. Red Hat solution 128083. */
function* pollAndTokenAreAPair({ cluster, own }: CmanModel) {
  const { quorumDisk: disk, quorumPoll: poll, totem } = own;
  const { platform } = cluster;
  if (disk === null && poll !== null)
    yield qdiskRisk(valueAt([...cluster.at, 'quorum', 'poll']), {
      problem: 'poll has no effect without a quorum disk',
      cure: 'remove poll, or add disk',
    });
  if (disk === null || (poll !== null && totem.token !== null)) return;
  if (platform.family === 'rhel5' || poll !== null)
    yield qdiskRisk(keyAt(disk.at), {
      problem: 'the quorum disk needs quorum/poll and totem/token, both or none; on RHEL 5 both',
      cure: 'write the same time for both, such as quorum: { poll: 21s } and totem: { token: 21s }',
    });
}

const PING = /^(?:\/bin\/)?ping /;

/** The number that an option of a command line has, `-c3` or `-c 3`. */
function numberOf(program: string, option: string): number | undefined {
  const [, number] = new RegExp(` -${option} ?([0-9.]+)`).exec(program) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** One packet, and an answer within a second. */
function onePing(program: string): string {
  return program.replaceAll(/ -[cwi] ?[0-9.]+/g, '').replace(PING, (ping) => `${ping}-c1 -w1 `);
}

/** Without -w nothing ends a ping, not -W nor -t: Red Hat solution 64633. Before -w is over it has to get all answers that -c names: ping(8). */
function pingProblem(program: string): string | undefined {
  const deadline = numberOf(program, 'w') ?? 0;
  if (deadline === 0) return 'a ping without -w outlives the interval of its heuristic';
  const [count, interval] = [numberOf(program, 'c') ?? 1, numberOf(program, 'i') ?? 1];
  if ((count - 1) * interval < deadline) return undefined;
  return `ping -c${count} -w${deadline} ends before it has sent ${count} packets, and always fails`;
}

function* pingsEnd({ own }: CmanModel) {
  for (const { at, program } of own.quorumDisk?.heuristics ?? []) {
    const problem = PING.test(program) ? pingProblem(program) : undefined;
    if (problem === undefined) continue;
    yield qdiskRisk(valueAt([...at, 'program']), { problem, cure: `write program: "${onePing(program)}"` });
  }
}

export const qdiskRiskChecks: readonly Check<CmanOptions>[] = [
  disksAreWithoutRisk,
  votesAreOneLess,
  tokenIsTwiceTheDisk,
  pollAndTokenAreAPair,
  pingsEnd,
];
