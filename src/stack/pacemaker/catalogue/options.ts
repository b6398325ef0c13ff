/**
 * What is known of cluster options besides their metadata (metadata.gen.ts). crm_verify accepts any name and value, and pacemaker
 * ignores unknown ones; findings/pacemaker-schema-refuses-old-option-names-but-no-typo.sh.
 */
import { own } from '../../../base/json.ts';
import type { ClusterOption } from './cluster-option.ts';
import { CLUSTER_OPTIONS } from './metadata.gen.ts';

export function clusterOption(name: string): ClusterOption | undefined {
  return own(CLUSTER_OPTIONS, name);
}

/**
 * The old name of an option that pacemaker 3.0.2 renamed. All versions know the old name; before 3.0.2, the new one is ignored.
 * Change log of pacemaker.
 */
export function oldName(name: string): string | undefined {
  const old = name.replace(/^fencing-(reaction)$/, 'fence-$1').replace(/^fencing-/, 'stonith-');
  return old !== name && own(CLUSTER_OPTIONS, old) !== undefined ? old : undefined;
}

/** Options that another key of the site sets -> that key. */
export const SAID_ELSEWHERE: { readonly [name: string]: string } = {
  'no-quorum-policy': 'no_quorum_policy',
  'priority-fencing-delay': 'priority_fencing_delay',
  'stonith-watchdog-timeout': 'sbd',
};

/** Options whose non-default value stops or endangers all resources -> the reason. */
export const NEVER: { readonly [name: string]: string } = {
  'stonith-enabled': 'without fencing two nodes write to the same storage',
  'startup-fencing': 'a node that was never seen may run guests',
  'symmetric-cluster': 'everything stops that has no place of its own',
  'stop-all-resources': 'it stops everything, fence devices too',
  'enable-startup-probes': 'what runs already would be started once more',
};
