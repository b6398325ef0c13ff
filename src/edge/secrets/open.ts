/** Reads files of secrets. Mode and content come from one descriptor, so that the file cannot be swapped in between. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import type { Result } from '../../diag/diagnostic.ts';
import { reasonOf } from '../file/findings.ts';
import * as finding from './findings.ts';
import { refused, type World } from './provider.ts';

/** Most bytes; a thousand secrets take less than 100 KiB. */
const MAX_BYTES = 1024 ** 2;
const GROUP_AND_OTHERS = 0o077;
const EXECUTABLE = 0o111;

export type Opened = { readonly bytes: Uint8Array; readonly isProgram: boolean };

/** An encrypted file, whatever its mode. Code `secret/provider`. */
export function readEncrypted(path: string, world: World): Result<Opened> {
  return read(path, world, () => []);
}

/** A plain-text file that only its owner can read. Codes `secret/file-mode`, `secret/provider`. Links are followed. */
export function readOwn(path: string, world: World): Result<Opened> {
  return read(path, world, (found) => objections(path, found, world));
}

function read(path: string, world: World, judge: (found: Stats) => Result<never>['diagnostics']): Result<Opened> {
  let descriptor: number | undefined;
  try {
    // Non-blocking, since opening a pipe would wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    if (!found.isFile()) return refused(world, `${path} is not a file`, 'name an ordinary file');
    if (found.size > MAX_BYTES) return refused(world, `${path} is larger than 1 MiB`, 'name a file of secrets');
    const diagnostics = judge(found);
    if (diagnostics.length > 0) return { diagnostics };
    return { value: { bytes: readFileSync(descriptor), isProgram: (found.mode & EXECUTABLE) !== 0 }, diagnostics };
  } catch (error) {
    return refused(world, `${path}: ${reasonOf(error)}`, 'fix the path or its permissions');
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Files of root are accepted as well, since root can read everything. */
function objections(path: string, { mode, uid }: Stats, { at }: World): Result<never>['diagnostics'] {
  const own = process.getuid?.() ?? uid;
  if (uid !== own && uid !== 0)
    return [finding.fileMode(at, { path, problem: 'belongs to another user', cure: `chown ${own} ${path}` })];
  if ((mode & GROUP_AND_OTHERS) !== 0)
    return [finding.fileMode(at, { path, problem: 'can be read by others', cure: `chmod 600 ${path}` })];
  return [];
}
