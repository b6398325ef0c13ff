/** The names of what this machine remembers: clusters that were pushed to, and their bundles. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CLUSTER_NAME } from '../../base/names.ts';
import type { Environment } from '../run.ts';
import { stateFolder } from './state-folder.ts';

export type KeptBundle = { readonly id: string; readonly pushed: Date };

/** The bundles of a cluster that were kept, newest first; empty where there is no place for them. */
export function bundlesOf(env: Environment, cluster: string): readonly KeptBundle[] {
  const place = stateFolder(env, cluster);
  return 'why' in place ? [] : keptIn(join(place.folder, 'bundles'));
}

/** The bundles in a folder, newest first. Other names are ignored. */
export function keptIn(folder: string): readonly KeptBundle[] {
  if (!existsSync(folder)) return [];
  const ids = readdirSync(folder).flatMap((name) => /^([0-9a-f]{64})\.tar$/.exec(name)?.[1] ?? []);
  return ids.map((id) => ({ id, pushed: timeOf(join(folder, `${id}.tar`)) })).toSorted((a, b) => +b.pushed - +a.pushed);
}

/** The time of a push touches its file. */
function timeOf(file: string): Date {
  return statSync(file, { throwIfNoEntry: false })?.mtime ?? new Date(0);
}

/** Clusters that were pushed to from this machine, by name. */
export function clustersIn(env: Environment): readonly string[] {
  const place = stateFolder(env, 'any');
  if ('why' in place || !existsSync(dirname(place.folder))) return [];
  return readdirSync(dirname(place.folder))
    .filter((name) => CLUSTER_NAME.test(name))
    .toSorted();
}
