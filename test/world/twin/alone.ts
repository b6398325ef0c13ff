/** What an armed node does when no one speaks to it: timer, fuse and cron. */
import type { Answer } from '../../cluster/commands/command.ts';
import { applied } from './apply.ts';
import { CONF, fail, forget, placeBack, Refused, restore, restoreFiles } from './files.ts';
import type { Machine, Undo } from '../machine.ts';
import type { UndoLine } from './rows.ts';

/** A node, and what its activator needs of the world. */
export type Alone = {
  readonly machine: Machine;
  readonly now: () => number;
  readonly exec: (argv: readonly string[]) => Answer;
  /** Later, unless the machine has lost its power by then. */
  readonly after: (millis: number, work: () => void) => void;
  /** Of one who waits, while others act. */
  readonly sleep: (millis: number) => void;
  readonly runsAtLeast: (version: number) => boolean;
};

/** As in clusterc-node.sh: PAUSE, PATIENCE, OTHERS. */
const PAUSE = 10_000;
const PATIENCE = 120;
const OTHERS = 60;
/** Behind its time a node announces nothing any more. */
const LATEST = 90_000;

/** Waits for a node that acts by itself; false when that has ended the change. */
export function inTurn(at: Alone, undo: Undo): boolean {
  const { machine } = at;
  for (let waited = 0; machine.store.undo === undo && undo.acting === machine.boot; waited += 1) {
    if (waited === OTHERS) fail(`another process is at work on ${undo.id}`);
    at.sleep(1000);
  }
  return machine.store.undo === undo;
}

export function timer(at: Alone, undo: Undo): void {
  at.after(undo.intent.deadline * 1000, () => {
    if (at.machine.store.undo === undo && undo.mark === 'armed') expire(at, undo);
  });
}

/** What is in place and was not announced goes again. */
export function fuse(at: Alone, undo: Undo): void {
  undo.fuse += 1;
  const mine = undo.fuse;
  at.after(undo.intent.fuse * 1000, () => {
    if (at.machine.store.undo !== undo || undo.mark !== 'armed' || undo.fuse !== mine) return;
    if (undo.intent.version !== null && !at.runsAtLeast(undo.intent.version.next))
      restoreFiles(at, undo, ({ late }) => late === 'version');
  });
}

/** Puts the change back; where the cluster was informed, under the lead of its lowest member. */
export function expire(at: Alone, undo: Undo): void {
  if (undo.acting === at.machine.boot) return;
  undo.acting = at.machine.boot;
  undo.mark = 'reverting';
  const leads = isLowestMember(at);
  const { version } = undo.intent;
  const least = undo.intent.whole && isSameBoot(at, undo) ? 1 : version?.next;
  if (version !== null && least !== undefined && undo.back !== null && at.runsAtLeast(least)) {
    announceBack(at, undo, version.back, leads);
    return;
  }
  undo.backed = undo.back !== null && isBetween(at, undo);
  if (!undo.backed) {
    end(at, undo);
    return;
  }
  placeBack(at, undo);
  at.after(2 * PAUSE, () => end(at, undo));
}

function isSameBoot({ machine }: Alone, { boot }: Undo): boolean {
  return boot === machine.boot;
}

/** Out of the cluster for a moment, as the change wants it. */
function isBetween(at: Alone, undo: Undo): boolean {
  return undo.hold && !at.runsAtLeast(1) && isSameBoot(at, undo);
}

function announceBack(at: Alone, undo: Undo, back: number, leads: boolean): void {
  undo.backed = true;
  placeBack(at, undo);
  if (at.runsAtLeast(back)) {
    end(at, undo);
    return;
  }
  at.after(PAUSE, () => {
    const { announce } = undo.intent;
    const may = undo.hold || (undo.intent.version !== null && at.runsAtLeast(undo.intent.version.next));
    if (leads && may && !isTooLate(at, undo))
      at.exec(announce.map((word) => (word === '@back' ? `/var/lib/clusterc/undo/back${CONF}` : word)));
    wait(at, undo, PATIENCE);
  });
}

function isTooLate({ now }: Alone, { deadline }: Undo): boolean {
  return deadline !== null && now() > deadline + LATEST;
}

function wait(at: Alone, undo: Undo, left: number): void {
  const { version } = undo.intent;
  if (version !== null && at.runsAtLeast(version.back)) end(at, undo);
  else if (left > 0) at.after(1000, () => wait(at, undo, left - 1));
  else if (version !== null && at.runsAtLeast(version.next)) keep(at, undo);
  else {
    undo.backed = false;
    end(at, undo);
  }
}

/** The one that would have announced the old content was confirmed: so the change holds. */
function keep({ machine }: Alone, undo: Undo): void {
  if (machine.store.staged !== null) applied(machine, machine.store.staged, () => true, ['carried']);
  undo.backed = false;
  undo.acting = 0;
  undo.mark = 'confirmed';
  machine.cron = false;
}

function end(at: Alone, undo: Undo): void {
  undo.acting = 0; // what fails here is tried again by the next tick
  const { first, undo: last } = undo.intent;
  if (!undoAll(at, undo, first, 0) || !hasRestored(at, undo)) return;
  if (!undoAll(at, undo, last, first.length)) return;
  const { store } = at.machine;
  if (store.lock?.owner === undo.intent.owner) store.lock = null;
  forget(at.machine);
}

function hasRestored(at: Alone, undo: Undo): boolean {
  try {
    restore(at, undo);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** After a crash a daemon that cannot be reached is no failure: it has read what it found. */
function undoAll(at: Alone, undo: Undo, lines: readonly UndoLine[], from: number): boolean {
  const same = isSameBoot(at, undo);
  return lines.every(({ where, exits, argv }, index) => {
    const number = from + index + 1;
    if ((same && number <= undo.passed) || (where === 'once' && !isLowestMember(at))) return true;
    const done = exits.includes(at.exec(argv).exit) || !same;
    if (done) undo.passed = number;
    return done;
  });
}

function isLowestMember(at: Alone): boolean {
  const known = memberIds(at);
  return known !== undefined && known.members.every((id) => id >= known.own);
}

/** Does this node know of no other member? */
export function isAlone(at: Alone): boolean {
  const known = memberIds(at);
  return known !== undefined && known.members.every((id) => id === known.own);
}

function memberIds({ exec }: Alone): { readonly own: number; readonly members: readonly number[] } | undefined {
  const own = /^Node ID: (\d+)/m.exec(exec(['cman_tool', 'status']).stdout)?.[1];
  if (own === undefined) return undefined;
  const rows = exec(['cman_tool', 'nodes']).stdout.matchAll(/^ *([1-9]\d*) {2} *M /gm);
  return { own: Number(own), members: [...rows].map(([, id]) => Number(id)) };
}
