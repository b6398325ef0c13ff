/** The journal of a cluster on this machine: one line of JSON for the start of a push, one for its end. */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { historyIn, type Entry, type History } from '../../deploy/push/journal.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { reasonOf } from '../file/findings.ts';
import { makeFolders } from '../file/folders.ts';
import type { Environment } from '../run.ts';
import { foreignLines, journalUnreadable, journalUnwritable } from './findings.ts';
import { FILE_MODE, FOLDER_MODE, stateFolder } from './state-folder.ts';

export type Journal = {
  /** Appends a line and syncs it. Never throws, since a push continues without it: code `journal/unwritable`. */
  readonly append: (entry: Entry) => readonly Diagnostic[];
  /** All entries; empty if there was no push. Codes `journal/unreadable`, `journal/foreign-lines`. */
  readonly read: () => History & { readonly diagnostics: readonly Diagnostic[] };
};

/** The journal of a cluster; nothing is opened yet. `env` decides the folder; the name may be any text. */
export function openJournal(env: Environment, cluster: string): Journal {
  const place = stateFolder(env, cluster);
  const path = 'why' in place ? 'the journal' : join(place.folder, 'journal.jsonl');
  const attempt = <T>(work: () => T, otherwise: (why: string) => T): T => {
    try {
      return 'why' in place ? otherwise(place.why) : work();
    } catch (error) {
      return otherwise(reasonOf(error));
    }
  };
  return {
    append: (entry) =>
      attempt(
        () => appendLine(path, entry),
        (why) => [journalUnwritable(NOWHERE, { path, why })],
      ),
    read: () =>
      attempt(
        () => readHistory(path),
        (why) => ({ ...NOTHING, diagnostics: [journalUnreadable(NOWHERE, { path, why })] }),
      ),
  };
}

/** The id that the start and the end of a push share. */
export function newPushId(): string {
  return randomBytes(8).toString('hex');
}

const NOWHERE = { in: 'nowhere', because: 'it is about the journal' } as const;
const NOTHING: History = { pushes: [], foreign: 0 };

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** Appends a line in one write, safe against concurrent pushes. A truncated last line is terminated first. */
function appendLine(path: string, entry: Entry): readonly Diagnostic[] {
  makeFolders(dirname(path), FOLDER_MODE);
  return withFile(path, O_RDWR | O_APPEND | O_CREAT, (file, size) => {
    const ended = size === 0 || bytesAt(file, size - 1, size).toString() === '\n';
    const line = Buffer.from(`${ended ? '' : '\n'}${JSON.stringify(entry)}\n`);
    if (writeSync(file, line) < line.length) throw new Error('the disk is full');
    fsyncSync(file);
    return [];
  });
}

/** Most bytes read, from the end: some ten thousand pushes. */
const MAX_BYTES = 16 * 1024 ** 2;

function readHistory(path: string): ReturnType<Journal['read']> {
  const history = historyIn(textOf(path));
  const { foreign: count } = history;
  return { ...history, diagnostics: count === 0 ? [] : [foreignLines(NOWHERE, { path, count })] };
}

function textOf(path: string): string {
  try {
    return withFile(path, O_RDONLY, (file, size) => {
      const from = Math.max(0, size - MAX_BYTES);
      const text = bytesAt(file, from, size).toString('utf8');
      return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Opens a regular file. Opening a pipe in its place would block the push. */
function withFile<T>(path: string, flags: number, use: (file: number, size: number) => T): T {
  const file = openSync(path, flags | O_NONBLOCK, FILE_MODE);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Error('it is not a file');
    return use(file, found.size);
  } finally {
    closeSync(file);
  }
}

function bytesAt(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
}
