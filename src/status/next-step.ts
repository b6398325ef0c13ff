/** The one next step towards a cluster that is well, which `status`, `plan`, `push` and `push --resume` name alike. Pure. */
import type { HostName } from '../base/brand.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { isStale, UNSIGNED, type Gone } from '../deploy/node/lock.ts';
import type { NodeState, ReachedNode } from '../deploy/node/state.ts';
import { locked } from '../deploy/plan/findings.ts';
import { stillArmed } from '../deploy/plan/push-findings.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { nextStep } from './findings.ts';
import type { NodeSaid, Repair, StatusReader } from './reader.ts';

/** `resume`: ends an interrupted push. `allow`: codes without which it would be refused; a plan knows those of a push. */
export type NextStep =
  | { readonly do: 'resume'; readonly because: string; readonly allow: readonly string[] }
  | { readonly do: 'push'; readonly because: string; readonly allow: readonly string[] }
  | Exclude<Repair, { readonly do: 'push' }>;

/** What was seen of all nodes of a bundle. */
export type Situation = {
  readonly bundle: Bundle;
  readonly states: readonly NodeState[];
  /** The same nodes, as the stack reads them. */
  readonly said: readonly NodeSaid<unknown>[];
  /** Owners of locks whose process has ended. */
  readonly gone?: Gone;
};

/** Null if nothing is known to be wrong, or if some nodes were not asked. */
export function nextStepOf(
  { bundle, states, said, gone = new Set() }: Situation,
  reader: StatusReader,
): NextStep | null {
  if (bundle.nodes.some(({ host }) => !states.some(({ node }) => node === host))) return null;
  const reached = states.filter((state) => state.reachable);
  const ending = resuming(reached, gone);
  if (ending !== null) return ending;
  const lost = states.flatMap((state) => (state.reachable ? [] : [state.node]));
  const { members = null } = reader.view(said, bundle.nodes) ?? {};
  const cutOff = lost.filter((node) => members?.includes(node) === true);
  if (cutOff.length > 0) return returning(cutOff);
  const repair = reader.repair(said, bundle);
  if (repair?.do === 'push') return { ...repair, allow: [] };
  // The part of a site that has no errors has no actions, and so no commands.
  if (repair?.do === 'run' && repair.commands.length === 0) return null;
  return repair ?? (lost.length > 0 ? returning(lost) : null);
}

/** Armed nodes end the push by themselves or with it, which also releases their locks. */
function resuming(reached: readonly ReachedNode[], gone: Gone): NextStep | null {
  const held = reached.filter(({ lock }) => lock !== null && !isStale(lock, gone));
  const cutOff = reached.filter(({ interrupted }) => interrupted !== null);
  const armed = cutOff.some(({ interrupted }) => interrupted?.secondsLeft !== null);
  const signed = held.find(({ lock }) => lock?.owner !== UNSIGNED);
  if (signed !== undefined && !armed) return ended(signed);
  const [first] = [...cutOff, ...held];
  if (first === undefined) return null;
  const late = cutOff.some(({ interrupted }) => interrupted?.secondsLeft === 0);
  const because =
    cutOff.length > 0
      ? `an earlier push to ${names(cutOff)} was cut off, unless it is still at work`
      : `${first.node} is locked by a push without a recorded owner`;
  return { do: 'resume', because, allow: late ? [stillArmed.code] : [] };
}

/** Only a person knows whether the other push is alive. */
function ended({ node }: ReachedNode): NextStep {
  return {
    do: 'wait',
    because: `a push has locked ${node}`,
    until: `wait until that push has ended; if its process or its machine is dead: clusterc push --resume --allow ${locked.code}`,
  };
}

function names(states: readonly ReachedNode[]): string {
  return states.map(({ node }) => node).join(', ');
}

function returning(nodes: readonly HostName[]): NextStep {
  return { do: 'return', because: `${nodes.join(', ')} cannot be inspected`, nodes };
}

/** The step as a note. Code `status/next-step`. */
export function nextStepNote(step: NextStep | null): readonly Diagnostic[] {
  if (step === null) return [];
  const at = { in: 'nowhere', because: 'it is about several nodes' } as const;
  return [nextStep(at, { because: step.because, step: wordsOf(step) })];
}

function wordsOf(step: NextStep): string {
  switch (step.do) {
    case 'resume':
      return ['clusterc push --resume', ...step.allow.map((code) => `--allow ${code}`)].join(' ');
    case 'push':
      return ['clusterc push', ...step.allow.map((code) => `--allow ${code}`)].join(' ');
    case 'run':
      return `on ${step.nodes.join(', and at the same time on ')}: ${step.commands.join('; ')}`;
    case 'return':
      return `switch ${step.nodes.join(', ')} on, or restore the connection; then run the command again`;
    case 'wait':
      return step.until;
  }
}
