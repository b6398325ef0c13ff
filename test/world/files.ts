/** What the activator does to files, in memory. */
import { createHash } from 'node:crypto';
import { bundleIn, type FileNow, type Machine, type Undo } from './machine.ts';
import { withVersion, type Row } from './rows.ts';

export const CONF = '/etc/cluster/cluster.conf';

export class Refused extends Error {
  readonly exit: number;
  readonly out: string;
  constructor(exit: number, message: string, out = '') {
    super(message);
    this.exit = exit;
    this.out = out;
  }
}

export function fail(message: string): never {
  throw new Refused(1, message);
}

export function misuse(message: string): never {
  throw new Refused(2, message);
}

type At = { readonly machine: Machine };

/** The exact files of before. */
export function restoreFiles({ machine }: At, undo: Undo, chosen: (row: Row) => boolean): void {
  for (const { path } of undo.index.filter(chosen)) {
    const old = undo.before.get(path) ?? null;
    if (old === null) machine.files.delete(path);
    else machine.files.set(path, old);
  }
}

export function placeBack({ machine }: At, undo: Undo): void {
  const row = undo.index.find(({ path }) => path === undo.back?.path);
  if (undo.back !== null && row?.late !== 'carried') machine.files.set(undo.back.path, undo.back.file);
}

/** All of them, but for one that was announced: that has to have the old content under another version, and the record follows it. */
export function restore(at: At, undo: Undo): void {
  const { machine } = at;
  const told = undo.backed ? undo.back?.path : undefined;
  restoreFiles(at, undo, ({ path, late }) =>
    undo.backed ? path !== told : late !== 'carried' || undo.before.get(path) === null,
  );
  if (told === undefined) return;
  const [now, old] = [machine.files.get(told), undo.before.get(told)];
  if (now === undefined || old === null || old === undefined || withVersion(0, now.text) !== withVersion(0, old.text))
    fail(`not restored: ${told}`);
  followInRecord(machine, told, old, now);
}

function followInRecord({ store }: Machine, path: string, old: FileNow, now: FileNow): void {
  const installed = bundleIn(store.installed);
  const version = /config_version="(\d+)"/.exec(now.text)?.[1] ?? '';
  const kept = store.generations.find(({ id }) => id === installed);
  if (kept?.index.some((row) => row.path === path && row.digest === digestOf(old.text)) !== true) return;
  const index = kept.index.map((row) => (row.path === path ? { ...row, digest: digestOf(now.text) } : row));
  store.generations = store.generations.map((one) => (one === kept ? { ...one, index } : one));
  store.installed = (store.installed ?? '').replace(/("config-version": )[0-9]+/, `$1${version}`);
}

export function forget(machine: Machine): void {
  machine.store.staged = null;
  machine.store.undo = null;
  machine.cron = false;
}

export function digestOf(text: string | undefined): string {
  return text === undefined ? '-' : createHash('sha256').update(text).digest('hex');
}
