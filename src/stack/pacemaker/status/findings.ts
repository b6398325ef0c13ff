/** What `status` finds on nodes of this stack. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const daemonDown = defineDiagnostic<{ node: string; daemon: string; installed: boolean; loses: string }>({
  code: 'status/daemon-down',
  severity: 'warning',
  message: (f) => `${f.daemon} ${f.installed ? 'does not run' : 'is not installed'} on ${f.node}: ${f.loses}`,
  help: (f) => (f.installed ? `systemctl start ${f.daemon}, on ${f.node}` : `install ${f.daemon} on ${f.node}`),
  explain: 'What this daemon does for its host is not done until it runs again.',
});
