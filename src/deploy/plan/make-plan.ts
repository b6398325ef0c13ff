/**
 * Bundle + states of nodes -> plan. Pure: the plan is a value that people approve and `push` carries out. Push never decides an
 * order.
 */
import { canonicalDigest } from '../../base/json.ts';
import type { HostName } from '../../base/brand.ts';
import { shown, type LateValues } from '../../bundle/content.ts';
import { changesOn, ownFormsOn, type Change } from './changes.ts';
import { lateValues, openedBy } from './version.ts';
import type { Seen } from '../node/seen.ts';
import { needsOf, type Looked } from './needed-actions.ts';
import type { LeftOut, Needed, Plan, Situation } from './plan.ts';
import { objectionsTo } from './objections.ts';
import { asking, type Ask } from '../node/probes.ts';
import { nameIn } from '../node/profile.ts';
import { schedule } from './schedule.ts';
import { chooseRollout, type Rollout } from './rollout.ts';
import { takeoverOf } from './awaited-services.ts';

/** The changes of all nodes, for which a plan is made. */
export function changesIn({ bundle, seen }: Pick<Situation, 'bundle' | 'seen'>): readonly Change[] {
  const reached = seen.map(({ state }) => state).filter((state) => state.reachable);
  const { rises } = lateValues(bundle, reached);
  return reached.flatMap((node) => changesOn(node, bundle, rises));
}

/** Members of the running cluster by node_id. */
export function membersIn({
  bundle,
  seen,
  inside,
}: Pick<Situation, 'bundle' | 'seen' | 'inside'>): readonly HostName[] {
  return seen
    .flatMap((one) => lookedAt(one, { bundle, inside }, {}))
    .flatMap(({ state, isMember }) => (isMember ? [state.node] : []));
}

/** The plan from the nodes' states to the bundle. Without phases there is nothing to do. */
export function planPush(situation: Situation): Plan {
  const { bundle, seen, allowed, activates = true, document = null } = situation;
  const reached = seen.map(({ state }) => state).filter((state) => state.reachable);
  const late = lateValues(bundle, reached);
  const changes = reached.flatMap((node) => changesOn(node, bundle, late.rises));
  const looked = seen.flatMap((one) => lookedAt(one, situation, late.values));
  const members = looked.filter(({ isMember }) => isMember).map(({ state }) => state.node);
  const needs = needsOf(bundle, changes, looked, allowed);
  const rollout = chooseRollout(situation, { changes, needs, members, rises: late.rises });
  const actions = activates ? rollout.actions : [];
  const takeover = activates ? takeoverOf(situation, { members, actions, rises: late.rises }) : null;
  const scheduled = schedule({
    ...situation,
    changes,
    members,
    actions,
    rollout,
    late: late.values,
    opened: openedBy(late, situation),
    takeover,
    document,
  });
  const judged = { ...situation, changes, looked, members, needs, rollout, late };
  const diagnostics = objectionsTo(judged).filter(({ code }) => !allowed.has(code));
  const leftOut = activates ? [...needs.leftOut, ...rollout.leftOut] : rollout.actions.map(notRun);
  // `compare` holds the owners of a sandbox's files. The identity covers what is done, wherever it is done.
  const phases = scheduled.phases.filter((phase) => phase.do !== 'compare');
  const { values } = late;
  const patches = document === null ? {} : { patches: document.parts.map(({ patch }) => shown(patch)) };
  const id = canonicalDigest({ bundle: bundle.id, late: values, changes, phases, ...patches });
  const known = {
    bundle: bundle.id,
    late: values,
    versioned: versionedIn(situation),
    versionRises: late.rises,
    changes,
    ownForms: reached.flatMap((node) => ownFormsOn(node, bundle, late.rises)),
    members,
    document,
    leaving: leavingIn(rollout, activates),
    actions,
    takeover: scheduled.phases.length === 0 ? null : takeover,
    leftOut,
  };
  return { id, ...known, ...scheduled, diagnostics };
}

function lookedAt(
  one: Seen,
  { bundle, inside = null, activates = true }: Pick<Situation, 'bundle' | 'inside' | 'activates'>,
  late: LateValues,
): readonly Looked[] {
  const { state } = one;
  if (!state.reachable) return [];
  const answer = asking(bundle, one, late);
  // If no action is going to run, an action counts as missing only on a node that no push has reached.
  const isRight = !activates && one.answers !== undefined && state.installed !== null;
  const ask: Ask = (probe) => answer(probe) ?? (isRight ? true : null);
  const isMember =
    bundle.member !== null && ask(bundle.member) === true && (inside === null || inside.includes(state.node));
  const isWell = bundle.gates.every(({ probe, allowable }) => allowable || ask(probe) !== false);
  return [{ state, ask, isMember, isWell }];
}

function leavingIn({ stopsAll, turns }: Rollout, activates: boolean): Plan['leaving'] {
  if (!activates || (!stopsAll && turns.length === 0)) return 'none';
  return stopsAll || turns.some(({ node }) => node === null) ? 'all-at-once' : 'one-by-one';
}

function versionedIn({ profile: { announced } }: Situation): Plan['versioned'] {
  return announced === null ? null : { file: nameIn(announced), attribute: announced.version.attribute };
}

function notRun({ action: { id }, nodes }: Needed): LeftOut {
  return {
    action: id,
    nodes,
    because: 'only files, as --no-activate says; daemons that are new there are started by hand then',
  };
}
