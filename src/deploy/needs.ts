/** Which actions a plan runs, and where: by the files that change, and by what the nodes say is so already. Pure. */
import type { ActionId, HostName } from '../base/brand.ts';
import type { Action } from '../bundle/action.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { isReal, type Change } from './changes.ts';
import type { Ask } from './probes.ts';
import type { ReachedNode } from './state.ts';

/** An action of the plan, and the nodes that run it, by node_id. */
export type Needed = { readonly action: Action; readonly nodes: readonly HostName[] };

/** An action that the plan leaves out on nodes that would want it, and why. */
export type LeftOut = { readonly action: ActionId; readonly nodes: readonly HostName[]; readonly because: string };

/** A node that answered: its files, and what it says to probes. */
export type Looked = { readonly state: ReachedNode; readonly ask: Ask; readonly isMember: boolean };

export type Needs = {
  readonly needed: readonly Needed[];
  readonly leftOut: readonly LeftOut[];
  /** Needed, and not allowed. */
  readonly refused: readonly Needed[];
};

export function needsOf(
  bundle: Bundle,
  changes: readonly Change[],
  looked: readonly Looked[],
  allowed: ReadonlySet<string>,
): Needs {
  // What one action needs another may bring about: daemons that the plan starts.
  const first = bundle.actions.map((action) => judge(action, bundle, changes, looked, { allowed, started: [] }));
  const started = first.filter(({ is }) => is === 'needed');
  const judged = bundle.actions.map((action) => judge(action, bundle, changes, looked, { allowed, started }));
  const of = (verdict: Judged['is']) => judged.filter(({ is }) => is === verdict);
  return {
    needed: inOrder(of('needed').map(({ action, nodes }) => ({ action, nodes }))),
    leftOut: of('left-out').map(({ action, nodes, because = '' }) => ({ action: action.id, nodes, because })),
    refused: of('refused').map(({ action, nodes }) => ({ action, nodes })),
  };
}

type Judged = Needed & { readonly is: 'idle' | 'needed' | 'left-out' | 'refused'; readonly because?: string };

const FOLDER = 'a folder that plays a node has no daemons';
const NOT_THERE = 'what it is for does not run there';

function judge(
  action: Action,
  bundle: Bundle,
  changes: readonly Change[],
  looked: readonly Looked[],
  { allowed, started }: { readonly allowed: ReadonlySet<string>; readonly started: readonly Needed[] },
): Judged {
  const mine = looked.filter(({ state }) => action.on?.includes(state.node) ?? true);
  const wanting = mine.filter((node) => wants(action, node, bundle, changes));
  const verdict = (is: Judged['is'], those: readonly Looked[], because?: string): Judged => {
    const nodes = those.map(({ state }) => state.node);
    return { action, nodes, is, ...(because === undefined ? {} : { because }) };
  };
  // One that sees it is enough: what is made once for all is there.
  const isThere = action.scope === 'once' && !action.when.includes('changed') && wanting.length < mine.length;
  if (wanting.length === 0 || isThere) return verdict('idle', []);
  if (wanting.some(({ state }) => !isReal(bundle, state.node))) return verdict('left-out', wanting, FOLDER);
  const able = (action.scope === 'once' ? mine : wanting).filter((node) => isGiven(action, node, started));
  if (able.length === 0) return verdict('left-out', wanting, NOT_THERE);
  const chosen = action.scope === 'once' ? able.filter(byRank(able)).slice(0, 1) : able;
  if (action.allow === null || allowed.has(action.allow)) return verdict('needed', chosen);
  // What goes on as it was can wait; what is missing cannot.
  return action.disruption === 'restart-vm'
    ? verdict('left-out', chosen, `only with --allow ${action.allow}`)
    : verdict('refused', chosen);
}

/** Members first. */
function byRank(nodes: readonly Looked[]): (node: Looked) => boolean {
  const members = nodes.filter(({ isMember }) => isMember);
  return (node) => members.length === 0 || node.isMember;
}

function isGiven({ given }: Action, { ask, state }: Looked, started: readonly Needed[]): boolean {
  if (given === null || ask(given) === true) return true;
  return started.some(({ action: { probe }, nodes }) => nodes.includes(state.node) && isSame(probe, given));
}

function isSame(a: Action['probe'], b: Action['probe']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function wants(action: Action, { state, ask }: Looked, bundle: Bundle, changes: readonly Change[]): boolean {
  const { when, probe } = action;
  // Where nothing runs that could read it again, nothing has to.
  const reads = action.given === null || ask(action.given) !== false;
  if (when.includes('changed') && reads && changes.some((change) => touches(change, action, state.node, bundle)))
    return true;
  const asks = when.includes('missing') || (when.includes('new') && state.installed === null);
  // A folder is asked nothing; that it has no daemons is told of it as of what changes.
  return asks && !(ask(probe) ?? false);
}

/** What is only recorded is not touched, and what is new is read by whoever looks for it first. */
function touches({ node, path, change }: Change, action: Action, host: HostName, { files }: Bundle): boolean {
  if (node !== host || change === 'record') return false;
  if (action.disruption === 'restart-vm' && change !== 'update') return false;
  return files.some((file) => file.path === path && file.nodes.includes(node) && file.needs.includes(action.id));
}

/** Actions after those that they name in `after`. */
export function inOrder(all: readonly Needed[]): readonly Needed[] {
  const done: Needed[] = [];
  const visit = (one: Needed, waiting: readonly Needed[]): void => {
    if (done.includes(one) || waiting.includes(one)) return;
    for (const earlier of all.filter((other) => waitsFor(one, other))) visit(earlier, [...waiting, one]);
    done.push(one);
  };
  for (const one of all) visit(one, []);
  return done;
}

/** What starts a new node is waited for on that node only: where the cluster runs already, storage is made before others join. */
function waitsFor({ action: { after }, nodes }: Needed, { action, nodes: others }: Needed): boolean {
  if (!after.includes(action.id)) return false;
  return !action.when.includes('new') || nodes.some((node) => others.includes(node));
}
