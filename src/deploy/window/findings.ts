/** Findings about a push and the maintenance windows: codes `push/outside-window`, `push/window-too-short`. */
import type { Millis } from '../../base/brand.ts';
import { defineDiagnostic, type Diagnostic } from '../../diag/diagnostic.ts';
import { duration, moment, describeWindow } from './words.ts';
import type { WindowState } from './window.ts';

const NOW = 'or push now and say why: --now --because "..."';

export const outsideWindow = defineDiagnostic<{ state: string }>({
  code: 'push/outside-window',
  severity: 'error',
  message: (f) => `the maintenance window is ${f.state}`,
  help: () => `wait for it, ${NOW}`,
  explain:
    'The window is what the owners of the services have agreed to. A push at another time is a decision, with a reason that ' +
    'the journal records: with --now and --because windows do not count.',
});

export const windowTooShort = defineDiagnostic<{ needs: string; left: string; until: string }>({
  code: 'push/window-too-short',
  severity: 'error',
  message: (f) => `this may take up to ${f.needs}, and the maintenance window is open for ${f.left}, until ${f.until}`,
  help: () => `push less at once, wait for the next window, ${NOW}`,
  explain:
    'The time is the sum of the longest that each action may take, so most pushes need less. One that fails at the end of the window is rolled back ' +
    'after it.',
});

/** Findings if a push of this duration must not start now. */
export function windowObjections(state: WindowState, now: Date, worstCase: Millis): readonly Diagnostic[] {
  if (!state.open) return [outsideWindow(NOWHERE, { state: describeWindow(state, now) })];
  if (state.until === null) return [];
  const left = state.until.getTime() - now.getTime();
  if (worstCase <= left) return [];
  const until = moment(state.until, state.timezone);
  return [windowTooShort(NOWHERE, { needs: upTo(worstCase), left: duration(left), until })];
}

/** Rounded up, as the rest of the window is rounded down. */
function upTo(worstCase: Millis): string {
  const MINUTE = 60_000;
  return duration(Math.ceil(worstCase / MINUTE) * MINUTE);
}

const NOWHERE = { in: 'nowhere', because: 'it is about the time of the push' } as const;
