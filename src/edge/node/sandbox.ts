/**
 * A sandbox: one folder per node, and a file with generated secrets. It rehearses a deployment with the same observe, plan and
 * push.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SecretName } from '../../base/brand.ts';
import { isMap } from '../../base/json.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Secrets } from '../../deploy/node/ports.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { makeFolders } from '../file/folders.ts';
import { badSecrets, openSecrets, reasonOf, unusable, unwritable } from '../file/findings.ts';
import { linksIn } from './sandbox-links.ts';

const SECRETS = 'secrets.json';
/** 12 random bytes are 16 characters, which every CHAP target (12 to 16) and every management board accepts. */
const SECRET_BYTES = 12;
/** In base64 they are more than the 128 bytes that a key has at least; corosync-keygen(8). */
const KEY_BYTES = 128;
const NOWHERE = { in: 'nowhere', because: 'it is about the sandbox' } as const;

export type Sandbox = { readonly bundle: Bundle; readonly secrets: Secrets; readonly close: () => void };

/**
 * The bundle with folders as its nodes and generated secrets; its identity is unchanged. `only look`: nothing is created, and
 * an empty temporary folder plays a node whose folder is missing, until `close`. `must exist`: so, and the sandbox itself is not made up
 * either. Codes `node/no-sandbox`, `secret/open-file`, `secret/bad-file`,
 * `bundle/unwritable`.
 */
export function openSandbox(
  bundle: Bundle,
  folder: string,
  how: 'make it' | 'only look' | 'must exist',
): Result<Sandbox> {
  if (how === 'must exist' && !existsSync(folder)) return { diagnostics: [noFolder(folder)] };
  const values = safely(folder, () => readSecrets(join(folder, SECRETS)));
  if (values.value === undefined) return { diagnostics: values.diagnostics };
  const planted = linksIn(
    folder,
    bundle.nodes.map(({ host }) => host),
  );
  if (planted.length > 0) return { diagnostics: planted };
  const spare = how !== 'make it' ? mkdtempSync(join(tmpdir(), 'clusterc-')) : undefined;
  try {
    const nodes = bundle.nodes.map((node) => ({
      ...node,
      connection: { via: 'local' as const, root: rootOf(folder, node.host, spare) },
    }));
    const secrets = madeUp(values.value, keysIn(bundle), spare === undefined ? join(folder, SECRETS) : undefined);
    return { value: { bundle: { ...bundle, nodes }, secrets, close: () => remove(spare) }, diagnostics: [] };
  } catch (error) {
    remove(spare);
    return { diagnostics: [unwritable(NOWHERE, { path: folder, why: reasonOf(error) })] };
  }
}

function noFolder(path: string): Diagnostic {
  const cure = 'name the folder that an earlier push --sandbox made';
  return unusable(NOWHERE, { path, why: 'there is no such folder', cure });
}

function rootOf(folder: string, host: string, spare: string | undefined): string {
  const root = resolve(folder, host);
  const used = spare === undefined || existsSync(root) ? root : join(spare, host);
  makeFolders(used);
  return used;
}

function remove(folder: string | undefined): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Generates a secret when it is first needed, and stores it in `file` if there is one. */
function madeUp(known: ReadonlyMap<string, string>, keys: ReadonlySet<string>, file: string | undefined): Secrets {
  const values = new Map(known);
  return {
    get(name: SecretName): Promise<Sealed> {
      const bytes = keys.has(name) ? KEY_BYTES : SECRET_BYTES;
      const value = values.get(name) ?? randomBytes(bytes).toString('base64url');
      const isNew = !values.has(name);
      values.set(name, value);
      if (isNew && file !== undefined) writeSecrets(file, values);
      return Promise.resolve(Sealed.of(name, value));
    },
  };
}

/** Secrets that are keys of daemons, which want more bytes than a password has. */
function keysIn({ files }: Bundle): ReadonlySet<string> {
  const slots = files.flatMap(({ content }) => content.filter((part) => typeof part === 'object' && 'secret' in part));
  return new Set(slots.flatMap(({ secret, encode }) => (encode === 'long-key' ? [secret] : [])));
}

/** Turns a system error into a finding. */
function safely<T>(folder: string, use: () => Result<T>): Result<T> {
  try {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory())
      return { diagnostics: [unusable(NOWHERE, { path: folder, why: 'it is not a folder' })] };
    return use();
  } catch (error) {
    return { diagnostics: [unusable(NOWHERE, { path: folder, why: reasonOf(error) })] };
  }
}

/** Values by name; empty if the file does not exist yet. */
function readSecrets(file: string): Result<ReadonlyMap<string, string>> {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return { value: new Map(), diagnostics: [] };
  if (!found.isFile()) return { diagnostics: [badSecrets(NOWHERE, { path: file })] };
  if ((found.mode & 0o077) !== 0) return { diagnostics: [openSecrets(NOWHERE, { path: file })] };
  const values = parse(readFileSync(file, 'utf8'));
  return values === undefined
    ? { diagnostics: [badSecrets(NOWHERE, { path: file })] }
    : { value: values, diagnostics: [] };
}

function parse(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const values: unknown = JSON.parse(text);
    if (!isMap(values)) return undefined;
    return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch {
    return undefined;
  }
}

/** Sets the mode before the content and renames at the end: never readable by others, never half written. */
function writeSecrets(file: string, values: ReadonlyMap<string, string>): void {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx', // not through a link in its place
  });
  renameSync(`${file}.new`, file);
}
