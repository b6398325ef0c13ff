/**
 * `cman_tool version`, `status` and `nodes`. Formats: show_status, print_node and version in cman_tool/main.c of cluster 2 and
 * 3, which differ only in the words of the flags. Without cman all three exit 1: "Cannot open connection to cman, is it running
 * ?".
 */
import type { Answer } from '../../../deploy/node/answers.ts';
import { linesOf, replyOf, numberIn, type Reply } from '../../../status/reply.ts';

export type CmanStatus = {
  readonly cluster: string;
  /** `Joining`, `Cluster-Member`, `Not-in-Cluster`, `Leaving`. */
  readonly state: string;
  readonly configVersion: number | null;
  readonly expectedVotes: number | null;
  readonly totalVotes: number | null;
  /** Of the node that was asked. */
  readonly nodeVotes: number | null;
  /** Votes of the quorum disk; null without a live one. */
  readonly quorumDiskVotes: number | null;
  readonly quorum: number | null;
  readonly quorate: boolean;
  /** `2node`, `Error`, `DisallowedNodes`, `Dirty` or `HaveState`, ... */
  readonly flags: readonly string[];
};

/** `X`: down; `d`: disallowed; `?`: unknown to cman_tool. */
export type CmanNode = {
  readonly id: number;
  readonly status: 'M' | 'X' | 'd' | '?';
  readonly name: string;
};

/** The config_version that runs. */
export function cmanVersion(answer: Answer | undefined): Reply<number> {
  return replyOf(answer, (text) => {
    const found = linesOf(text).map((line) => /^[0-9.]+ config ([0-9]+)$/.exec(line)?.[1]);
    return numberIn(found.find((version) => version !== undefined)) ?? undefined;
  });
}

export function cmanStatus(answer: Answer | undefined): Reply<CmanStatus> {
  return replyOf(answer, parseStatus);
}

function parseStatus(text: string): CmanStatus | undefined {
  const fields = new Map(linesOf(text).map(pairOf));
  const state = fields.get('Membership state');
  const [quorum, ...blocked] = fields.get('Quorum')?.split(' ') ?? [];
  if (state === undefined || numberIn(quorum) === null) return undefined;
  const votes = (name: string) => numberIn(fields.get(`${name} votes`));
  return {
    cluster: fields.get('Cluster Name') ?? '',
    state,
    configVersion: numberIn(fields.get('Config Version')),
    expectedVotes: votes('Expected'),
    totalVotes: votes('Total'),
    nodeVotes: votes('Node'),
    quorumDiskVotes: votes('Quorum device'),
    quorum: numberIn(quorum),
    quorate: blocked.length === 0,
    flags: (fields.get('Flags') ?? '').split(' ').filter((flag) => flag !== ''),
  };
}

function pairOf(line: string): readonly [string, string] {
  const end = line.indexOf(':');
  return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1).trim()];
}

/** Has the node lost the configuration that the others run? Observed: nothing else shows it. */
export function isSuspended({ flags }: CmanStatus): boolean {
  return flags.includes('Error');
}

export function isMember({ state }: CmanStatus): boolean {
  return state === 'Cluster-Member';
}

/** Without the quorum disk, which has the number 0. */
export function cmanNodes(answer: Answer | undefined): Reply<readonly CmanNode[]> {
  return replyOf(answer, parseNodes);
}

const HEADER = /^Node +Sts +Inc +Joined +Name$/;
/** Number, state, incarnation, time of joining (none for a node that is down), name. */
const ROW = /^([0-9]+) +([MXd?]) +-?[0-9]+ +(?:[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} +)?([^ ].*)$/;
/** With -a there are addresses below a node. */
const ADDRESSES = /^Addresses:/;

function parseNodes(text: string): readonly CmanNode[] | undefined {
  const lines = linesOf(text);
  const header = lines.findIndex((line) => HEADER.test(line));
  if (header < 0) return undefined;
  const rows = lines.slice(header + 1).filter((line) => !ADDRESSES.test(line));
  const nodes = rows.flatMap(nodeIn);
  return nodes.length === rows.length ? nodes.filter(({ id }) => id !== 0) : undefined;
}

function nodeIn(line: string): readonly CmanNode[] {
  const [, id, status, name] = ROW.exec(line) ?? [];
  const number = numberIn(id);
  return number === null || name === undefined || !isState(status) ? [] : [{ id: number, status, name }];
}

function isState(text: string | undefined): text is CmanNode['status'] {
  return ['M', 'X', 'd', '?'].includes(text ?? '');
}
