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
  if (now || planned.plan.phases.length === 0) return { ...planned, window, until: null };
  const { plan } = planned;
  // If no window is open, a plan is made for the next one.
  const [then, from] = check && !state.open ? [{ ...state.next, open: true } as const, state.next.from] : [state, at];
  const diagnostics = [...plan.diagnostics, ...windowObjections(then, from, plan.worstCase)];
  return { ...planned, plan: { ...plan, diagnostics }, window, until: state.open ? state.until : null };
}

/** `window`: in words; null if there is none. `until`: when it closes for this push. */
export type Timed = Planned & { readonly window: string | null; readonly until: Date | null };
