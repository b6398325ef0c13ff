/** What a change of a running cluster does that must be allowed, or that it cannot do. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const disruptiveChange = defineDiagnostic<{ resource: string; sentence: string }>({
  code: 'pcmk/disruptive-change',
  severity: 'error',
  allowable: true,
  message: (f) => f.sentence,
  help: () => 'push in a window with --allow pcmk/disruptive-change, or take the change out',
  explain:
    'No resource agent can take over a changed parameter while it runs: pacemaker stops the resource and starts it again, and with it what is ordered after it. A VM that is removed from the CIB is stopped. Measured with crm_simulate 2.1.5; resource-agents 4.12.',
});

export const fencesNode = defineDiagnostic<{ node: string }>({
  code: 'pcmk/fences-node',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.node} would be fenced`,
  help: (f) => `let ${f.node} join first, which adds it to the CIB, or leave it out`,
  explain:
    'A node in the CIB that has not been seen counts as lost, and is fenced at once (startup-fencing). Measured on running daemons of pacemaker 2.1.5.',
});

export const nodeRemoved = defineDiagnostic<{ node: string; resources: readonly string[] }>({
  code: 'pcmk/node-removed',
  severity: 'error',
  message: (f) =>
    `${f.node} is up and is not in the new document, so what runs there starts a second time elsewhere: ${f.resources.join(', ')}`,
  help: (f) =>
    `leave nodes as it is; to remove ${f.node}: standby, wait, stop pacemaker and corosync on it, then crm_node --force -R ${f.node}`,
  explain:
    'The recorded state of a node that is not listed is ignored: pacemaker takes its resources for stopped. Two copies of a VM write to one disk. Measured on running daemons of pacemaker 2.1.5.',
});

export const idChange = defineDiagnostic<{ from: string; to: string }>({
  code: 'pcmk/primitive-id-change',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.from} becomes ${f.to}: the old one is stopped and the new one is started, in no order`,
  help: (f) => `keep ${f.from}; or stop and remove it in one push, and add ${f.to} in the next`,
  explain:
    'The id of a primitive is its identity. Measured live with one domain: the new name is found running, the stop of the old name shuts the guest down, and the next monitor restarts it.',
});

export const unfencingChange = defineDiagnostic<{ device: string }>({
  code: 'pcmk/unfencing-change',
  severity: 'warning',
  message: (f) => `${f.device} unfences nodes and is changed: nodes are unfenced again, and what runs there restarts`,
  help: () => 'push it in a window, on its own',
  explain:
    'Each resource waits for the unfencing of its node, so that a changed device restarts them, even for a delay. Measured with crm_simulate 2.1.5.',
});

export const drainSwap = defineDiagnostic<{ back: string; drained: string }>({
  code: 'pcmk/drain-swap',
  severity: 'error',
  allowable: true,
  message: (f) =>
    `${f.back} comes back and ${f.drained} is drained in one change: its VMs stop and start, none migrates`,
  help: (f) => `push the return of ${f.back} first, wait, then drain ${f.drained}`,
  explain:
    'The storage of the node that comes back is not up when the VMs have to leave, so that they cannot migrate live. Measured with crm_simulate 2.1.5.',
});

export const unmanagedStorage = defineDiagnostic<{ guest: string; storage: string }>({
  code: 'pcmk/unmanaged-storage',
  severity: 'error',
  message: (f) => `${f.guest} is not managed and keeps running while ${f.storage} below it stops`,
  help: () => 'set maintenance on the node or the cluster instead, which leaves the storage alone too',
  explain:
    'An order holds for actions of the cluster, and a guest that is not managed has none: its storage is taken from under it. Measured with crm_simulate 2.1.5.',
});

export const cloneStopUnderVm = defineDiagnostic<{ clone: string; guests: readonly string[] }>({
  code: 'pcmk/clone-stop-under-vm',
  severity: 'error',
  message: (f) => `${f.clone} is removed with its orders, and stops under ${f.guests.join(', ')}`,
  help: () => 'remove the VMs, or their need of it, in an earlier push',
  explain: 'Without an order nothing stops the VMs first. Measured with crm_simulate 2.1.5.',
});

export const newDependencyRestart = defineDiagnostic<{ resource: string; first: string }>({
  code: 'pcmk/new-dependency-restart',
  severity: 'warning',
  message: (f) => `${f.resource} restarts, as ${f.first} has to start before it`,
  help: (f) => `add ${f.first} in one push, wait, then add the order in the next: that costs nothing`,
  explain:
    'A mandatory order behind a resource that is not up yet makes pacemaker stop what runs, start the new one, and start again. Measured with crm_simulate 2.1.5.',
});

export const groupMiddle = defineDiagnostic<{ group: string; member: string; later: readonly string[] }>({
  code: 'pcmk/group-middle',
  severity: 'warning',
  message: (f) => `${f.member} is new in the middle of ${f.group}: ${f.later.join(', ')} restart`,
  help: (f) => `add ${f.member} at the end of ${f.group}, or push it in a window`,
  explain: 'Members of a group start one after the other. Measured with crm_simulate 2.1.5.',
});

export const shortStop = defineDiagnostic<{ resource: string; own: string; left: string }>({
  code: 'pcmk/short-stop',
  severity: 'warning',
  message: (f) => `${f.resource} has ${f.left} to stop, and not its ${f.own}: its operations are removed with it`,
  help: (f) =>
    `stop it before the push: crm_resource --resource ${f.resource} --meta --set-parameter target-role --parameter-value Stopped, then crm_resource --wait`,
  explain:
    'Pacemaker stops a resource that is no longer in the CIB with the default timeout, 20 s without op_defaults. VirtualDomain destroys a guest that is not down 5 s before the end, and a stop that fails has the node fenced. Measured with crm_simulate 2.1.5; resource-agents 4.12.',
});

export const cibRefused = defineDiagnostic<{ reason: string }>({
  code: 'pcmk/cib-refused',
  severity: 'error',
  message: (f) => `the cluster refuses the document: ${f.reason}`,
  help: () => 'remove what names it, or keep the element',
  explain:
    'Such references are checked by the schema. The whole document is refused (exit code 78) and nothing of it is applied. Measured with pacemaker 2.1.5.',
});

export const notPredicted = defineDiagnostic<{ reason: string }>({
  code: 'pcmk/not-predicted',
  severity: 'error',
  allowable: true,
  message: (f) => f.reason,
  help: () => 'ask crm_simulate on a node of the cluster',
  explain:
    'Bundles of containers, guest nodes and remote nodes are not modelled: a prediction would be a guess. Our choice.',
});

export const nodeIdChange = defineDiagnostic<{ key: string }>({
  code: 'cs/nodeid-change',
  severity: 'error',
  message: (f) => `${f.key} changes: the nodes lose each other, and with two_node both halves stay quorate`,
  help: () => 'keep the number; a number is never used again, either',
  explain:
    'The number is what corosync and DLM know a node by. A reload returns 0 and tears the cluster apart. Measured with running daemons of corosync 3.1.7.',
});

export const reloadClass = defineDiagnostic<{ key: string; needs: string; silent: boolean }>({
  code: 'cs/reload-class',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.key} ${f.needs}${f.silent ? ': corosync-cfgtool -R returns 0 and does not apply it' : ''}`,
  help: () => 'push it in a window with --allow cs/reload-class, or take the change out',
  explain:
    'corosync reads some keys only at start, or accepts a new value and keeps the old one, with exit code 0. Measured with running daemons of corosync 3.1.7.',
});

export const reloadRefused = defineDiagnostic<{ key: string; note: string }>({
  code: 'cs/reload-refused',
  severity: 'error',
  message: (f) => `${f.key}: ${f.note}`,
  help: () => 'take the change out, and make it in the steps that the message names',
  explain:
    'The reload is refused as a whole (exit code 7) and the old configuration stays, or the cluster loses its quorum. Measured with running daemons of corosync 3.1.7.',
});

export const corosyncSyntax = defineDiagnostic<{ problem: string }>({
  code: 'cs/syntax',
  severity: 'error',
  message: (f) => `corosync cannot read this file: ${f.problem}`,
  help: () => 'correct the line, and run corosync -t on it',
  explain: 'A file holds sections in braces, and a key with a colon and a value on each line. corosync.conf(5).',
});

export const notACib = defineDiagnostic<{ root: string }>({
  code: 'import/not-a-cib',
  severity: 'error',
  message: (f) => `the first element is <${f.root}>; a CIB begins with <cib>`,
  help: () => 'run cibadmin -Q on a node of the cluster, and name the file with its output',
  explain: 'Any other file has no resources in it: everything would count as removed.',
});

export const enginesDisagree = defineDiagnostic<{ ours: readonly string[]; theirs: readonly string[] }>({
  code: 'pcmk/engines-disagree',
  severity: 'error',
  allowable: true,
  message: (f) =>
    `crm_simulate says ${f.theirs.length === 0 ? 'nothing of' : listed(f.theirs)}${f.theirs.length === 0 ? ` ${listed(f.ours)}` : `; the prediction says ${f.ours.length === 0 ? 'nothing of it' : listed(f.ours)}`}`,
  help: () =>
    'find out which of the two is right before anything is pushed: the program of the cluster decides what happens; report the two',
  explain:
    'Two engines predict different effects of one change: one of them is wrong, or crm_simulate here has another version than the cluster.',
});

export const engineNotAsked = defineDiagnostic<{ why: string }>({
  code: 'pcmk/engine-not-asked',
  severity: 'error',
  allowable: true,
  message: (f) => `crm_simulate was not asked: ${f.why}`,
  help: () => 'install pacemaker-cli-utils where it is asked',
  explain: 'A second opinion was asked for, and there is none. The prediction above is our own.',
});

const MOST = 3;

function listed(lines: readonly string[]): string {
  const more = lines.length > MOST ? `, and ${lines.length - MOST} more` : '';
  return lines.slice(0, MOST).join(', ') + more;
}
