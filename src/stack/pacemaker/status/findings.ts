/** Findings about a cluster of this stack that runs. An error endangers VMs now. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const unclean = defineDiagnostic<{ node: string; says: string }>({
  code: 'pcmk/unclean',
  severity: 'error',
  message: (f) => `${f.node} waits to be fenced, says ${f.says}: what ran there starts nowhere else until then`,
  help: (f) =>
    `stonith_admin --history ${f.node}, on ${f.says}; stonith_admin --confirm ${f.node} only if it is switched off for certain`,
  explain: 'The others do not know what still runs on the node, so they wait for a fence device to say that it is off.',
});

export const failedOperation = defineDiagnostic<{
  resource: string;
  operation: string;
  node: string;
  why: string;
  at: string;
}>({
  code: 'pcmk/failed-operation',
  severity: 'warning',
  message: (f) => `${f.operation} of ${f.resource} failed on ${f.node} at ${f.at}: ${f.why}`,
  help: (f) => `crm_resource --cleanup --resource ${f.resource}, once the cause is known`,
  explain:
    'Pacemaker remembers it until it is forgotten, or failure-timeout is over, and may keep the resource from that node. A push that begins meanwhile could not tell ' +
    'an old failure from its own.',
});

export const linkDown = defineDiagnostic<{ node: string; link: number; to: string }>({
  code: 'cs/link-down',
  severity: 'warning',
  message: (f) => `link ${f.link} from ${f.node} to ${f.to} is not connected`,
  help: (f) => `look at the network of link ${f.link} on both; a push begins only when all links are connected`,
  explain:
    'Where another link is up the cluster goes on with it, and the next failure may be the last one. corosync-cfgtool -s exits 0 all the same.',
});
