/** The folder for what clusterc remembers of a cluster on this machine. XDG base directory specification. */
import { isAbsolute, join, resolve } from 'node:path';
import { CLUSTER_NAME } from '../../base/names.ts';
import type { Environment } from '../run.ts';

/** Owner only, as the specification asks of created folders. The files say who did what. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** In a sandbox. */
export const SANDBOX_RECORDS = '.history';

/**
 * The environment that decides where pushes are recorded. Rehearsals are recorded next to the folders of the sandbox, since they are not
 * part of the cluster's history.
 */
export function memoryOf(env: Environment, sandbox: string | undefined): Environment {
  return sandbox === undefined ? env : { ...env, XDG_STATE_HOME: resolve(sandbox, SANDBOX_RECORDS) };
}

/** The folder, or why there is none. The name of the cluster may come from an untrusted bundle. */
export function stateFolder(env: Environment, cluster: string): { readonly folder: string } | { readonly why: string } {
  const base = stateHome(env);
  if (base === undefined) return { why: 'neither XDG_STATE_HOME nor HOME is the path of a folder' };
  if (!CLUSTER_NAME.test(cluster)) return { why: `"${cluster}" is not a cluster name` };
  return { folder: join(base, 'clusterc', cluster) };
}

/** A relative path is ignored, as the specification says. */
function stateHome({ XDG_STATE_HOME: state = '', HOME: home = '' }: Environment): string | undefined {
  if (isAbsolute(state)) return state;
  return isAbsolute(home) ? join(home, '.local/state') : undefined;
}
