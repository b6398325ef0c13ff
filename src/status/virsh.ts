/**
 * `virsh list --all`: number, name and state of each guest, in columns whose width differs from release to release. A guest
 * without a number (`-`) does not run. Names of VMs have no blanks. Without libvirtd it ends with 1.
 */
import type { Answer, Question } from '../deploy/node/answers.ts';
import { linesOf, replyOf, numberIn, type Reply } from './reply.ts';

export const GUESTS: Question = { name: 'guests', argv: ['virsh', '-r', 'list', '--all'] };

export type Guest = {
  readonly name: string;
  /** Number of the running guest; null when it does not run. */
  readonly id: number | null;
  /** `running`, `idle`, `paused`, `in shutdown`, `shut off`, `crashed`, ... */
  readonly state: string;
};

export function guests(answer: Answer | undefined): Reply<readonly Guest[]> {
  return replyOf(answer, parse);
}

const HEADER = /^Id +Name +State$/;
const RULE = /^-+$/;
const ROW = /^([0-9]+|-) +([^ ]+) +([^ ].*)$/;

function parse(text: string): readonly Guest[] | undefined {
  const lines = linesOf(text);
  const header = lines.findIndex((line) => HEADER.test(line));
  if (header < 0) return undefined;
  const rows = lines.slice(header + 1).filter((line) => !RULE.test(line));
  const found = rows.flatMap(guestIn);
  return found.length === rows.length ? found : undefined;
}

function guestIn(line: string): readonly Guest[] {
  const [, id, name, state] = ROW.exec(line) ?? [];
  return name === undefined || state === undefined ? [] : [{ name, id: numberIn(id), state }];
}
