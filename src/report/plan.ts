/** A plan in words: what changes where, what is left out. Pure; only shows. */
import picocolors from 'picocolors';
import type { RenderOptions } from '../diag/located.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Change, Plan } from '../deploy/plan.ts';
import { masker } from '../deploy/mask.ts';
import { count } from './count.ts';
import { unifiedDiff } from './diff.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** The changes, equal ones of several nodes folded into one, with their differences; then the actions. */
export function renderPlan(plan: Plan, bundle: Bundle, options: RenderOptions): string {
  const paint = picocolors.createColors(options.color);
  const groups = folded(plan.changes).flatMap((group) => [...groupLines(group, paint)]);
  return `${[headline(plan), ...groups, ...actionLines(plan, bundle), ...leftOut(plan)].join('\n')}\n`;
}

function headline({ id, changes, late, versionRises }: Plan): string {
  if (changes.length === 0) return 'nothing to do: every node has what the site says';
  const nodes = new Set(changes.map(({ node }) => node)).size;
  const version = versionRises ? `; cluster.conf gets config_version ${late['config-version']}` : '';
  return `plan ${id.slice(0, 12)}: ${count(changes.length, 'change')} on ${count(nodes, 'node')}${version}`;
}

type Group = { readonly change: Change; readonly nodes: readonly string[] };

/** Changes that differ in their node only, together. */
function folded(changes: readonly Change[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const { node, ...rest } = change;
    const key = JSON.stringify(rest);
    groups.set(key, { change, nodes: [...(groups.get(key)?.nodes ?? []), node] });
  }
  return [...groups.values()].sort((a, b) =>
    a.change.path < b.change.path ? -1 : Number(a.change.path > b.change.path),
  );
}

const SYMBOLS = { create: '+', update: '~', attributes: '~', remove: '-' } as const;
/** What happened to the file, in a word; an update without a found text is a new version of the same content. */
function wordFor({ change, found }: Change): string {
  return change === 'update' && found === null ? 'config_version only' : WORDS[change];
}

const WORDS = { create: 'new', update: 'changed', attributes: 'mode or owner', remove: 'removed' } as const;

function* groupLines({ change, nodes }: Group, paint: Paint): Generator<string> {
  const color = { create: paint.green, update: paint.yellow, attributes: paint.yellow, remove: paint.red }[
    change.change
  ];
  yield `  ${color(SYMBOLS[change.change])} ${change.path}  ${paint.dim(`${nodes.join(', ')} (${wordFor(change)})`)}`;
  if (change.change === 'update' && change.found !== null)
    yield* differences(change.found, change.desired ?? '', paint);
}

function* differences(found: string, desired: string, paint: Paint): Generator<string> {
  const hide = masker([]);
  const lines = unifiedDiff(withoutVersion(hide(found)), withoutVersion(hide(desired)));
  if (lines.length === 0) yield `      ${paint.dim('only a secret or config_version differs')}`;
  for (const line of lines)
    yield `      ${line.startsWith('+') ? paint.green(line) : line.startsWith('-') ? paint.red(line) : paint.dim(line)}`;
}

/** config_version always differs; it is told in the first line. */
function withoutVersion(text: string): string {
  return text.replace(/config_version="[^"]*"/, 'config_version="..."');
}

/** Each action that is run, where, and how long it may take. */
function actionLines({ phases }: Plan, { actions }: Bundle): readonly string[] {
  const steps = phases.filter((phase) => phase.do === 'run').flatMap((phase) => phase.steps);
  return actions.flatMap(({ id, reason, worstCase }) => {
    const nodes = steps.filter((step) => 'action' in step && step.action === id).map(({ node }) => node);
    return nodes.length === 0
      ? []
      : [`  ! ${id}  ${nodes.join(', ')} (at most ${worstCase.millis / 1000} s): ${reason}`];
  });
}

function leftOut({ leftOut: actions }: Plan): readonly string[] {
  return actions.map(({ action, because }) => `  not run: ${action} (${because})`);
}
