/**
 * The fence domain: `fence_tool ls` of RHEL 6 (do_list in fence_tool.c of cluster 3; silent with exit 1 without fenced), and
 * `group_tool ls` of RHEL 5, which `cman_tool services` runs (groupd_list in group/tool/main.c). The fence_tool of RHEL 5 has
 * no `ls`.
 */
import type { Answer } from '../../../deploy/node/answers.ts';
import { linesOf, replyOf, numberIn, type Reply } from '../../../status/reply.ts';

export type FenceDomain = {
  /** Their numbers; empty when the node is in no fence domain. */
  readonly members: readonly number[];
  /** Number of nodes to be fenced; null on RHEL 5, which does not count them. */
  readonly victims: number | null;
  /** Id of the node that is being fenced; null for none or unknown. */
  readonly victim: number | null;
  /** `none`, `quorum`, `fencing`, `messages`; on RHEL 5 a step of joining, leaving or failing such as `FAIL_START_WAIT`. */
  readonly wait: string;
};

/** The reply of fence_tool; without one, that of group_tool. */
export function fenceDomain(fenceTool: Answer | undefined, groupTool: Answer | undefined): Reply<FenceDomain> {
  const newer = replyOf(fenceTool, parseDomain);
  if (newer.is === 'answer' || newer.is === 'no-answer') return newer;
  const older = replyOf(groupTool, parseGroups);
  if (older.is !== 'answer') return older.is === 'not-running' ? older : newer;
  // On RHEL 6 both are silent without fenced. On RHEL 5 `fence_tool ls` prints its usage.
  return older.value.members.length === 0 && newer.said === '' ? newer : older;
}

/** Is a node to be fenced or being fenced, or does the domain wait for that? */
export function isFencing({ victims, wait }: FenceDomain): boolean {
  return (victims ?? 0) > 0 || wait === 'fencing' || wait.startsWith('FAIL_');
}

function parseDomain(text: string): FenceDomain | undefined {
  const lines = linesOf(text);
  const start = lines.indexOf('fence domain');
  const fields = new Map(lines.slice(start + 1).map(fieldIn));
  const victims = numberIn(fields.get('victim count'));
  if (start < 0 || victims === null) return undefined;
  const victim = numberIn(fields.get('victim now'));
  const members = numbersIn(fields.get('members'));
  return { members, victims, victim: victim === 0 ? null : victim, wait: fields.get('wait state') ?? 'none' };
}

/** The first releases of cluster 3 have no `wait state`. */
function fieldIn(line: string): readonly [string, string] {
  const [, name = '', value = ''] = /^(.+? (?:count|now|nodeid|state)|members)(?: +(.*))?$/.exec(line) ?? [];
  return [name, value];
}

/** Without groups nothing is printed. Otherwise a header, and for each group a row and its members: `[1 2]`. */
function parseGroups(text: string): FenceDomain | undefined {
  const lines = linesOf(text);
  const [header] = lines;
  if (header !== undefined && !/^type +level +name/.test(header)) return undefined;
  const row = lines.findIndex((line) => FENCE.test(line));
  const [, state = '0'] = FENCE.exec(lines[row] ?? '') ?? [];
  const members = numbersIn(/^\[([0-9 ]*)\]$/.exec(lines[row + 1] ?? '')?.[1]);
  const wait = state === '0' ? 'none' : state;
  return { members: row < 0 ? [] : members, victims: null, victim: null, wait };
}

/** Type, level, name, id, and state: a word, or `0` of the first releases of cluster 3. */
const FENCE = /^fence +[0-9]+ +[^ ]+ +[0-9a-f]+ +([A-Za-z0-9_]+)$/;

function numbersIn(text: string | undefined): readonly number[] {
  return (text ?? '').split(' ').flatMap((word) => numberIn(word) ?? []);
}
