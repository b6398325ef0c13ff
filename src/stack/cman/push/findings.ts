/** Findings that block a push to a cman cluster, besides the common ones. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const memberRemoved = defineDiagnostic<{ name: string }>({
  code: 'push/member-removed',
  severity: 'error',
  message: (f) => `${f.name} is a member of the cluster, and the site no longer has it`,
  help: (f) =>
    `on ${f.name} move its services away, then service rgmanager stop, service clvmd stop, service cman stop remove; then push`,
  explain:
    'A member that leaves for good takes its votes along, and nothing of it runs any more. Taken out of cluster.conf before that it is a member ' +
    'that no node can fence. Its files stay until they are removed by hand. cman_tool(8), leave remove.',
});
