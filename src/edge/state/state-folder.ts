/** Where clusterc keeps what it has to remember of a cluster on this machine. XDG base directory specification. */
import { isAbsolute, join, resolve } from 'node:path';
import { CLUSTER_NAME } from '../../base/names.ts';
import type { Environment } from '../run.ts';

/** For its owner alone: the specification wants that of folders that have to be made, and files say who did what. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

/** The environment in which pushes are remembered: a rehearsal, which is no history of the cluster, beside its folders. */
export function memoryOf(env: Environment, sandbox: string | undefined): Environment {
  return sandbox === undefined ? env : { ...env, XDG_STATE_HOME: resolve(sandbox, '.history') };
}

/** The folder, or why there is none. The name of a cluster may come from a bundle of somebody else. */
export function stateFolder(env: Environment, cluster: string): { readonly folder: string } | { readonly why: string } {
  const base = stateHome(env);
  if (base === undefined) return { why: 'neither XDG_STATE_HOME nor HOME is the path of a folder' };
  if (!CLUSTER_NAME.test(cluster)) return { why: `"${cluster}" is no name of a cluster` };
  return { folder: join(base, 'clusterc', cluster) };
}

/** A relative path is as good as none, says the specification. */
function stateHome({ XDG_STATE_HOME: state = '', HOME: home = '' }: Environment): string | undefined {
  if (isAbsolute(state)) return state;
  return isAbsolute(home) ? join(home, '.local/state') : undefined;
}
