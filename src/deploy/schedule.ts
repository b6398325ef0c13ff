/** Changes -> phases. Everything is staged and checked on every node before anything is changed on one. */
import { as, type HostName, type Millis } from '../base/brand.ts';
import type { Action, Bundle } from '../bundle/bundle.ts';
import type { Change, LeftOut, Phase, Step } from './plan.ts';
import { digestOf, type ReachedNode } from './state.ts';

export type Schedule = {
  readonly phases: readonly Phase[];
  readonly leftOut: readonly LeftOut[];
  readonly worstCase: Millis;
};

/**
 * One wave of the nodes that change. Actions follow the files of the bundle that need them. All nodes are locked and
 * compared, since what one has decides about others: the version.
 */
export function schedule(bundle: Bundle, changes: readonly Change[], seen: readonly ReachedNode[]): Schedule {
  const changed = new Set(changes.map(({ node }) => node));
  const nodes = bundle.nodes.map(({ host }) => host).filter((host) => changed.has(host));
  const all = seen.map(({ node }) => node);
  const needed = neededActions(bundle, changes);
  const played = bundle.nodes.filter(({ host, connection }) => changed.has(host) && connection.via === 'local');
  const actions = played.length === 0 ? needed : [];
  return {
    phases: [
      ...lockPhases(all, seen),
      phase(
        'compare',
        seen.map((state) => ({ do: 'compare', node: state.node, seen: digestOf(state) })),
      ),
      ...phasesOf(nodes, actions),
      unlockPhase(all),
    ],
    leftOut: needed
      .filter((action) => !actions.includes(action))
      .map(({ id }) => ({ action: id, because: 'a folder that plays a node has no daemons' })),
    worstCase: as<Millis>(actions.reduce((sum, { worstCase }) => sum + worstCase.millis, 0)),
  };
}

function neededActions({ files, actions }: Bundle, changes: readonly Change[]): readonly Action[] {
  // What is only recorded is not touched, so that no daemon has to hear of it.
  const touched = changes.filter(({ change }) => change !== 'record');
  const paths = new Set(touched.map(({ path }) => path));
  const needs = new Set(files.filter(({ path }) => paths.has(path)).flatMap((file) => file.needs));
  return inOrder(actions.filter(({ id }) => needs.has(id)));
}

/** Actions after those that they name in `after`. */
function inOrder(actions: readonly Action[]): readonly Action[] {
  const done: Action[] = [];
  const visit = (action: Action): void => {
    if (done.includes(action)) return;
    for (const earlier of actions.filter(({ id }) => action.after.includes(id))) visit(earlier);
    done.push(action);
  };
  for (const action of actions) visit(action);
  return done;
}

function phasesOf(nodes: readonly HostName[], actions: readonly Action[]): readonly Phase[] {
  const each = (what: 'stage' | 'arm' | 'confirm' | 'commit'): Phase =>
    phase(
      what,
      nodes.map((node) => ({ do: what, node })),
    );
  const files = (what: 'run' | 'probe'): Phase =>
    phase(
      what,
      nodes.map((node) => ({ do: what, node, action: null })),
    );
  const steps = (what: 'check' | 'run' | 'probe') =>
    actions.map((action) =>
      phase(
        what,
        onNodes(action, nodes).map((node) => ({ do: what, node, action: action.id })),
      ),
    );
  const checks = steps('check').filter((_, index) => actions[index]?.check !== null);
  return [
    each('stage'),
    ...checks,
    each('arm'),
    files('run'),
    ...steps('run'),
    files('probe'),
    ...steps('probe'),
    each('confirm'),
    each('commit'),
  ];
}

/** Takes the locks; where another's was seen and is allowed to go, that one goes first. */
export function lockPhases(nodes: readonly HostName[], seen: readonly ReachedNode[]): readonly Phase[] {
  const dead = seen.flatMap(({ node, lock }): readonly Step[] =>
    lock === null ? [] : [{ do: 'take-over', node, owner: lock.owner }],
  );
  const locks = phase(
    'lock',
    nodes.map((node) => ({ do: 'lock', node })),
  );
  return dead.length === 0 ? [locks] : [phase('take-over', dead), locks];
}

export function unlockPhase(nodes: readonly HostName[]): Phase {
  return phase(
    'unlock',
    nodes.map((node) => ({ do: 'unlock', node })),
  );
}

function phase(what: Step['do'], steps: readonly Step[]): Phase {
  return { do: what, wave: 1, steps };
}

/** `once` is the lowest node_id; nodes come in that order. */
function onNodes({ scope }: Action, nodes: readonly HostName[]): readonly HostName[] {
  return scope === 'once' ? nodes.slice(0, 1) : nodes;
}
