/** The actions that a plan runs, and where: by changed files and by the nodes' answers to probes. Pure. */
import type { HostName } from '../../base/brand.ts';
import type { Action } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { isReal, type Change } from './changes.ts';
import type { Ask } from '../node/probes.ts';
import type { ReachedNode } from '../node/state.ts';
import type { Needed, LeftOut, Plan } from './plan.ts';

/** A node that answered: its files and its answers to probes. */
export type Looked = {
  readonly state: ReachedNode;
  readonly ask: Ask;
  readonly isMember: boolean;
  /** Is no gate closed there that cannot be allowed? */
  readonly isWell: boolean;
};

export type Needs = {
  readonly needed: readonly Needed[];
  readonly leftOut: readonly LeftOut[];
  /** Needed, but not allowed. */
  readonly refused: readonly Needed[];
};

export function needsOf(
  bundle: Bundle,
  changes: readonly Change[],
  looked: readonly Looked[],
  allowed: ReadonlySet<string>,
): Needs {
  const known = { bundle, looked, allowed, touches: touching(bundle, changes) };
  // An action may need what another one provides: daemons that the plan starts.
  const first = bundle.actions.map((action) => judge(action, { ...known, started: [] }));
  const started = first.filter(({ is }) => is === 'needed');
  const judged = bundle.actions.map((action) => judge(action, { ...known, started }));
  const of = (verdict: Judged['is']) => judged.filter(({ is }) => is === verdict);
  return {
    needed: inOrder(of('needed').map(({ action, nodes }) => ({ action, nodes }))),
    leftOut: of('left-out').map(({ action, nodes, because = '' }) => ({ action: action.id, nodes, because })),
    refused: of('refused').map(({ action, nodes }) => ({ action, nodes })),
  };
}

type Judged = Needed & { readonly is: 'idle' | 'needed' | 'left-out' | 'refused'; readonly because?: string };

type Known = {
  readonly bundle: Bundle;
  readonly looked: readonly Looked[];
  readonly allowed: ReadonlySet<string>;
  readonly touches: Touches;
  /** Actions that are needed regardless of others. */
  readonly started: readonly Needed[];
};

/** Why a plan for folders runs no action. */
export const NO_DAEMONS = 'the sandbox has no daemons';
const NOT_THERE = 'what it is for does not run there';

function judge(action: Action, known: Known): Judged {
  const verdict = (is: Judged['is'], those: readonly Looked[], because?: string): Judged => {
    const nodes = those.map(({ state }) => state.node);
    return { action, nodes, is, ...(because === undefined ? {} : { because }) };
  };
  const mine = known.looked.filter(({ state }) => action.on?.includes(state.node) ?? true);
  const wanting = wantingOf(action, mine, known.touches);
  if (wanting.length === 0) return verdict('idle', []);
  if (wanting.some(({ state }) => !isReal(known.bundle, state.node))) return verdict('left-out', wanting, NO_DAEMONS);
  const chosen = chosenOf(action, mine, wanting, known.started);
  const isAllowed = action.allow === null || known.allowed.has(action.allow);
  // A first push says before it begins what has to be allowed, also where only a later part of it can run that.
  const isFirst = mine.every(({ state }) => state.installed === null);
  if (chosen.length === 0 && !isAllowed && isFirst) return verdict('refused', wanting.slice(0, 1));
  if (chosen.length === 0) return verdict('left-out', wanting, NOT_THERE);
  if (isAllowed) return verdict('needed', chosen);
  // A service that keeps running can wait; something missing cannot.
  return action.disruption === 'restart-vm'
    ? verdict('left-out', chosen, `only with --allow ${action.allow}`)
    : verdict('refused', chosen);
}

/** Nodes that need the action. A cluster-wide action is done if its probe succeeds on any node. */
function wantingOf(action: Action, mine: readonly Looked[], touches: Touches): readonly Looked[] {
  if (action.scope === 'once' && !action.when.includes('changed'))
    return mine.every((node) => wants(action, node, touches)) ? mine : [];
  return mine.filter((node) => wants(action, node, touches));
}

/** `once`: a member if there is one, a well one first. */
function chosenOf(
  action: Action,
  mine: readonly Looked[],
  wanting: readonly Looked[],
  started: readonly Needed[],
): readonly Looked[] {
  if (action.scope === 'each-node') return wanting.filter((node) => isGiven(action, node, started));
  const rank = ({ isMember, isWell }: Looked) => (isMember ? Number(!isWell) : 2);
  const ranked = mine.toSorted((a, b) => rank(a) - rank(b));
  const first = ranked.find((node) => isGiven(action, node, started));
  return first === undefined ? [] : [first];
}

function isGiven({ given }: Action, { ask, state }: Looked, started: readonly Needed[]): boolean {
  if (given === null || ask(given) === true) return true;
  return started.some(({ action: { probe }, nodes }) => nodes.includes(state.node) && isSame(probe, given));
}

function isSame(a: Action['probe'], b: Action['probe']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function wants(action: Action, { state, ask }: Looked, touches: Touches): boolean {
  const { when, probe, given } = action;
  // Nothing has to be read again if nothing runs that could read it.
  if (when.includes('changed') && touches(action, state.node) && (given === null || ask(given) !== false)) return true;
  const asks = when.includes('missing') || (when.includes('new') && state.installed === null);
  // A folder is not asked. That it has no daemons is reported as for changed files.
  return asks && !(ask(probe) ?? false);
}

/** Does a file change on the node that needs the action? */
type Touches = (action: Action, node: HostName) => boolean;

/** A file that is only recorded does not change, and a new file is read by the program that first needs it. */
function touching(bundle: Bundle, changes: readonly Change[]): Touches {
  const files = new Map(bundle.files.flatMap((file) => file.nodes.map((node) => [`${node} ${file.path}`, file])));
  const touched = new Set<string>();
  for (const { node, path, change } of changes.filter((one) => one.change !== 'record'))
    for (const id of files.get(`${node} ${path}`)?.needs ?? []) {
      touched.add(`${node} ${id}`);
      if (change === 'update') touched.add(`${node} ${id} read before`);
    }
  return ({ id, disruption }, node) =>
    touched.has(disruption === 'restart-vm' ? `${node} ${id} read before` : `${node} ${id}`);
}

/** Sorts actions after those that they name in `after`. Each VM may have one. */
export function inOrder(all: readonly Needed[]): readonly Needed[] {
  const byId = new Map<string, Needed[]>();
  for (const one of all) byId.set(one.action.id, [...(byId.get(one.action.id) ?? []), one]);
  const index = new Map(all.map((one, at) => [one, at]));
  const earlierThan = (one: Needed) =>
    [...new Set(one.action.after)]
      .flatMap((id) => byId.get(id) ?? [])
      .filter((other) => waitsFor(one, other))
      .sort((a, b) => (index.get(a) ?? 0) - (index.get(b) ?? 0));
  const done = new Set<Needed>();
  const visit = (one: Needed, waiting: readonly Needed[]): void => {
    if (done.has(one) || waiting.includes(one)) return;
    for (const earlier of earlierThan(one)) visit(earlier, [...waiting, one]);
    done.add(one);
  };
  for (const one of all) visit(one, []);
  return [...done];
}

/** The start of a new node is awaited on that node only. If the cluster runs already, storage is made before other nodes join. */
function waitsFor({ action: { after }, nodes }: Needed, { action, nodes: others }: Needed): boolean {
  if (!after.includes(action.id)) return false;
  return !action.when.includes('new') || nodes.some((node) => others.includes(node));
}

/** The action as it is for that node: members that take turns have their own. */
export function actionNamed({ actions }: Pick<Plan, 'actions'>, id: Action['id'], node?: HostName): Action {
  const all = actions.filter(({ action }) => action.id === id);
  const found = all.find(({ nodes }) => node !== undefined && nodes.includes(node)) ?? all[0];
  if (found === undefined) throw new Error(`bug/plan: there is no action ${id} in the plan`);
  return found.action;
}

/**
 * Do all nodes read their files again by it, which have to be equal? Then a node alone leaves its rollback to one of them, and waits
 * until all have their files back.
 */
export function isOfAll({ scope, mixable, announces }: Action): boolean {
  return scope === 'once' && !mixable && !announces;
}
