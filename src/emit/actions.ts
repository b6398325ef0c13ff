/** Writing actions down: what most of them are, and the commands that all stacks share. */
import { as, type ActionId, type Millis } from '../base/brand.ts';
import type { Action, Command, Probe } from '../bundle/action.ts';

/** Defaults of most actions: on every node, without an effect on services, allowed without being named. */
export const QUIET = {
  on: null,
  scope: 'each-node',
  given: null,
  mixable: true,
  announces: false,
  disruption: 'none',
  allow: null,
  gate: null,
  undo: { when: 'after-files', run: [] },
  after: [],
} as const satisfies Partial<Action>;

export function actionId(...steps: readonly string[]): ActionId {
  return as<ActionId>(steps.join('/'));
}

/** `seconds` at most; `source` says who says so. */
export function atMost(seconds: number, source: string): Action['worstCase'] {
  return { millis: as<Millis>(seconds * 1000), source };
}

export function command(...argv: readonly string[]): Command {
  return { argv };
}

/** `service NAME DEED`, which RHEL 5 and 6 and Fedora 13 all have; service(8). */
export function service(name: string, deed: 'start' | 'stop' | 'restart' | 'reload'): Command {
  return command('service', name, deed);
}

/** Does the service run? By its init script, which ends with 0 then; LSB core, 22.2. */
export function isRunning(name: string): Probe {
  return command('service', name, 'status');
}
