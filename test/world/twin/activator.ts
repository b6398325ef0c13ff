/**
 * The activator (templates/node/clusterc-node.sh, protocol 2) in memory, so that every crash of every push can be played. That
 * it is the same is held by a law (twin.test.ts), which runs both.
 */
import { timelessDigest } from '../../../src/deploy/node/state.ts';
import { byPath, digestOf, fail, forget, isExact, misuse, placeBack, Refused, restore, restoreFiles } from './files.ts';
import { bundleIn, type Machine, type Staged, type Undo } from '../machine.ts';
import { applied, isInPlace } from './apply.ts';
import { expire, fuse, inTurn, isAlone, timer, type Alone } from './alone.ts';
import { lockTerms, observed } from './observe.ts';
import { archiveOf, intentIn, masked, rowsOf, versionOf, withVersion, type Archive, type Row } from './rows.ts';

export type Answered = { readonly exit: number; readonly out: string; readonly err: string };

export function activatorVerb(at: Alone, verb: string, id: string, input: string, owner: string): Answered {
  try {
    if (owner !== '' && (GUARDED.has(verb) || (verb === 'revert' && at.machine.store.lock !== null)))
      needLock(at, owner);
    const out = VERBS[verb]?.(at, id, input) ?? misuse(`no such verb: ${verb}`);
    const isFree = verb === 'revert' && owner !== '' && at.machine.store.lock === null;
    return { exit: 0, out: `${out}${isFree ? 'unlocked\n' : ''}`, err: '' };
  } catch (error) {
    if (error instanceof Refused) return { exit: error.exit, out: error.out, err: `clusterc-node: ${error.message}\n` };
    throw error;
  }
}

/** Verbs that do nothing for an owner who has no lock. */
const GUARDED = new Set(['stage', 'arm', 'run', 'place', 'hold', 'confirm', 'commit', 'back']);

function needLock({ machine: { store }, now }: Alone, owner: string): void {
  const { lock } = store;
  if (lock?.owner !== owner) throw new Refused(3, `the lock is not that of ${owner} any more; nothing was done`);
  if (Math.floor((now() - lock.since) / 1000) > Number(lock.lease))
    throw new Refused(3, `the time of the lock of ${owner} is over; nothing was done`);
}

type Verb = (at: Alone, id: string, input: string) => string;

const VERBS: { readonly [verb: string]: Verb } = {
  observe: (at, _id, input) => observed(at, rowsOf(input)),
  lock: ({ machine, now }, _id, input) => {
    const [owner = '', lease = '3600'] = input.split('\n');
    const { store } = machine;
    if (store.lock !== null) throw new Refused(3, '', `held ${lockTerms(store.lock, now())}\n`);
    store.lock = { owner, lease, since: now() };
    return '';
  },
  unlock: ({ machine: { store } }, _id, input) => {
    if (store.lock !== null && store.lock.owner !== input.split('\n')[0]) throw new Refused(3, '');
    store.lock = null;
    return '';
  },
  compare: (at, _id, input) => {
    const [seen, ...index] = input.split('\n');
    if (timelessDigest(observed(at, rowsOf(index.join('\n')))) !== seen)
      throw new Refused(5, 'it is in another state now');
    return '';
  },
  stage: (at, id, input) => stage(at.machine, id, input),
  arm: (at, id, input) => arm(at, id, input),
  run: (at, id) => {
    const change = staged(at, id);
    const reported = working(at, id).intent.version !== null;
    return applied(at.machine, change, () => true, reported ? ['version', 'carried'] : ['carried']);
  },
  place: (at, id) => {
    const change = staged(at, id);
    const undo = working(at, id);
    if (undo.intent.fuse > 0 && undo.intent.version !== null) fuse(at, undo);
    return applied(at.machine, change, ({ late }) => late === 'version', []);
  },
  hold: (at, id) => {
    const undo = working(at, id);
    undo.hold = true;
    undo.fuse += 1;
    return '';
  },
  probe: (at, id) => {
    const { index } = staged(at, id);
    const wrong = index.filter((row) => !isInPlace(row, at.machine)).map(({ path }) => path);
    const out = wrong.map((path) => `wrong ${path}\n`).join('');
    if (wrong.length > 0) throw new Refused(1, `not in its staged state: ${wrong.join(' ')}`, out);
    return out;
  },
  confirm: ({ machine }, id) => {
    const undo = needUndo(machine, id);
    if (undo.mark === 'reverting') fail(`${id} is being rolled back`);
    undo.mark = 'confirmed';
    machine.cron = false;
    return '';
  },
  commit: ({ machine }, id) => commit(machine, id),
  back: (at, id) => {
    const undo = needUndo(at.machine, id);
    if (undo.intent.version === null) misuse(`no cluster reads ${id}`);
    if (!beginsReverting(at, undo)) fail(`${id} has been rolled back`);
    undo.backed = true;
    return restoreFiles(at, undo, isExact(undo)) + placeBack(at, undo);
  },
  revert: (at, id) => {
    const { store } = at.machine;
    if (store.undo?.id === id) {
      if (!beginsReverting(at, store.undo)) return '';
      const out = restore(at, store.undo);
      forget(at.machine);
      return out;
    }
    if (store.staged?.id === id) store.staged = null;
    else if (store.staged !== null || store.undo !== null) misuse(`neither staged nor undo is that of ${id}`);
    return '';
  },
  tick: (at) => {
    const { undo } = at.machine.store;
    if (undo === null || undo.mark === 'confirmed') at.machine.cron = false;
    else if (undo.mark === 'reverting' || isOverdue(at, undo)) expire(at, undo);
    return '';
  },
};

/** What was staged before goes first, whatever comes of it. */
function stage({ store, files }: Machine, id: string, input: string): string {
  if (store.undo !== null) fail(`the change ${store.undo.id} is ${store.undo.mark}; end it first`);
  store.staged = null;
  const archive = archiveOf(input);
  const sent = archive.index.toSorted(byPath);
  if (bundleIn(archive.record) !== id) misuse(`the archive holds no installed.json of ${id}`);
  const gone = archive.own.find((path) => !files.has(path));
  if (gone !== undefined) fail(`${gone} went away`);
  const kept = store.generations.find((one) => one.id === id);
  const now = withOwn(sent, archive, { id, files, kept });
  const { index } = now;
  const wrong = index.find(({ digest, path }) => digest !== '-' && digestOf(now.files.get(path)) !== digest);
  if (wrong !== undefined) throw new Refused(4, `the digest of ${wrong.path} is not the one in the index`);
  store.staged = now;
  if (kept === undefined) return '';
  return index.map((row) => `${isAgain(row, now, kept) ? 'again' : 'other'} ${row.path}\n`).join('');
}

/** The files that the node keeps in its own form, and those that it kept so when it had the bundle before. */
function withOwn(
  index: readonly Row[],
  { own, ...archive }: Archive,
  { id, files, kept }: { readonly id: string; readonly files: Machine['files']; readonly kept: Staged | undefined },
): Staged {
  const textOf = ({ path, digest }: Row) => {
    if (own.includes(path)) return files.get(path)?.text;
    return kept?.wanted.get(path) === digest ? kept.files.get(path) : undefined;
  };
  const texts = index.flatMap((row) => [textOf(row)].flatMap((text) => (text === undefined ? [] : [{ row, text }])));
  const changed = new Map(texts.map(({ row, text }) => [row.path, text]));
  return {
    ...archive,
    id,
    files: new Map([...archive.files, ...changed]),
    wanted: new Map(texts.map(({ row }) => [row.path, row.digest])),
    index: index.map((row) => (changed.has(row.path) ? { ...row, digest: digestOf(changed.get(row.path)) } : row)),
  };
}

function arm(at: Alone, id: string, input: string): string {
  const { machine, now } = at;
  const { index } = staged(at, id);
  if (machine.store.undo !== null) fail(`the change ${machine.store.undo.id} is still armed; revert it first`);
  const intent = intentIn(input);
  const undo: Undo = {
    id,
    mark: 'armed',
    before: new Map(index.map(({ path }) => [path, machine.files.get(path) ?? null])),
    index,
    intent,
    back: intent.version === null ? null : renderedBack(machine, index, intent.version.back),
    boot: machine.boot,
    deadline: intent.deadline === 0 ? null : now() + intent.deadline * 1000,
    backed: false,
    hold: false,
    acting: 0,
    passed: 0,
    fuse: 0,
  };
  machine.store.undo = undo;
  if (undo.deadline !== null) {
    machine.cron = true;
    timer(at, undo);
  }
  return '';
}

function renderedBack({ files }: Machine, index: readonly Row[], version: number): Undo['back'] {
  const path = index.find(({ late }) => late !== '-')?.path ?? '';
  const old = files.get(path);
  if (old === undefined) return null;
  const text = withVersion(version, old.text);
  if (versionOf(text) !== String(version)) fail(`${path} has no config_version that could be raised`);
  return { path, file: { ...old, text } };
}

function commit(machine: Machine, id: string): string {
  const { store } = machine;
  if (store.undo !== null) needUndo(machine, id);
  if (store.undo?.mark === 'armed') misuse(`${id} is armed, and not confirmed`);
  if (store.undo?.mark === 'reverting') fail(`${id} is being rolled back`);
  if (store.staged?.id === id) {
    store.generations = [...store.generations.filter((one) => one.id !== id), store.staged].slice(-3);
    store.installed = store.staged.record;
    store.staged = null;
  } else if (store.undo === null) misuse(`staged is not that of ${id}`);
  store.undo = null;
  machine.cron = false;
  return '';
}

function working(at: Alone, id: string): Undo {
  const undo = needUndo(at.machine, id);
  if (!inTurn(at, undo)) fail(`${id} has been rolled back`);
  if (undo.mark === 'reverting') fail(`${id} is being rolled back`);
  return undo.mark === 'armed' ? undo : misuse(`${id} is not armed`);
}

/** False when the node has done it. */
function beginsReverting(at: Alone, undo: Undo): boolean {
  const { mark } = undo;
  if (!inTurn(at, undo)) return false;
  if (mark !== 'confirmed' && undo.mark === 'confirmed')
    fail(`${undo.id} was found to hold in the cluster, and is kept`);
  undo.mark = 'reverting';
  return true;
}

function needUndo({ store }: Machine, id: string): Undo {
  return store.undo?.id === id ? store.undo : misuse(`undo is not that of ${id}`);
}

function staged({ machine: { store } }: Alone, id: string): Staged {
  return store.staged?.id === id ? store.staged : misuse(`staged is not that of ${id}`);
}

function isOverdue(at: Alone, { deadline, boot, intent: { version, whole } }: Undo): boolean {
  const { now, machine, runsAtLeast } = at;
  if (deadline === null) return false;
  if (now() >= deadline + 5000) return true;
  if (boot === machine.boot) return false;
  return version === null || !runsAtLeast(version.next) || (whole && isAlone(at));
}

function isAgain({ digest, path, late }: Row, now: Staged, kept: Staged): boolean {
  const old = kept.index.find((row) => row.path === path);
  if (old?.digest === digest) return true;
  const [a, b] = [now.files.get(path), kept.files.get(path)];
  return late !== '-' && a !== undefined && b !== undefined && masked(a) === masked(b);
}
