/** A plan and the maintenance windows of its cluster. */
import { windowObjections } from '../../deploy/window/findings.ts';
import { windowAt } from '../../deploy/window/window.ts';
import { describeWindow } from '../../deploy/window/words.ts';
import type { Reach } from '../nodes/nodes.ts';
import type { PushOptions } from '../push-options.ts';
import type { Planned } from './planning.ts';

/** Adds findings of the maintenance windows for this time, and when they close. */
export async function inTime(
  planned: Planned,
  { bundle, ports }: Reach,
  { now = false, check = false }: PushOptions,
): Promise<Timed> {
  const at = ports.clock.now();
  const state = await windowAt(bundle.windows, at);
  const window = bundle.windows.length === 0 ? null : describeWindow(state, at);
  if (now || planned.plan.phases.length === 0) return { ...planned, window, until: null, left: null };
  const { plan } = planned;
  // If no window is open, a plan is made for the next one.
  const [then, from] = check && !state.open ? [{ ...state.next, open: true } as const, state.next.from] : [state, at];
  const diagnostics = [...plan.diagnostics, ...windowObjections(then, from, plan.worstCase)];
  const left = then.open && then.until !== null ? then.until.getTime() - from.getTime() : null;
  return { ...planned, plan: { ...plan, diagnostics }, window, until: state.open ? state.until : null, left };
}

/**
 * `window`: in words; null if there is none. `until`: when it closes for this push. `left`: milliseconds from the start of the
 * push until then, or in the next window if a plan is made for that one.
 */
export type Timed = Planned & {
  readonly window: string | null;
  readonly until: Date | null;
  readonly left: number | null;
};
