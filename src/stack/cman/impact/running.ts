/**
 * Effects of a push that the comparison of two files does not show, or that depend on what runs: given the recorded states
 * of services and VMs. rgmanager, groups.c; measured on running daemons.
 */
import { leaveCluster, stopService } from '../../../deploy/plan/push-findings.ts';
import type { Diagnostic, Place } from '../../../diag/diagnostic.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { isOn } from './agents.ts';
import { impactOf, type Impact, type ImpactClass, type Verdict } from './classes.ts';
import type { Operation } from './delta/operations.ts';
import * as say from './findings.ts';
import type { DaemonChange } from './daemons.ts';
import { ALL_DOWN, NEEDS, type Comparison } from './compare-files.ts';
import { outageOf, sentenceOf } from './sentences.ts';
import { change } from '../../../impact/masked-value.ts';
import { isUp, type RecordedState } from './clustat-services.ts';
import { NO_GUESTS, renamesIn, type Guests, type Renames } from './renames.ts';
import { valueOf, type Key, type Resource } from './delta/resources.ts';
import { serviceTree } from './delta/tree.ts';

/** Where a line of a file is. */
export type Lines = { readonly before: (line: number) => Place; readonly after: (line: number) => Place };

type Running = {
  readonly impact: Impact;
  /** What stops, by the service that rgmanager works on. */
  readonly stopped: ReadonlyMap<Key, readonly Operation[]>;
  readonly states: ReadonlyMap<Key, RecordedState>;
  readonly platform: Platform;
  readonly lines: Lines;
  readonly renamed: Renames;
  /** By the service that they hang on, as depend_mode hard. */
  readonly dependents: ReadonlyMap<Key, readonly Resource[]>;
  /** Services and VMs that go down as a whole. */
  readonly down: ReadonlySet<Key>;
};

/** Everything that has to be allowed before the push, for a cluster in these states. */
export function pushFindings(
  { impact, daemons, platform }: Comparison,
  recorded: readonly RecordedState[],
  lines: Lines,
  guests: Guests = NO_GUESTS,
): readonly Diagnostic[] {
  const states = new Map(recorded.map((one) => [one.name, one]));
  const stopped = stoppedIn(impact);
  const running: Running = {
    impact,
    stopped,
    states,
    platform,
    lines,
    renamed: renamesIn(impact, guests),
    dependents: dependentsIn(impact),
    down: new Set(impact.verdicts.filter((one) => DOWN.includes(one.class)).map(({ name }) => name)),
  };
  return [
    ...stopping(daemons, lines),
    ...upgraded(running),
    ...impact.verdicts.flatMap((verdict) => [...findingsOf(verdict, running)]),
  ];
}

function stoppedIn({ operations }: Impact): ReadonlyMap<Key, readonly Operation[]> {
  const stopped = new Map<Key, Operation[]>();
  for (const operation of operations) {
    if (operation.verb !== 'stop') continue;
    const some = stopped.get(operation.root);
    if (some === undefined) stopped.set(operation.root, [operation]);
    else some.push(operation);
  }
  return stopped;
}

/** cman guards none of these itself. */
function stopping(daemons: readonly DaemonChange[], lines: Lines): readonly Diagnostic[] {
  return daemons.flatMap(({ element, what, attribute, from, to, activation }) =>
    ALL_DOWN.includes(activation)
      ? say.allDown(lines.after(1), {
          change: attribute === undefined ? `${element} ${what}` : `${change(attribute, from, to)} in ${element}`,
          needs: NEEDS[activation],
        })
      : [],
  );
}

const CHANGED: readonly ImpactClass[] = ['VM_REBIND', 'SVC_RESTART', 'SVC_STOP'];
const DISRUPTIVE: readonly ImpactClass[] = ['VM_REBIND', 'SUBTREE_STOP', 'SUBTREE_RESTART', 'SVC_RESTART', 'SVC_STOP'];
const DOWN: readonly ImpactClass[] = ['SVC_RESTART', 'SVC_STOP'];
/** New or changed as a whole: after one of these, rgmanager looks for a place for what is stopped. */
const PLACING: readonly ImpactClass[] = [...CHANGED, 'VM_ADD', 'SVC_ADD'];

function* findingsOf(verdict: Verdict, running: Running): Generator<Diagnostic> {
  const state = running.states.get(verdict.name);
  if (state === undefined) return;
  const at = placeOf(verdict.name, running);
  const { name } = verdict;
  const owner = state.owner ?? 'no node';
  if (state.state === 'disabled' && verdict.autostart) yield* startedAnyway(verdict, at, running);
  if (!isUp(state)) return;
  if (verdict.class === 'VM_ORPHAN') yield gone(verdict, owner, running);
  if (DISRUPTIVE.includes(verdict.class) && state.frozen) yield say.frozen(at, { name, owner });
  if (verdict.class === 'VM_REBIND' && !verdict.autostart) yield say.haLost(at, { name, owner });
  if (DISRUPTIVE.includes(verdict.class)) yield disruption(verdict, { at, owner, platform: running.platform });
  yield* fencing(verdict, owner, running);
  yield* dependents(verdict, running);
}

/** Services disabled by hand that are changed, or reconfigured in one push with changed ones. */
function* startedAnyway({ class: own, name }: Verdict, at: Place, { impact }: Running): Generator<Diagnostic> {
  if (own === 'VM_REBIND' || own === 'SVC_RESTART') yield say.startsDisabled(at, { name, others: [] });
  if (own !== 'RECONFIG') return;
  const others = impact.verdicts.filter((one) => PLACING.includes(one.class)).map((one) => one.name);
  if (others.length > 0) yield say.startsDisabled(at, { name, others });
}

/** A removed VM, which may exist under a new name. */
function gone({ name }: Verdict, owner: string, running: Running): Diagnostic {
  const at = placeOf(name, running);
  const same = running.renamed(name);
  if (same !== undefined) return say.doubleStart(at, { from: name, owner, ...same });
  return say.orphan(at, { name, state: running.states.get(name)?.state ?? 'started', owner });
}

/** Findings from the files alone, if it is unknown what runs: a guest that may keep running under its old name. */
export function possibleFindings(
  { impact }: Comparison,
  lines: Lines,
  guests: Guests = NO_GUESTS,
): readonly Diagnostic[] {
  const renamed = renamesIn(impact, guests);
  return impact.verdicts.flatMap(({ name, class: own }) => {
    const same = own === 'VM_ORPHAN' ? renamed(name) : undefined;
    return same === undefined
      ? []
      : say.doubleStart(placeOf(name, { impact, lines }), { from: name, owner: null, ...same });
  });
}

/** For a sandbox, as if every service ran: also what stops, so that a rehearsal refuses what a push would refuse. */
export function rehearsedFindings(comparison: Comparison, around: Rehearsal): readonly Diagnostic[] {
  const { lines, platform, guests } = around;
  const possible = possibleFindings(comparison, lines, guests);
  if (ALL_DOWN.includes(comparison.activation)) return [...possible, leaveCluster(lines.after(1), { services: 0 })];
  const renamed = renamesIn(comparison.impact, guests);
  const stopped = comparison.impact.verdicts.flatMap((verdict) => {
    const { name, class: own } = verdict;
    const at = placeOf(name, { impact: comparison.impact, lines });
    if (own === 'VM_ORPHAN' && renamed(name) === undefined) return [stopService(at, { service: name, owner: null })];
    return DISRUPTIVE.includes(own) ? [disruption(verdict, { at, owner: 'NODE', platform })] : [];
  });
  return [...possible, ...stopped];
}

type Rehearsal = { readonly lines: Lines; readonly platform: Platform; readonly guests: Guests };

function disruption(
  verdict: Verdict,
  { at, owner, platform }: { readonly at: Place; readonly owner: string; readonly platform: Platform },
): Diagnostic {
  const { name, class: own } = verdict;
  const words = { class: own, sentence: sentenceOf(verdict), outage: outageOf(verdict, platform).words };
  return say.disruptiveChange(at, { name, owner, ...words });
}

/** What is stopped with self_fence on. */
function* fencing(verdict: Verdict, owner: string, running: Running): Generator<Diagnostic> {
  const { impact, states, lines } = running;
  for (const { key } of running.stopped.get(verdict.name) ?? []) {
    const resource = impact.before.list.get(key);
    if (resource === undefined || !fencesItself(resource)) continue;
    const others = [...states.values()].filter((one) => one.owner === owner && one.name !== verdict.name && isUp(one));
    const facts = { name: verdict.name, resource: key, owner, others: others.map(({ name }) => name) };
    yield say.selfFence(lines.before(resource.element.line), facts);
  }
}

function fencesItself({ element }: Resource): boolean {
  const written = element.attributes.find(({ name }) => name === 'self_fence')?.value ?? '0';
  return isOn(written) || /^(yes|true|on)$/i.test(written);
}

function dependentsIn({ before }: Impact): ReadonlyMap<Key, readonly Resource[]> {
  const dependents = new Map<Key, Resource[]>();
  for (const { key } of before.roots) {
    const resource = before.list.get(key);
    const on = resource === undefined ? undefined : valueOf(resource, 'depend');
    if (resource === undefined || on === undefined || valueOf(resource, 'depend_mode') === 'soft') continue;
    const some = dependents.get(on);
    if (some === undefined) dependents.set(on, [resource]);
    else some.push(resource);
  }
  return dependents;
}

/** Its dependents that are not stopped by a change of their own. */
function* dependents(verdict: Verdict, running: Running): Generator<Diagnostic> {
  if (!DOWN.includes(verdict.class)) return;
  for (const { key: name, element } of running.dependents.get(verdict.name) ?? []) {
    const state = running.states.get(name);
    if (state === undefined || !isUp(state) || running.down.has(name)) continue;
    yield say.stopsDependent(running.lines.before(element.line), { name, on: verdict.name });
  }
}

/** What the new agents alone would do to the old file. */
function* upgraded({ impact, lines }: Running): Generator<Diagnostic> {
  const { before, after } = impact;
  if (before.agents === after.agents) return;
  const alone = impactOf(before, serviceTree(before.cluster, after.agents));
  const names = alone.verdicts.filter((one) => one.class !== 'NONE').map(({ name }) => name);
  if (names.length > 0) yield say.agentsUpgraded(lines.before(1), { names });
}

/** In the new file, or where it was in the old one. */
function placeOf(name: Key, { impact, lines }: Pick<Running, 'impact' | 'lines'>): Place {
  const now = impact.after.list.get(name);
  if (now !== undefined) return lines.after(now.element.line);
  return lines.before(impact.before.list.get(name)?.element.line ?? 1);
}
