/**
 * Parses `corosync-quorumtool -s`: quorum and members. Exit codes: 0 with quorum, 2 without, 1 if corosync is down.
 * Measured on 3.1.7 (test/lab/pacemaker).
 */
import type { Answer, Question } from '../../../deploy/node/answers.ts';
import { linesOf, numberIn, replyOf, type Reply } from '../../../status/reply.ts';

export const QUORUM: Question = { name: 'corosync-quorum', argv: ['corosync-quorumtool', '-s'] };

export type CorosyncQuorum = {
  readonly quorate: boolean;
  readonly members: readonly { readonly id: number; readonly name: string }[];
  readonly totalVotes: number | null;
  readonly quorum: number | null;
  readonly flags: readonly string[];
};

const WITHOUT_QUORUM = 2;

/** Quorum and members from an answer of corosync-quorumtool. */
export function corosyncQuorum(answer: Answer | undefined): Reply<CorosyncQuorum> {
  return replyOf(answer, parse, (exit) => (exit === WITHOUT_QUORUM ? parse(answer?.text ?? '') : undefined));
}

function parse(text: string): CorosyncQuorum | undefined {
  const lines = linesOf(text);
  const field = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const quorate = field('Quorate');
  if (quorate === undefined) return undefined;
  return {
    quorate: quorate === 'Yes',
    members: lines.flatMap(memberIn),
    totalVotes: numberIn(field('Total votes')),
    quorum: numberIn(field('Quorum')?.split(' ')[0]),
    flags: (field('Flags') ?? '').split(' ').filter((flag) => flag !== ''),
  };
}

/**
 * Parses `1 1 host1.example.com (local)`, with one more column if there is a quorum device. The device's own line has nodeid 0.
 */
function memberIn(line: string): CorosyncQuorum['members'] {
  const [, id = '0', rest = ''] = /^(0x[0-9a-f]+|[0-9]+) +[0-9]+ +(.+)$/.exec(line) ?? [];
  const name =
    rest
      .replace(/ \(local\)$/, '')
      .split(' ')
      .at(-1) ?? '';
  return Number(id) > 0 ? [{ id: Number(id), name }] : [];
}
