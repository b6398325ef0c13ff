/** Whether a schedule without guests that are placed by their scores alone leaves those guests alone. */
import { primitivesIn } from '../../cib/structure.ts';
import { baseOf } from '../history/history-names.ts';
import type { Operation } from '../result/execute.ts';
import type { Schedule } from '../schedule.ts';
import { isAvailable } from '../input/tree.ts';

export type Needed = {
  /** Clones that the guests need. */
  readonly clones: ReadonlySet<string>;
  /** Operations of these clones that may do something to a guest. */
  readonly disturbs: (op: string) => boolean;
};

/**
 * Is nothing fenced, and does each clone that they need run on every node that may run anything, without an operation that
 * disturbs them? `places`: where everything runs afterwards.
 */
export function isCalm(
  { cluster, operations }: Schedule,
  places: ReadonlyMap<string, readonly string[]>,
  { clones, disturbs }: Needed,
): boolean {
  if (!cluster.options.fencing || !cluster.haveFenceDevice || cluster.enableUnfencing) return false;
  const needed = cluster.resources.filter(({ id }) => clones.has(id));
  const names = new Set(needed.flatMap(({ xml }) => primitivesIn(xml)));
  const isDisturbing = (step: Operation) =>
    step.kind === 'fencing_action' ||
    (step.kind === 'rsc_action' && disturbs(step.op) && names.has(baseOf(step.resource)));
  if (operations.some(isDisturbing)) return false;
  const nodes = cluster.nodes.filter(isAvailable).map(({ name }) => name);
  return [...names].every((name) => nodes.every((node) => places.get(name)?.includes(node) === true));
}
