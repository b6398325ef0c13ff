/** What the activator does to files, in memory. */
import { createHash } from 'node:crypto';
import { bundleIn, type FileNow, type Machine, type Undo } from '../machine.ts';
import { versionOf, withVersion, type Row } from './rows.ts';

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

/** The exact files of before; says which of them were not as they were. */
export function restoreFiles({ machine }: At, undo: Undo, chosen: (row: Row) => boolean): string {
  const rows = undo.index.filter((row) => chosen(row) && !isAsBefore(machine, undo, row.path)).sort(byPath);
  for (const { path } of rows) {
    const old = undo.before.get(path) ?? null;
    if (old === null) machine.files.delete(path);
    else machine.files.set(path, old);
  }
  return rows.map(({ path }) => `restored ${path}\n`).join('');
}

function isAsBefore({ files }: Machine, { before }: Undo, path: string): boolean {
  const [now, old] = [files.get(path) ?? null, before.get(path) ?? null];
  return now === null || old === null ? now === old : isSame(now, old);
}

function isSame(a: FileNow, b: FileNow): boolean {
  return a.text === b.text && a.mode === b.mode && a.owner === b.owner && a.group === b.group;
}

/** "exact": what goes back as it was, where a cluster was informed of the rest. */
export function isExact({ before }: Undo): (row: Row) => boolean {
  return ({ late, path }) => late === '-' || (before.get(path) ?? null) === null;
}

/** The old content under its next version; a carried file that is there is left to its daemon. */
export function placeBack({ machine }: At, { back, index }: Undo): string {
  if (back === null) return '';
  const { path, file } = back;
  const now = machine.files.get(path);
  if (now !== undefined && isSame(now, file)) return '';
  if (now !== undefined && index.find((row) => row.path === path)?.late === 'carried') return `left ${path}\n`;
  machine.files.set(path, file);
  return `placed ${path}\n`;
}

/** All of them, but for one that was announced: that has to have the old content under another version, and the record follows it. */
export function restore(at: At, undo: Undo): string {
  const { machine } = at;
  const out = restoreFiles(at, undo, undo.backed ? isExact(undo) : () => true);
  const reported = undo.backed ? undo.back?.path : undefined;
  if (reported === undefined) return out;
  const [now, old] = [machine.files.get(reported), undo.before.get(reported)];
  if (now === undefined || old === null || old === undefined || withVersion(0, now.text) !== withVersion(0, old.text))
    fail(`not restored: ${reported}`);
  followInRecord(machine, reported, old, now);
  return out;
}

export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path === b.path ? 0 : 1;
}

function followInRecord({ store }: Machine, path: string, old: FileNow, now: FileNow): void {
  const installed = bundleIn(store.installed);
  const version = versionOf(now.text) ?? '';
  const kept = store.generations.find(({ id }) => id === installed);
  if (kept?.index.some((row) => row.path === path && row.digest === digestOf(old.text)) !== true) return;
  if (old.text === now.text) return;
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
