/** The last bundles pushed from this machine, so that one can be pushed again by its identity. They hold no secrets. */
import { closeSync, lstatSync, openSync, readSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../../bundle/bundle.ts';
import { bundleTexts, type Text } from '../../bundle/manifest.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { unreadableBundle, wrongIdentity } from './findings.ts';
import { packTexts } from './archive.ts';
import { readBundle } from './bundle-read.ts';
import { writeBundleTar } from './bundle-store.ts';
import { reasonOf } from '../file/findings.ts';
import { makeFolders } from '../file/folders.ts';
import type { Environment } from '../run.ts';
import { ambiguousId, notAtHand, notKept } from '../state/findings.ts';
import { keptIn } from '../state/kept.ts';
import { FOLDER_MODE, stateFolder } from '../state/state-folder.ts';

/** Number of bundles kept. Our choice: ten reach back before the last window, and with 10,000 VMs they take 600 MB. */
const KEPT = 10;

/** Keeps a bundle and removes the oldest ones. Never throws, since a push continues without it: code `bundle/not-kept`. */
export async function keepBundle(env: Environment, bundle: Bundle, activator: string): Promise<readonly Diagnostic[]> {
  const fault = (why: string) => [notKept(NOWHERE, { bundle: bundle.id.slice(0, 12), why })];
  const place = stateFolder(env, bundle.cluster);
  if ('why' in place) return fault(place.why);
  const folder = join(place.folder, 'bundles');
  try {
    makeFolders(folder, FOLDER_MODE);
    const failure = await keep(join(folder, `${bundle.id}.tar`), bundleTexts(bundle, activator));
    if (failure !== undefined) return fault(failure.message);
    const others = keptIn(folder)
      .map(({ id }) => id)
      .filter((id) => id !== bundle.id);
    for (const id of others.slice(KEPT - 1)) rmSync(join(folder, `${id}.tar`), { force: true });
    return [];
  } catch (error) {
    return fault(reasonOf(error));
  }
}

async function keep(file: string, texts: ReadonlyMap<string, Text>): Promise<Diagnostic | undefined> {
  if (!(await isIn(file, texts))) return (await writeBundleTar(file, texts))[0];
  const now = new Date();
  utimesSync(file, now, now); // it is the newest
  return undefined;
}

/** Does a file have the bytes of such an archive? */
async function isIn(file: string, texts: ReadonlyMap<string, Text>): Promise<boolean> {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const fd = openSync(file, 'r');
  let same = true;
  const next = (length: number) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes));
  };
  try {
    await packTexts(texts, (chunk) => (same &&= next(chunk.length).equals(chunk)));
    return same && next(1).length === 0;
  } finally {
    closeSync(fd);
  }
}

/**
 * The only bundle whose identity starts with `id`. Codes `bundle/not-at-hand`, `bundle/ambiguous-id`, and those of reading a
 * bundle.
 */
export async function findBundle(env: Environment, cluster: string, id: string): Promise<Result<Bundle>> {
  const place = stateFolder(env, cluster);
  if ('why' in place) return { diagnostics: [unreadableBundle(NOWHERE, { path: id, why: place.why })] };
  const folder = join(place.folder, 'bundles');
  try {
    return await findIn(folder, cluster, id);
  } catch (error) {
    return { diagnostics: [unreadableBundle(NOWHERE, { path: folder, why: reasonOf(error) })] };
  }
}

async function findIn(folder: string, cluster: string, id: string): Promise<Result<Bundle>> {
  const known = keptIn(folder).map(({ id }) => id);
  const [found, ...others] = /^[0-9a-f]{6,64}$/.test(id) ? known.filter((one) => one.startsWith(id)) : [];
  const facts = (ids: readonly string[]) => ({ id, cluster, known: ids.map((one) => one.slice(0, 12)) });
  if (found === undefined) return { diagnostics: [notAtHand(NOWHERE, facts(known))] };
  if (others.length > 0) return { diagnostics: [ambiguousId(NOWHERE, facts([found, ...others]))] };
  return readKept(join(folder, `${found}.tar`), found);
}

/** Reads a kept bundle and refuses one whose identity is not its name, since the wrong bundle would be pushed. */
async function readKept(path: string, said: string): Promise<Result<Bundle>> {
  const { value, diagnostics } = await readBundle(path);
  if (value === undefined || value.id === said) return value === undefined ? { diagnostics } : { value, diagnostics };
  return { diagnostics: [wrongIdentity(NOWHERE, { path, said, computed: value.id })] };
}

const NOWHERE = { in: 'nowhere', because: 'it is about the bundles that are kept' } as const;
