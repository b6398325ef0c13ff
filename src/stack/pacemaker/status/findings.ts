/** Findings about a cluster of this stack that runs. An error endangers VMs now. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';
import type { Resting } from './resting.ts';

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

export const atRest = defineDiagnostic<{ is: Resting['is']; name: string; operation: string; says: string }>({
  code: 'pcmk/at-rest',
  severity: 'note',
  message: (f) => `${RESTS[f.is](f)}, says ${f.says}`,
  help: (f) => `${ENDS[f.is](f)}, on ${f.says}`,
  explain:
    'What an operator has stopped or set aside stays so until it is taken back: no push changes target-role, standby, maintenance, or is-managed that it has not set. ' +
    'A push waits while an operation is pending.',
});

type Rest = { readonly name: string; readonly operation: string };

const RESTS: { readonly [R in Resting['is']]: (rest: Rest) => string } = {
  'maintenance-mode': () => 'the cluster is in maintenance-mode and starts, stops and recovers nothing',
  'stop-all-resources': () => 'the cluster keeps everything stopped by stop-all-resources',
  standby: ({ name }) => `${name} is on standby and runs nothing`,
  maintenance: ({ name }) => `${name} is in maintenance, and what runs there is not recovered`,
  stopped: ({ name }) => `${name} stays stopped by its target-role`,
  unmanaged: ({ name }) => `${name} is not managed, and so neither started, stopped nor recovered`,
  pending: ({ name, operation }) => `${name} has an operation that is pending (${operation})`,
};

/** With the commands that take it back. */
const ENDS: { readonly [R in Resting['is']]: (rest: Rest) => string } = {
  'maintenance-mode': () => 'crm_attribute --name maintenance-mode --delete',
  'stop-all-resources': () => 'crm_attribute --name stop-all-resources --delete',
  standby: ({ name }) => `crm_attribute --node ${name} --name standby --delete`,
  maintenance: ({ name }) => `crm_attribute --node ${name} --name maintenance --delete`,
  stopped: ({ name }) => `crm_resource --resource ${name} --meta --delete-parameter target-role`,
  unmanaged: ({ name }) => `crm_resource --resource ${name} --meta --delete-parameter is-managed`,
  pending: () => 'crm_resource --wait',
};

export const linkDown = defineDiagnostic<{ node: string; link: number; to: string }>({
  code: 'cs/link-down',
  severity: 'warning',
  message: (f) => `link ${f.link} from ${f.node} to ${f.to} is not connected`,
  help: (f) => `look at the network of link ${f.link} on both; a push begins only when all links are connected`,
  explain:
    'Where another link is up the cluster goes on with it, and the next failure may be the last one. corosync-cfgtool -s exits 0 all the same.',
});
