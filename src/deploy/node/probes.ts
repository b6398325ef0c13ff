/** Probes of actions and gates: which to ask, and what the answers mean. */
import { own } from '../../base/json.ts';
import { memoized } from '../../base/memoize.ts';
import type { Argv, Probe } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { placeholder, type LateValues } from '../../bundle/content.ts';
import type { Answer, Question } from './answers.ts';
import { filledIn, has, type Printed } from './printed.ts';
import type { Seen } from './seen.ts';

/**
 * The questions of a plan to a node: each command once, as `probe-0`, `probe-1`, ... Without `activates` those about actions are left out,
 * and their names are not used.
 */
export function questionsOf(bundle: Bundle, activates = true): readonly Question[] {
  const { actions, member, sees, gates } = bundle;
  const inCluster = [...present(member), ...present(sees), ...gates.map(({ probe }) => probe)];
  const asked = actions
    .filter(({ when }) => when.length > 0)
    .flatMap(({ when, given, probe }) => {
      const isAsked = when.includes('missing') || when.includes('new');
      return [...present(given), ...(isAsked ? [probe] : [])];
    });
  // Those about actions come last, so that the others have the same names without them.
  const probes = activates ? [...inCluster, ...asked] : inCluster;
  const commands = new Map(probes.map(({ argv }) => [keyOf(argv), plain(argv)]));
  return [...commands.values()].map((argv, index) => ({ name: `probe-${index}`, argv }));
}

function present(probe: Probe | null): readonly Probe[] {
  return probe === null ? [] : [probe];
}

/** A node's answer to a probe; null if it was not asked, since a folder plays it, or nothing is going to be run. */
export type Ask = (probe: Probe) => boolean | null;

export function asking(bundle: Bundle, { answers }: Seen, late: LateValues = {}): Ask {
  if (answers === undefined) return () => null;
  const names = namesOfQuestions(bundle);
  return (probe) => {
    const answer = own(answers, names.get(keyOf(probe.argv)) ?? '');
    return answer === undefined ? null : holds(probe, { ...answer, exit: exitOf(answer) }, late);
  };
}

/** By command; the same for all nodes, and with 10,000 VMs some megabytes. */
const namesOfQuestions = memoized(
  (bundle: Bundle) => new Map(questionsOf(bundle).map(({ name, argv }) => [keyOf(argv), name])),
);

function exitOf({ exit }: Answer): number | null {
  return typeof exit === 'number' ? exit : null;
}

/** The probe whether a node sees another one in the cluster; null if there is no cluster. */
export function seesNode({ sees }: Bundle, { nodeId }: Pick<BundleNode, 'nodeId'>): Probe | null {
  return sees && withWords(sees, (text) => text.replaceAll('${node-id}', String(nodeId)));
}

/** A probe with the values of its conditions filled in. */
export function withWords(probe: Probe, fill: (text: string) => string): Probe {
  return probe.says === undefined ? probe : { ...probe, says: probe.says.map((one) => filledIn(one, fill)) };
}

/** Must an answer be parsed as XML? */
export function isOfXml({ says = [] }: Probe): boolean {
  return says.some((one) => 'some' in one || 'none' in one);
}

/** Does the result of a command mean yes? A command that could not be run, or timed out, means no. */
export function holds(
  { succeeds = [0], says = [] }: Probe,
  { exit, ...printed }: Printed & { readonly exit: number | null },
  late: LateValues,
): boolean {
  if (exit === null || !succeeds.includes(exit)) return false;
  return says.every((one) =>
    has(
      printed,
      filledIn(one, (text) => versioned(text, late)),
    ),
  );
}

function versioned(text: string, late: LateValues): string {
  return text.replaceAll(placeholder({ late: 'config-version' }), String(late['config-version'] ?? 'none'));
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
