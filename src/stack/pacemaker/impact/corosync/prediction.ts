/** The prediction for a new corosync.conf of a running cluster, in the common form. Pure. */
import type { Diagnostic } from '../../../../diag/diagnostic.ts';
import type { Prediction, SettingEffect } from '../../../../impact/impact.ts';
import { change } from '../../../../impact/masked-value.ts';
import { corosyncSyntax, nodeIdChange, reloadClass, reloadRefused } from '../findings.ts';
import type { Lines } from '../rules.ts';
import type { ChangeClass } from './classes.ts';
import { predictCorosync, type CorosyncChange, type CorosyncPrediction } from './predict.ts';
import { linesIn, readCorosync } from './read.ts';

export type CorosyncPair = { readonly before: string; readonly after: string; readonly lines: Lines };
export type CorosyncPredicted = { readonly prediction: Prediction; readonly compared: CorosyncPrediction };

/** The effect of a new corosync.conf. A restart of corosync also stops the node's pacemaker and its resources. */
export function ofCorosync({ before, after, lines }: CorosyncPair): CorosyncPredicted {
  const compared = predictCorosync(before, after);
  const { root } = readCorosync(after);
  const lineOf = root === null ? new Map<string, number>() : linesIn(root);
  const unreadable = [
    ...syntaxOf(before, lines.before),
    ...(compared.problem === null ? [] : syntaxOf(after, lines.after)),
  ];
  const { changes, activation } = compared;
  const place = ({ path }: CorosyncChange) => lines.after(lineOf.get(path) ?? 1);
  const found = changes.flatMap((one) => findingOf(one, place(one)) ?? []);
  return {
    compared,
    prediction: {
      services: [],
      settings: sorted(changes).map((one) => settingOf(one, lineOf.get(one.path))),
      doubts: [],
      refusals: [],
      activation: activation === 'node-by-node' || activation === 'all-at-once' ? activation : 'live',
      summary: summaryOf(compared),
      isDifferent: changes.length > 0 || unreadable.length > 0,
      diagnostics: [...unreadable, ...found, ...twoNodeLeft(after, changes, lines)],
    },
  };
}

function syntaxOf(text: string, placeOf: Lines['after']): readonly Diagnostic[] {
  const { problem } = readCorosync(text);
  return problem === null ? [] : [corosyncSyntax(placeOf(problem.line), { problem: problem.message })];
}

const HARDNESS: readonly ChangeClass[] = ['never', 'refused', 'all-at-once', 'node-by-node', 'live'];

function sorted(changes: readonly CorosyncChange[]): readonly CorosyncChange[] {
  return changes.toSorted((a, b) => HARDNESS.indexOf(a.class) - HARDNESS.indexOf(b.class));
}

/** What each class of change needs. */
export const NEEDS: { readonly [C in ChangeClass]: string } = {
  live: 'is taken over live by a reload on one node',
  'node-by-node': 'needs a restart of corosync on each node, one after the other',
  'all-at-once': 'needs a stop of all nodes at once',
  refused: 'is refused by a reload, as a whole (exit code 7)',
  never: 'must not be pushed',
};

const TRAP = 'corosync-cfgtool -R returns 0 and does not apply it';

function settingOf(one: CorosyncChange, line: number | undefined): SettingEffect {
  const { path, from, to, class: kind, silent, note } = one;
  const key = nameOf(path);
  const words = `${change(key.replace(/^.*\./, ''), from, to)}; ${note}`;
  return {
    sentence: `${key} ${NEEDS[kind]}${silent ? `: ${TRAP}` : ''}`,
    cause: { words, line, attribute: key },
  };
}

function nameOf(path: string): string {
  return path.replace(/\.$/, '');
}

function findingOf({ path, class: kind, silent, note }: CorosyncChange, at: Parameters<typeof reloadClass>[0]) {
  const key = nameOf(path);
  if (/^nodelist\.node\[[^\]]*\]\.nodeid$/.test(path)) return nodeIdChange(at, { key });
  if (kind === 'never' || kind === 'refused') return reloadRefused(at, { key, note });
  return kind === 'all-at-once' ? reloadClass(at, { key, needs: NEEDS[kind], silent }) : undefined;
}

/** A third node that comes with two_node left in makes a quorum of one. */
function twoNodeLeft(after: string, changes: readonly CorosyncChange[], lines: Lines): readonly Diagnostic[] {
  const { root } = readCorosync(after);
  const quorum = root?.sections.find(({ name }) => name === 'quorum');
  const nodes = root?.sections.find(({ name }) => name === 'nodelist')?.sections.length ?? 0;
  const device = quorum?.sections.some(({ name }) => name === 'device') === true;
  const applies = quorum?.values.get('two_node') === '1' && (nodes !== 2 || device);
  if (!applies || changes.length === 0) return [];
  const note = device
    ? 'with a quorum device it stays in force, and the device has no say: take it out in the same edit'
    : `with ${nodes} nodes the quorum is 1, so that each half continues on its own: take it out in the same edit`;
  return [reloadRefused(lines.after(quorum?.lines.get('two_node') ?? 1), { key: 'quorum.two_node', note })];
}

function summaryOf({ changes, activation, problem }: CorosyncPrediction): string {
  if (problem !== null) return 'corosync cannot read the new file, and nothing changes';
  if (changes.length === 0) return 'everything keeps running; corosync: nothing changes';
  const silent = changes.filter((one) => one.silent).map(({ path }) => nameOf(path));
  const trap = silent.length === 0 ? '' : `, and a reload alone would leave ${silent.join(', ')} as it is`;
  return `${CLUSTER[activation]}${trap}`;
}

const CLUSTER: { readonly [A in CorosyncPrediction['activation']]: string } = {
  none: 'everything keeps running; corosync: nothing changes',
  live: 'everything keeps running; corosync: a reload on one node, once all have the file',
  'node-by-node': 'everything is moved off each node in turn; corosync: restarts on every node, one after the other',
  'all-at-once': 'this needs a stop of all nodes at once, which takes all services and VMs down',
  refused: 'this change is refused, or takes the cluster apart',
};
