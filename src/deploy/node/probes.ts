/** Questions of actions and gates: which have to be asked, and what the answers mean. */
import { own } from '../../base/json.ts';
import type { Argv, Probe } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { placeholder, type LateValues } from '../../bundle/content.ts';
import type { Answer, Question } from './answers.ts';
import type { Seen } from './seen.ts';

/** What a plan asks a node: each command once, as `probe-0`, `probe-1`, ... */
export function questionsOf({ actions, member, sees, gates }: Bundle): readonly Question[] {
  const asked = actions
    .filter(({ when }) => when.length > 0)
    .flatMap(({ when, given, probe }) => {
      const isAsked = when.includes('missing') || when.includes('new');
      return [...present(given), ...(isAsked ? [probe] : [])];
    });
  const probes = [...present(member), ...present(sees), ...gates.map(({ probe }) => probe), ...asked];
  const commands = new Map(probes.map(({ argv }) => [keyOf(argv), plain(argv)]));
  return [...commands.values()].map((argv, index) => ({ name: `probe-${index}`, argv }));
}

function present(probe: Probe | null): readonly Probe[] {
  return probe === null ? [] : [probe];
}

/** The answer of a node to a probe: null when it was not asked, as a folder plays it. */
export type Ask = (probe: Probe) => boolean | null;

export function asking(bundle: Bundle, { answers }: Seen, late: LateValues = {}): Ask {
  const names = new Map(questionsOf(bundle).map(({ name, argv }) => [keyOf(argv), name]));
  const printed = new Map<string, Printed | undefined>();
  const printedFor = (name: string) => {
    const answer = own(answers ?? {}, name);
    return answer && { lines: answer.text.split('\n'), exit: exitOf(answer) };
  };
  return (probe) => {
    if (answers === undefined) return null;
    const name = names.get(keyOf(probe.argv)) ?? '';
    if (!printed.has(name)) printed.set(name, printedFor(name));
    const answer = printed.get(name);
    return answer !== undefined && saysYes(probe, answer, late);
  };
}

type Printed = { readonly lines: readonly string[]; readonly exit: number | null };

function exitOf({ exit }: Answer): number | null {
  return typeof exit === 'number' ? exit : null;
}

/** The question whether a node sees another one in the cluster; null where there is no cluster. */
export function seesNode({ sees }: Bundle, { nodeId }: Pick<BundleNode, 'nodeId'>): Probe | null {
  if (sees === null) return null;
  return { ...sees, lines: (sees.lines ?? []).map((line) => line.replaceAll('${node-id}', String(nodeId))) };
}

/** Does a command that ended so say yes? One that could not be run, or was given up, says no. */
export function holds(
  probe: Probe,
  { text, exit }: { readonly text: string; readonly exit: number | null },
  late: LateValues,
): boolean {
  return saysYes(probe, { lines: text.split('\n'), exit }, late);
}

function saysYes({ succeeds = [0], lines = [], not = [] }: Probe, printed: Printed, late: LateValues): boolean {
  if (printed.exit === null || !succeeds.includes(printed.exit)) return false;
  const some = (pattern: string) => {
    const expression = new RegExp(filled(pattern, late));
    return printed.lines.some((line) => expression.test(line));
  };
  return lines.every(some) && !not.some(some);
}

function filled(pattern: string, late: LateValues): string {
  return pattern.replaceAll(placeholder({ late: 'config-version' }), String(late['config-version'] ?? 'none'));
}

function plain(argv: Argv): readonly string[] {
  return argv.map((word) => {
    if (typeof word !== 'string') throw new Error('bug/probe: a question with a word that is known later');
    return word;
  });
}

function keyOf(argv: Argv): string {
  return JSON.stringify(argv);
}
