/**
 * Bundle + what stands on the nodes -> plan. Pure: the plan is the value that people approve and `push` interprets;
 * push never decides an order.
 */
import type { Digest, HostName, Millis, RemotePath } from '../base/brand.ts';
import { canonicalJson, sha256 } from '../base/json.ts';
import type { Action, Gate } from '../bundle/action.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { LateValues } from '../bundle/content.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { changesOn, type Change } from './changes.ts';
import { lateValues } from './late.ts';
import type { Gone } from './lock.ts';
import type { Seen } from './look.ts';
import { needsOf, type LeftOut, type Looked, type Needed } from './needs.ts';
import { objectionsTo } from './objections.ts';
import { asking } from './probes.ts';
import { schedule } from './schedule.ts';
import { tacticsFor, type Activation, type ServiceNow, type Tactics } from './tactics.ts';

export type { Change } from './changes.ts';
export type { LeftOut, Needed } from './needs.ts';

/** One thing to do on one node. `action` null: the files themselves. */
export type Step =
  | {
      readonly do: 'lock' | 'stage' | 'arm' | 'place' | 'told' | 'confirm' | 'commit' | 'back' | 'revert' | 'unlock';
      readonly node: HostName;
    }
  /** Gives back the lock of an owner who is dead. */
  | { readonly do: 'take-over'; readonly node: HostName; readonly owner: string }
  /** Goes on only when the node still is what the plan was made for. */
  | { readonly do: 'compare'; readonly node: HostName; readonly seen: Digest }
  /** Ends a push of that bundle that was cut off: forward or back. */
  | { readonly do: 'finish' | 'undo'; readonly node: HostName; readonly bundle: Digest }
  | { readonly do: 'run' | 'probe'; readonly node: HostName; readonly action: Action['id'] | null }
  /** Takes back what an action has done. */
  | { readonly do: 'take-back'; readonly node: HostName; readonly action: Action['id'] }
  /** The node's own validator, on a staged file. */
  | { readonly do: 'check'; readonly node: HostName; readonly path: RemotePath }
  /** Goes on only when the cluster is well. */
  | { readonly do: 'gate'; readonly node: HostName; readonly name: Gate['name'] };
export type StepResult = 'ok' | 'failed' | 'skipped';

/** Steps that run at once; the next phase starts when all of them have succeeded. */
export type Phase = { readonly do: Step['do']; readonly wave: number; readonly steps: readonly Step[] };

/** What a node does without us: by when, and how it tells a running cluster. */
export type Arming = {
  /** Without a confirmation for so long, each node puts everything back by itself; zero: never. */
  readonly revertsAfter: Millis;
  /** Null: no running cluster hears of a new cluster.conf. Else the version that is announced, and that of a way back. */
  readonly version: { readonly next: number; readonly back: number } | null;
};

export type Plan = {
  readonly id: Digest;
  readonly bundle: Digest;
  readonly late: LateValues;
  /** Is a higher config_version given? */
  readonly versionRises: boolean;
  readonly changes: readonly Change[];
  /** Nodes where the cluster runs. */
  readonly members: readonly HostName[];
  /** Which members leave the cluster for it, and how. */
  readonly leaving: 'nobody' | 'all-at-once' | 'one-by-one';
  /** In their order. */
  readonly actions: readonly Needed[];
  readonly phases: readonly Phase[];
  readonly arming: Arming;
  readonly leftOut: readonly LeftOut[];
  /** Sum of the actions' worst cases. */
  readonly worstCase: Millis;
  readonly diagnostics: readonly Diagnostic[];
};

/** What is known of the nodes and of the cluster, and what whoever asks has allowed. */
export type Situation = {
  readonly bundle: Bundle;
  readonly seen: readonly Seen[];
  /** What runs, or is on its way; null when nobody knows. */
  readonly services: readonly ServiceNow[] | null;
  /** The hardest thing that the changed cluster.conf asks of daemons. */
  readonly activation: Activation;
  readonly allowed: ReadonlySet<string>;
  /** Members without whose votes the others stay quorate; null when nobody knows. */
  readonly spare?: readonly HostName[] | null;
  /** Owners of locks whose process has ended. */
  readonly gone?: Gone;
  /** Nodes of the whole bundle that were not looked at. */
  readonly limited?: boolean;
  /** Files only. */
  readonly activates?: boolean;
};

/** The changes of all nodes: what a plan is made for, and what is compared before it is. */
export function changesIn({ bundle, seen }: Pick<Situation, 'bundle' | 'seen'>): readonly Change[] {
  const reached = seen.map(({ state }) => state).filter((state) => state.reachable);
  const { rises } = lateValues(bundle, reached);
  return reached.flatMap((node) => changesOn(node, bundle, rises));
}

/** What stands between the nodes and the bundle, and how to get there. Nothing to do: no phases. */
export function planPush(situation: Situation): Plan {
  const { bundle, seen, allowed, activates = true } = situation;
  const reached = seen.map(({ state }) => state).filter((state) => state.reachable);
  const late = lateValues(bundle, reached);
  const changes = reached.flatMap((node) => changesOn(node, bundle, late.rises));
  const looked = seen.flatMap((one) => lookedAt(one, bundle, late.values));
  const members = looked.filter(({ isMember }) => isMember).map(({ state }) => state.node);
  const needs = needsOf(bundle, changes, looked, allowed);
  const tactics = tacticsFor(situation, { changes, needs, members, rises: late.rises });
  const actions = activates ? tactics.actions : [];
  const scheduled = schedule({ ...situation, changes, members, actions, tactics, late: late.values });
  const judged = { ...situation, changes, looked, members, needs, tactics, late };
  const diagnostics = objectionsTo(judged).filter(({ code }) => !allowed.has(code));
  const leftOut = activates ? [...needs.leftOut, ...tactics.leftOut] : tactics.actions.map(notRun);
  // What is compared holds who owns the files of a sandbox; the identity is that of what is done, wherever it is done.
  const phases = scheduled.phases.filter((phase) => phase.do !== 'compare');
  const { values } = late;
  const id = sha256(canonicalJson({ bundle: bundle.id, late: values, changes, phases }));
  const known = {
    bundle: bundle.id,
    late: values,
    versionRises: late.rises,
    changes,
    members,
    leaving: leavingIn(tactics, activates),
    actions,
    leftOut,
  };
  return { id, ...known, ...scheduled, diagnostics };
}

function lookedAt(one: Seen, bundle: Bundle, late: LateValues): readonly Looked[] {
  if (!one.state.reachable) return [];
  const ask = asking(bundle, one, late);
  return [{ state: one.state, ask, isMember: ask(bundle.member) === true }];
}

function leavingIn({ stopsAll, turns }: Tactics, activates: boolean): Plan['leaving'] {
  if (!activates || (!stopsAll && turns.length === 0)) return 'nobody';
  return stopsAll ? 'all-at-once' : 'one-by-one';
}

function notRun({ action: { id }, nodes }: Needed): LeftOut {
  return {
    action: id,
    nodes,
    because: 'only files, as --no-activate says; daemons that are new there are started by hand then',
  };
}
