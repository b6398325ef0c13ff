/** A plan in words: what changes where, and what is left out. Pure. */
import picocolors from 'picocolors';
import type { HostName } from '../../base/brand.ts';
import type { Trees } from '../../base/xml.ts';
import type { RenderOptions } from '../../diag/located.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { withoutOptions } from '../../deploy/node/mask.ts';
import type { Change } from '../../deploy/plan/changes.ts';
import { compareTexts } from '../../diff/compare.ts';
import { releaseOf } from '../../diff/release.ts';
import type { Release } from '../../diff/settings-files.ts';
import type { ComparedFile } from '../../diff/compared-file.ts';
import { count } from '../count.ts';
import { hunkLines, shownOnce, type Paint } from '../hunk-lines.ts';
import type { Effect } from '../../impact/impact.ts';
import type { FileRules } from '../../impact/other-files.ts';
import { effectLines, heardApart } from './effects.ts';
import type { PlaceOf } from '../places.ts';
import { firstLines } from './first-line.ts';
import { questionLines } from './questions.ts';
import { stepLines } from './steps.ts';

/** What else is shown: effects besides changed files, and their places in the site. */
export type PlanContext = {
  readonly effects?: readonly Effect[];
  readonly placeOf?: PlaceOf;
  /** Found and desired texts of changed files, parsed. */
  readonly trees?: Trees;
  /** Files of the stack that are compared by meaning. */
  readonly own?: readonly ComparedFile[];
  /** What a change of one of the stack's other files needs. */
  readonly fileRules?: readonly FileRules[];
  /** Nodes that could not be inspected. */
  readonly unseen?: readonly HostName[];
  /** The maintenance window in words; null if there is none. */
  readonly window?: string | null;
};
type Options = RenderOptions & PlanContext;
/** `version`: the name of the announced file's version. */
type How = Options & { readonly version: string; readonly release: Release };

/** Effects on services; changes with their differences, equal ones of several nodes folded into one; then the actions. */
export function renderPlan(plan: Plan, bundle: Bundle, options: Options): string {
  const { effects = [] } = options;
  const how = { ...options, version: versionName(plan), release: releaseOf(bundle) };
  const once = shownOnce(options.brief === false);
  const groups = folded(plan.changes).flatMap((group) => [...groupLines(group, how, once)]);
  const { window = null } = options;
  const timed = plan.phases.length === 0 || window === null ? [] : [`  maintenance window: ${window}`];
  const heard = heardApart(effects, plan.changes, options);
  const first = [...firstLines(plan, bundle, effects), ...heard, headline(plan, bundle, options), ...timed];
  const open = questionLines(plan, bundle, options.brief === false);
  return `${[...first, ...groups, ...open, ...stepLines(plan, bundle, options)].join('\n')}\n`;
}

function headline(plan: Plan, bundle: Bundle, { unseen = [] }: PlanContext): string {
  const { id, phases, changes, actions, late, versioned, versionRises } = plan;
  if (phases.length === 0) return unseen.length === bundle.nodes.length ? NOTHING_KNOWN : nothingToDo(unseen);
  const nodes = new Set([...changes.map(({ node }) => node), ...actions.flatMap((one) => one.nodes)]).size;
  const version =
    versioned !== null && versionRises
      ? `; ${versioned.file} gets ${versioned.attribute} ${late['config-version']}`
      : '';
  return `plan ${id.slice(0, 12)}: ${count(changes.length, 'change')} on ${count(nodes, 'node')}${version}`;
}

const NOTHING_KNOWN = 'nothing is known: no node could be inspected';

function nothingToDo(unseen: readonly string[]): string {
  return `nothing to do: every node ${unseen.length > 0 ? 'that could be inspected ' : ''}has what the site says`;
}

export type Group = { readonly change: Change; readonly nodes: readonly string[] };

/** Groups changes that differ only in their node. No key is made of the texts: those of a large site are 100 MB. */
export function folded(changes: readonly Change[]): readonly Group[] {
  const byPath = new Map<string, { readonly change: Change; readonly nodes: string[] }[]>();
  for (const change of changes) {
    const groups = byPath.get(change.path) ?? [];
    byPath.set(change.path, groups);
    const group = groups.find((one) => isAlike(one.change, change));
    if (group === undefined) groups.push({ change, nodes: [change.node] });
    else group.nodes.push(change.node);
  }
  const sorted = [...byPath].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return sorted.flatMap(([, groups]) => groups);
}

function isAlike(a: Change, b: Change): boolean {
  return a.change === b.change && a.found === b.found && a.desired === b.desired;
}

type Look = readonly [symbol: '+' | '~' | '=' | '-', word: string, paint: 'green' | 'yellow' | 'red'];

const LOOKS: { readonly [K in Change['change']]: Look } = {
  create: ['+', 'new', 'green'],
  update: ['~', 'changed', 'yellow'],
  version: ['~', 'VERSION only', 'yellow'],
  replace: ['~', 'not a file', 'yellow'],
  attributes: ['~', 'mode or owner', 'yellow'],
  record: ['=', 'as desired, to be recorded', 'green'],
  remove: ['-', 'removed', 'red'],
};

/** `~ /etc/x  host1, host2 (changed)`. */
export function headOf({ change, nodes }: Group, paint: Paint, version = ''): string {
  const [symbol, word, color] = LOOKS[change.change];
  const said = word.replace('VERSION', version);
  return `  ${paint[color](symbol)} ${change.path}  ${paint.dim(`${nodes.join(', ')} (${said})`)}`;
}

function* groupLines(group: Group, options: How, once: ReturnType<typeof shownOnce>): Generator<string> {
  const paint = picocolors.createColors(options.color);
  const { symbol, color, path, nodes, word, effects, differences: lines } = changeGroup(group, options, paint);
  yield `  ${paint[color](symbol)} ${path}  ${paint.dim(`${nodes.join(', ')} (${word})`)}`;
  for (const line of [...effects, ...once(path, lines)]) yield `      ${line}`;
}

/** Equal changes of files on one or more nodes, in words. `effects`: what the change needs to count, and what that does to services. */
export type ChangeGroup = {
  readonly symbol: Look[0];
  readonly color: Look[2];
  readonly path: string;
  readonly nodes: readonly string[];
  readonly word: string;
  readonly effects: readonly string[];
  /** Lines of a unified diff; none for a new or a removed file. */
  readonly differences: readonly string[];
};

/** The changes of a plan by path, without colours. */
export function changeGroups(plan: Plan, bundle: Bundle, context: PlanContext): readonly ChangeGroup[] {
  const options = { ...context, columns: 0, color: false };
  const how = { ...options, version: versionName(plan), release: releaseOf(bundle) };
  return folded(plan.changes).map((group) => changeGroup(group, how, picocolors.createColors(false)));
}

function changeGroup({ change, nodes }: Group, options: How, paint: Paint): ChangeGroup {
  const [symbol, word, color] = LOOKS[change.change];
  const { path, found } = change;
  return {
    symbol,
    color,
    path,
    nodes,
    word: word.replace('VERSION', options.version),
    effects: effectLines(change, options.effects ?? [], options),
    differences: change.change === 'update' && found !== null ? [...differences(change, found, options, paint)] : [],
  };
}

function versionName({ versioned }: Plan): string {
  return versioned?.attribute ?? 'the version';
}

/** Compared by meaning, as in `clusterc diff`. */
function* differences(
  { path, desired }: Change,
  found: string,
  { trees = new Map(), own = [], version, release }: How,
  paint: Paint,
): Generator<string> {
  const { hunks, because } = compareTexts(
    path,
    { found, desired: withoutOptions(desired ?? '') },
    { trees, own, unknown: new Set(), release },
  );
  if (because !== null) yield paint.dim(`compared as text: ${because}`);
  if (hunks.length === 0) yield paint.dim(`only how it is written, or ${version}, differs`);
  yield* hunkLines(hunks, paint);
}
