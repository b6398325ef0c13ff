/** Links in a sandbox: their targets are not part of it, so nothing is read or written through them. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { SANDBOX_RECORDS } from '../state/state-folder.ts';
import { reasonOf, unusable } from '../file/findings.ts';

/**
 * What is wrong with the records of a sandbox's pushes and the folders of these hosts: one of them is a link, or cannot be read. Links
 * inside a node's folder are judged by the script that runs there. Code `node/no-sandbox`.
 */
export function linksIn(folder: string, hosts: readonly string[] = []): readonly Diagnostic[] {
  const records = join(folder, SANDBOX_RECORDS);
  try {
    const planted = [...hosts.map((host) => join(folder, host)), records].find(isLink) ?? linkBelow(records);
    return planted === undefined ? [] : [unusable(NOWHERE, { path: planted, why: LINK })];
  } catch (error) {
    return [unusable(NOWHERE, { path: records, why: reasonOf(error) })];
  }
}

const LINK = 'it is a symbolic link, and its target is not part of the sandbox';
const NOWHERE = { in: 'nowhere', because: 'it is about the sandbox' } as const;

function linkBelow(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).find((entry) => entry.isSymbolicLink());
  return found && join(found.parentPath, found.name);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
