/** A class in the operator's words: what happens, how long the service is down, and which change causes it. */
import type { Platform } from '../../../platform/release-id.ts';
import type { Cause } from './causes.ts';
import type { ImpactClass, Verdict } from './classes.ts';
import { change } from '../../../impact/masked-value.ts';

type Words = { readonly happens: (verdict: Verdict) => string; readonly short: string };

const stays = ({ autostart }: Verdict, on: string, off: string): string => (autostart ? on : off);
const those = ({ resources, name }: Verdict): string => (resources.length === 0 ? name : resources.join(', '));

const WORDS: { readonly [C in ImpactClass]: Words } = {
  NONE: { happens: () => 'nothing changes for it', short: 'keeps running' },
  RECONFIG: {
    happens: () => 'keeps running; the new values count from now on, and nothing moves',
    short: 'keeps running',
  },
  VM_REBIND: {
    happens: (one) =>
      stays(
        one,
        'keeps running; rgmanager releases it and takes it over again where it runs',
        'keeps running, but rgmanager does not watch it or fail it over any more, as autostart is off',
      ),
    short: 'keeps running',
  },
  VM_ADD: {
    happens: (one) => stays(one, 'is started, unless it runs already', 'is added and stays disabled'),
    short: 'is added',
  },
  SVC_ADD: {
    happens: (one) => stays(one, 'is started', 'is added and stays disabled'),
    short: 'is added',
  },
  SUBTREE_START: {
    happens: (one) =>
      one.name.startsWith('vm:')
        ? `keeps running, starts ${those(one)}, and can no longer migrate`
        : `keeps running, and starts ${those(one)}`,
    short: 'keeps running',
  },
  VM_ORPHAN: {
    happens: () => 'keeps running where it is, and nothing watches it any more',
    short: 'keeps running unmanaged',
  },
  SUBTREE_STOP: { happens: (one) => `stops ${those(one)} for good; the rest keeps running`, short: 'stops in part' },
  SUBTREE_RESTART: {
    happens: (one) => `stops and starts ${those(one)}; the rest keeps running`,
    short: 'restarts in part',
  },
  SVC_RESTART: { happens: () => 'stops as a whole, and starts again', short: 'restarts' },
  SVC_STOP: {
    happens: (one) => stays(one, 'stops for good', 'stops and is disabled, as autostart is off'),
    short: 'stops',
  },
};

/** `vm:vm1 keeps running; the new values count from now on, and nothing moves`. */
export function sentenceOf(verdict: Verdict): string {
  return `${verdict.name} ${WORDS[verdict.class].happens(verdict)}`;
}

export type Outage = {
  /** Most seconds until it is stopped; null if no agent gives a limit. The start time is not included. */
  readonly stopSeconds: number | null;
  readonly words: string;
};

const NONE: Outage = { stopSeconds: 0, words: 'no outage' };

/** Classes with an outage, except for guests with a known duration; the others keep everything running. */
const AWAY: { readonly [C in ImpactClass]?: string } = {
  SUBTREE_STOP: 'what stops is not started again',
  SUBTREE_RESTART: 'down while that restarts',
  SVC_RESTART: 'down while it restarts',
  SVC_STOP: 'permanent outage',
};
const RESTARTS: readonly ImpactClass[] = ['SUBTREE_RESTART', 'SVC_RESTART'];

/** The duration of an outage. Only guests have one: the stop timeout of vm.sh. */
export function outageOf(verdict: Verdict, platform: Platform): Outage {
  const words = AWAY[verdict.class];
  if (words === undefined) return NONE;
  if (!RESTARTS.includes(verdict.class) || !verdict.resources.some((key) => key.startsWith('vm:')))
    return { stopSeconds: null, words };
  const stopSeconds = vmStopSeconds(platform);
  return { stopSeconds, words: `down for up to ${stopSeconds / 60} min while the guest shuts down, then its boot` };
}

/** Seconds that vm.sh polls before it destroys the guest: 60 in RHEL 6.0, 120 later. RHEL 5 as 6.0. */
function vmStopSeconds({ family, minor }: Platform): number {
  return family === 'rhel6' && minor > 0 ? 120 : 60;
}

/** What happened to something as a whole. `is gone` would be wrong for one that keeps running. */
export const WHOLE: { readonly [W in 'added' | 'removed' | 'moved' | 'twice']: string } = {
  added: 'is new',
  removed: 'is not in the new file',
  moved: 'is in another place',
  twice: 'is twice below one parent, and every push restarts what differs below it',
};

/** `vm:vm1: path "/a" -> "/b"`. */
export function causeOf(cause: Cause): string {
  if (cause.what === 'mistaken') return `${cause.resource} is taken for ${cause.for}, whose name is one of its values`;
  if (cause.what !== 'attribute') return `${cause.resource} ${WHOLE[cause.what]}`;
  if (cause.redeclared === true) return `${cause.resource}: the agent declares ${cause.attribute} in another way`;
  return `${cause.resource}: ${change(cause.attribute, cause.from, cause.to)}`;
}

/** `vm1 keeps running; vm2 restarts, about 2 min`: a summary in one line. */
export function briefly(verdicts: readonly Verdict[], platform: Platform): string {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const words = short(verdict, platform);
    const group = groups.get(words);
    if (group === undefined) groups.set(words, [verdict]);
    else group.push(verdict);
  }
  const calledAs = names(verdicts);
  return [...groups].flatMap(([words, those]) => [...phrases(words, those.map(calledAs))]).join('; ');
}

/** Most names in a line; the list above has all of them. */
const NAMED = 5;

function* phrases(words: string, called: readonly string[]): Generator<string> {
  if (called.length <= NAMED) yield* called.map((name) => `${name} ${words}`);
  else yield `each of ${called.slice(0, NAMED).join(', ')} and ${called.length - NAMED} others ${words}`;
}

/** Names without the type, unless they are ambiguous. */
function names(verdicts: readonly Verdict[]): (verdict: Verdict) => string {
  const counts = new Map<string, number>();
  for (const name of verdicts.map(bare)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return (verdict) => (counts.get(bare(verdict)) === 1 ? bare(verdict) : verdict.name);
}

function bare({ name }: Verdict): string {
  return name.replace(/^\w+:/, '');
}

function short(verdict: Verdict, platform: Platform): string {
  const { stopSeconds } = outageOf(verdict, platform);
  const time = stopSeconds === null || stopSeconds === 0 ? '' : `, about ${stopSeconds / 60} min`;
  return `${WORDS[verdict.class].short}${time}`;
}
