/**
 * Cluster options, with the pacemaker version that introduced each. crm_verify accepts any name, and pacemaker ignores unknown
 * ones; findings/pacemaker-schema-refuses-old-option-names-but-no-typo.sh. test/conformance/pacemaker-catalogue.test.ts compares
 * the names with the installed pacemaker's metadata. Versions, and options not in the metadata, are from memory.
 */
export const CLUSTER_OPTIONS: { readonly [name: string]: string } = {
  'batch-limit': '1.1.0',
  'cluster-delay': '1.1.0',
  'cluster-ipc-limit': '1.1.0',
  'cluster-recheck-interval': '1.1.0',
  'concurrent-fencing': '1.1.0',
  'dc-deadtime': '1.1.0',
  'election-timeout': '1.1.0',
  'enable-acl': '1.1.0',
  'enable-startup-probes': '1.1.0',
  'fence-reaction': '2.0.3',
  'join-finalization-timeout': '1.1.0',
  'join-integration-timeout': '1.1.0',
  'load-threshold': '1.1.0',
  'maintenance-mode': '1.1.0',
  'migration-limit': '1.1.0',
  'no-quorum-policy': '1.1.0',
  'node-action-limit': '1.1.0',
  'node-health-base': '1.1.0',
  'node-health-green': '1.1.0',
  'node-health-red': '1.1.0',
  'node-health-strategy': '1.1.0',
  'node-health-yellow': '1.1.0',
  'node-pending-timeout': '2.1.7',
  'pe-error-series-max': '1.1.0',
  'pe-input-series-max': '1.1.0',
  'pe-warn-series-max': '1.1.0',
  'placement-strategy': '1.1.0',
  'priority-fencing-delay': '2.0.4',
  'shutdown-escalation': '1.1.0',
  'shutdown-lock': '2.0.4',
  'shutdown-lock-limit': '2.0.4',
  'start-failure-is-fatal': '1.1.0',
  'startup-fencing': '1.1.0',
  'stonith-action': '1.1.0',
  'stonith-enabled': '1.1.0',
  'stonith-max-attempts': '1.1.0',
  'stonith-timeout': '1.1.0',
  'stonith-watchdog-timeout': '1.1.0',
  'stop-all-resources': '1.1.0',
  'stop-orphan-actions': '1.1.0',
  'stop-orphan-resources': '1.1.0',
  'symmetric-cluster': '1.1.0',
  'transition-delay': '1.1.0',
};

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
