/**
 * The activator (templates/node/clusterc-node.sh, protocol 2) in memory, so that every crash of every push can be played. That
 * it is the same is held by a law (activator.test.ts), which runs both.
 */
import { CONF, digestOf, fail, forget, misuse, placeBack, Refused, restore, restoreFiles } from './files.ts';
import { bundleIn, type Machine, type Staged, type Undo } from './machine.ts';
import { expire, fuse, timer, type Alone } from './alone.ts';
import { archiveOf, intentIn, rowsOf, withVersion, type Row } from './rows.ts';

export type Told = { readonly exit: number; readonly out: string; readonly err: string };

export function activatorVerb(at: Alone, verb: string, id: string, input: string): Told {
  try {
    return { exit: 0, out: VERBS[verb]?.(at, id, input) ?? misuse(`no such verb: ${verb}`), err: '' };
  } catch (error) {
    if (error instanceof Refused) return { exit: error.exit, out: error.out, err: `clusterc-node: ${error.message}\n` };
    throw error;
  }
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
  stage: ({ machine: { store } }, id, input) => {
    if (store.undo !== null) fail(`the change ${store.undo.id} is ${store.undo.mark}; end it first`);
    const archive = archiveOf(input);
    const wrong = archive.index.find(
      ({ digest, path }) => digest !== '-' && digestOf(archive.files.get(path)) !== digest,
    );
    if (wrong !== undefined) throw new Refused(4, `the digest of ${wrong.path} is not the one in the index`);
    store.staged = { id, ...archive };
    const kept = store.generations.find((one) => one.id === id);
    return kept === undefined
      ? ''
      : archive.index.map((row) => `${isAgain(row, store.staged, kept) ? 'again' : 'other'} ${row.path}\n`).join('');
  },
  arm: (at, id, input) => arm(at, id, input),
  run: (at, id) => {
    const { intent } = working(at, id);
    return applied(at, staged(at, id), (row) => intent.version === null || row.late !== 'config_version', true);
  },
  place: (at, id) => {
    const undo = working(at, id);
    if (undo.intent.fuse > 0 && undo.intent.version !== null) fuse(at, undo);
    return applied(at, staged(at, id), (row) => row.late === 'config_version', true);
  },
  told: (at, id) => {
    const undo = working(at, id);
    undo.told = true;
    undo.fuse += 1;
    return '';
  },
  probe: (at, id) => {
    const { index } = staged(at, id);
    const wrong = index.filter((row) => !isInPlace(row, at.machine)).map(({ path }) => path);
    if (wrong.length > 0) throw new Refused(1, `not in its staged state: ${wrong.join(' ')}`);
    return '';
  },
  confirm: ({ machine }, id) => {
    const undo = needUndo(machine, id);
    if (undo.mark === 'reverting') fail(`${id} is being put back`);
    undo.mark = 'confirmed';
    machine.cron = false;
    return '';
  },
  commit: ({ machine }, id) => commit(machine, id),
  back: (at, id) => {
    const undo = needUndo(at.machine, id);
    if (undo.intent.version === null) misuse(`no cluster has to be told of ${id}`);
    undo.mark = 'reverting';
    undo.backed = true;
    restoreFiles(at, undo, ({ late }) => late !== 'config_version' && late !== 'carried');
    placeBack(at, undo);
    return '';
  },
  revert: (at, id) => {
    const { store } = at.machine;
    if (store.undo?.id === id) {
      store.undo.mark = 'reverting';
      restore(at, store.undo);
      forget(at.machine);
    } else if (store.undo === null && store.staged?.id === id) store.staged = null;
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

function arm(at: Alone, id: string, input: string): string {
  const { machine, now } = at;
  const { index } = staged(at, id);
  if (machine.store.undo !== null) fail(`the change ${machine.store.undo.id} is still armed; revert it first`);
  const intent = intentIn(input);
  const announced = index.find(({ late }) => late === 'config_version' || late === 'carried');
  const old = announced === undefined ? undefined : machine.files.get(announced.path);
  const undo: Undo = {
    id,
    mark: 'armed',
    before: new Map(index.map(({ path }) => [path, machine.files.get(path) ?? null])),
    index,
    intent,
    back:
      intent.version === null || announced === undefined || old === undefined
        ? null
        : { path: announced.path, file: { ...old, text: withVersion(intent.version.back, old.text) } },
    boot: machine.boot,
    deadline: intent.deadline === 0 ? null : now() + intent.deadline * 1000,
    backed: false,
    told: false,
    fuse: 0,
  };
  machine.store.undo = undo;
  if (undo.deadline !== null) {
    machine.cron = true;
    timer(at, undo);
  }
  return '';
}

function commit(machine: Machine, id: string): string {
  const { store } = machine;
  if (store.undo?.mark === 'armed') misuse(`${id} is armed, and not confirmed`);
  if (store.undo?.mark === 'reverting') fail(`${id} is being put back`);
  if (store.staged?.id === id) {
    store.generations = [...store.generations.filter((one) => one.id !== id), store.staged].slice(-3);
    store.installed = store.staged.record;
    store.staged = null;
  } else if (store.undo === null) misuse(`staged is not that of ${id}`);
  store.undo = null;
  machine.cron = false;
  return '';
}

function working({ machine }: Alone, id: string): Undo {
  const undo = needUndo(machine, id);
  if (undo.mark === 'reverting') fail(`${id} is being put back`);
  return undo.mark === 'armed' ? undo : misuse(`${id} is not armed`);
}

function needUndo({ store }: Machine, id: string): Undo {
  return store.undo?.id === id ? store.undo : misuse(`undo is not that of ${id}`);
}

function staged({ machine: { store } }: Alone, id: string): Staged {
  return store.staged?.id === id ? store.staged : misuse(`staged is not that of ${id}`);
}

/** Brings files to their staged state. `late`: a carried file that is there is left to its daemon. */
function applied({ machine }: Alone, { index, files }: Staged, chosen: (row: Row) => boolean, late: boolean): string {
  for (const row of index.filter(chosen)) {
    if (late && row.late === 'carried' && machine.files.has(row.path)) continue;
    const { path, mode, owner, group } = row;
    if (row.digest === '-') machine.files.delete(path);
    else machine.files.set(path, { text: files.get(path) ?? '', mode, owner, group });
  }
  return '';
}

function isOverdue({ now, machine, runsAtLeast }: Alone, { deadline, boot, intent }: Undo): boolean {
  if (deadline === null) return false;
  if (now() >= deadline + 5000) return true;
  return boot !== machine.boot && !(intent.version !== null && runsAtLeast(intent.version.next));
}

function isInPlace({ digest, mode, owner, group, path }: Row, { files }: Machine): boolean {
  const here = files.get(path);
  if (digest === '-') return here === undefined;
  return (
    here !== undefined &&
    digestOf(here.text) === digest &&
    `${here.mode} ${here.owner} ${here.group}` === `${mode} ${owner} ${group}`
  );
}

function isAgain({ digest, path, late }: Row, now: Staged | null, kept: Staged): boolean {
  const old = kept.index.find((row) => row.path === path);
  if (old?.digest === digest) return true;
  const [a, b] = [now?.files.get(path), kept.files.get(path)];
  return late !== '-' && a !== undefined && b !== undefined && withVersion(0, a) === withVersion(0, b);
}

function lockTerms({ owner, lease, since }: { owner: string; lease: string; since: number }, now: number): string {
  return `${Math.floor((now - since) / 1000)} ${lease} ${owner}`;
}

function observed({ machine, now, exec }: Alone, desired: readonly Row[]): string {
  const { store, files } = machine;
  const installed = bundleIn(store.installed);
  const kept = store.generations.find(({ id }) => id === installed)?.index ?? [];
  const previous = store.generations.findLast(({ id }) => id !== installed)?.id;
  const paths = [
    ...new Set([...desired, ...kept.filter(({ digest }) => digest !== '-')].map(({ path }) => path)),
  ].sort();
  const running = / config (\d+)/.exec(exec(['cman_tool', 'version']).stdout)?.[1];
  const lines = paths.flatMap((path) => fileLines(path, desired, kept, files));
  const version = /config_version="(\d+)"/.exec(files.get(CONF)?.text ?? '')?.[1];
  const recorded = /"config-version": (\d+)/.exec(store.installed ?? '')?.[1];
  return [
    'clusterc-node 2',
    `lock ${store.lock === null ? '-' : lockTerms(store.lock, now())}`,
    `installed ${installed ?? '-'}`,
    `previous ${previous ?? '-'}`,
    `interrupted ${interruptedBy(machine, now())}`,
    `version file ${version ?? '-'}`,
    `version running ${running ?? '-'}`,
    `version installed ${recorded ?? '-'}`,
    ...lines,
    'end',
    '',
  ].join('\n');
}

function interruptedBy({ store: { undo, staged: left } }: Machine, now: number): string {
  if (undo === null) return left === null ? '-' : `${left.id} staged -`;
  const { id, mark, deadline } = undo;
  if (deadline === null || mark === 'confirmed') return `${id} ${mark} -`;
  return `${id} ${mark} ${mark === 'reverting' ? 0 : Math.max(0, Math.floor((deadline - now) / 1000))}`;
}

function fileLines(
  path: string,
  desired: readonly Row[],
  kept: readonly Row[],
  files: Machine['files'],
): readonly string[] {
  const row = desired.find((one) => one.path === path);
  const recorded = kept.find((one) => one.path === path);
  const here = files.get(path);
  const masked = here === undefined ? undefined : row?.late === '-' ? here.text : withVersion(0, here.text);
  const relation =
    row === undefined
      ? 'extra'
      : digestOf(masked) === row.digest
        ? 'same'
        : here === undefined
          ? 'absent'
          : row.digest === 'unknown'
            ? 'unknown'
            : 'differs';
  const origin =
    recorded === undefined
      ? here === undefined
        ? 'none'
        : 'foreign'
      : here === undefined
        ? 'missing'
        : recorded.digest === digestOf(here.text)
          ? 'ours'
          : 'edited';
  const facts = here === undefined ? '- - -' : `${here.mode} ${here.owner} ${here.group}`;
  const line = `file ${relation} ${origin} ${facts} ${digestOf(here?.text)} ${path}`;
  if (!['differs', 'extra', 'unknown'].includes(relation)) return [line];
  if (here === undefined) return [line, '.'];
  const text = here.text.replace(/\n$/, '').split('\n');
  return [line, ...text.map((one) => `|${one}`), ...(here.text.endsWith('\n') ? [] : ['\\']), '.'];
}
