/** The status of hosts without a cluster: only the common part, no questions of the stack. */
import { defineDiagnostic } from '../../../src/diag/diagnostic.ts';
import type { StatusReader } from '../../../src/status/reader.ts';

const daemonDown = defineDiagnostic<{ node: string; daemon: string; installed: boolean; loses: string }>({
  code: 'status/daemon-down',
  severity: 'warning',
  message: (f) => `${f.daemon} ${f.installed ? 'does not run' : 'is not installed'} on ${f.node}: ${f.loses}`,
  help: (f) => (f.installed ? `systemctl start ${f.daemon}, on ${f.node}` : `install ${f.daemon} on ${f.node}`),
  explain: 'The guests of this host cannot be managed until it runs.',
});

export const status: StatusReader<null> = {
  questions: [],
  version: null,
  rescan: null,
  xmlIn: () => [],
  read: () => null,
  versionIn: () => null,
  view: () => null,
  services: () => null,
  needed: () => [],
  nodeFindings: () => [],
  clusterFindings: () => [],
  repair: () => null,
  daemonDown: (node, down) => daemonDown({ in: 'node', node }, { node, ...down }),
  cells: () => [],
  json: () => ({}),
};
