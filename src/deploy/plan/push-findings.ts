/** Findings that block a plan: codes `push/*`. Most can be allowed per run and code. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';

export const nodeDown = defineDiagnostic<{ node: string }>({
  code: 'push/node-down',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.node} would be left out: it cannot be inspected`,
  help: () =>
    'fix it first; if it is switched off, leave it out with --allow push/node-down, and push again as soon as it is up',
  explain:
    'A node that is down gets no files now. Until a later push reaches it, its files are older than those of the others.',
});

export const memberUnreachable = defineDiagnostic<{ node: string; by: string; file: string | null }>({
  code: 'push/member-unreachable',
  severity: 'error',
  message: (f) => `${f.node} cannot be inspected, and ${f.by} says that it is a member of the cluster`,
  help: (f) =>
    `restore the connection to it first: a member that does not get the new ${f.file === null ? 'files loses the others when one side reads them' : `${f.file} is suspended, and its VMs stop at the next count of votes`}`,
  explain: 'A member that misses a change of its cluster keeps another configuration than the others.',
});

export const gateClosed = defineDiagnostic<{ node: string; problem: string; cure: string }>({
  code: 'push/not-well',
  severity: 'error',
  message: (f) => `the cluster is not healthy: ${f.node} ${f.problem}`,
  help: (f) => f.cure,
  explain:
    'A change during a recovery turns one problem into two, and so does one that needs a program which is missing.',
});

export const gateWarned = defineDiagnostic<{ node: string; problem: string; program: string }>({
  code: 'push/services-moving',
  severity: 'error',
  allowable: true,
  message: (f) => `services have not settled: ${f.node} ${f.problem}`,
  help: (f) =>
    `wait until services have settled and fix those that have failed (${f.program} names them), or proceed with --allow push/services-moving`,
  explain:
    'A service that is starting, stopping, recovering or migrating when its configuration changes may end in neither state. A failed service stays failed.',
});

export const createStorage = defineDiagnostic<{ command: string; node: string; reason: string }>({
  code: 'push/create-storage',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.reason}, so ${f.node} would run ${f.command}`,
  help: () =>
    'see whether it is the right disk, then push with --allow push/create-storage; a disk that is not blank is refused all the same',
  explain:
    'A push does not take back what it makes on disks. It does so once, on one node, and takes a whole device only if blkid finds nothing on it.',
});

export const restartVm = defineDiagnostic<{ vms: readonly string[]; command: string }>({
  code: 'push/restart-vm',
  severity: 'note',
  allowable: true,
  message: (f) =>
    `${f.vms.length === 1 ? `${f.vms[0]} keeps` : `${f.vms.length} VMs keep`} the old definition until ${f.vms.length === 1 ? 'it is' : 'they are'} stopped and started`,
  help: (f) => `do that in a window of theirs, with ${f.command}, or now with --allow push/restart-vm`,
  explain:
    'A guest keeps what it was started with; a reboot from within, or a migration, changes nothing. virsh(1), create; measured with libvirt 9.0.',
});

export const stopService = defineDiagnostic<{ service: string; owner: string | null }>({
  code: 'push/stop-service',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.service} is no longer in the site, and ${f.owner === null ? 'may run' : `runs on ${f.owner}`}`,
  help: () => 'stop it with the push: --allow push/stop-service; or keep it in the site',
  explain:
    'Taken out of the configuration first, it would keep running where it is, and nothing would watch it or prevent a second start.',
});

export const leaveCluster = defineDiagnostic<{ services: number }>({
  code: 'push/leave-cluster',
  severity: 'error',
  allowable: true,
  message: (f) =>
    `every node would leave the cluster at once, and ${f.services === 0 ? 'whatever runs goes' : f.services === 1 ? 'a service goes' : `${f.services} services go`} down with it`,
  help: () => 'choose a window in which all may be down, then push with --allow push/leave-cluster',
  explain: 'Daemons read such a change only when they start, and all of them have to start with the same one.',
});

export const notRevertible = defineDiagnostic<{ action: string }>({
  code: 'push/not-revertible',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.action} cannot be rolled back`,
  help: () => 'if that is meant, allow it with --allow push/not-revertible',
  explain: 'A push rolls everything back when it fails. A person decides about what cannot be rolled back.',
});

export const limitShared = defineDiagnostic<{ what: string }>({
  code: 'push/limit-shared',
  severity: 'error',
  message: (f) => `${f.what} on all nodes or on none, and --limit leaves some out`,
  help: () => 'push without --limit',
  explain:
    'What describes the cluster is the same on every node, or the cluster falls apart. Some actions count only when every node has done them.',
});

export const notAnnounced = defineDiagnostic<{ file: string; nodes: readonly string[] }>({
  code: 'push/not-announced',
  severity: 'error',
  message: (f) =>
    `--no-activate would leave a new ${f.file} unannounced while the cluster runs on ${f.nodes.join(', ')}`,
  help: () => 'push without --no-activate: the file is put in place and announced within seconds',
  explain:
    'A file that is in place but not announced is activated by the next node that boots, and the other nodes do not have it.',
});

export const initiatorInUse = defineDiagnostic<{ node: string }>({
  code: 'push/initiator-in-use',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.node} would get another initiator name while the cluster runs on it`,
  help: () =>
    'take the node out of the cluster and log it out first; or let it count at its next boot with --allow push/initiator-in-use',
  explain:
    'Open sessions keep the old name; iscsid does not use a new one until they end, and the target may not know it. iscsid(8).',
});

/** `found` is null where nothing is left to do. */
export const otherPlan = defineDiagnostic<{ wanted: string; found: string | null }>({
  code: 'push/other-plan',
  severity: 'error',
  message: (f) =>
    f.found === null
      ? `nothing is left to do, so plan ${f.wanted} no longer holds`
      : `the plan is ${f.found} now, and not ${f.wanted}`,
  help: (f) =>
    f.found === null
      ? 'no push is needed; clusterc history says what was pushed since the review'
      : `review the plan above, then push with --plan ${f.found}`,
  explain:
    'A node, the site or what is allowed has changed since the plan was reviewed. Only what was reviewed is carried out.',
});

export const mixedBundle = defineDiagnostic<{ groups: readonly string[] }>({
  code: 'drift/mixed-bundle',
  severity: 'warning',
  message: (f) => `the nodes have different bundles: ${f.groups.join('; ')}`,
  help: () => 'push again: it brings all of them to one state',
  explain:
    'An earlier push was interrupted between the confirmations of two nodes, or left one out that was down: files that nodes share are not the same on them.',
});

export const windowClosed = defineDiagnostic<{ work: string; seconds: number; left: number }>({
  code: 'push/window-closed',
  severity: 'error',
  message: (f) => `${f.work} may take ${f.seconds} s, and the window closes in ${f.left} s`,
  help: () => 'push again in the next window, or now with --now --because "..."',
  explain:
    'No step starts that may last beyond the end of the window; what was done before it is rolled back. With --now and a reason windows do not count.',
});

export const leftAlone = defineDiagnostic<{ node: string; seconds: number }>({
  code: 'push/left-alone',
  severity: 'error',
  message: (f) =>
    `${f.node} was left to itself: unless it hears from here, it ends the change alone within ${f.seconds} s, or when it boots`,
  help: () => 'wait for that, then look with clusterc status; push --resume ends what is left',
  explain:
    'Armed nodes roll themselves back when no confirmation arrives; where the cluster has heard of the new version they follow the lowest member that lives. ' +
    'Continuing without a member that cannot be reached would suspend it.',
});

export const stillArmed = defineDiagnostic<{ node: string; seconds: number }>({
  code: 'push/still-armed',
  severity: 'error',
  allowable: true,
  message: (f) =>
    f.seconds === 0
      ? `${f.node} is rolling back an earlier push that was not confirmed`
      : `${f.node} waits for an earlier push to be confirmed, and rolls it back in ${f.seconds} s`,
  help: (f) =>
    f.seconds === 0
      ? 'let clusterc wait for it: push --resume; if a daemon that has to be notified no longer runs, proceed with --allow push/still-armed'
      : 'wait for that, or let clusterc wait: push --resume',
  explain:
    'The nodes finish the push together. A controller that interferes would give one of them something that the others do not have.',
});

export const quorumAtRisk = defineDiagnostic<{ node: string }>({
  code: 'push/quorum-at-risk',
  severity: 'error',
  message: (f) => `${f.node} has to leave the cluster for a while, and without it the others would not be quorate`,
  help: () => 'bring the missing nodes, or the quorum disk, back first',
  explain:
    'A node leaves for a restart of its daemons only when the votes of the others are enough: else every service stops.',
});

export const stranded = defineDiagnostic<{ node: string; service: string }>({
  code: 'push/stranded',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.service} runs on ${f.node}, which has to leave the cluster, and may run nowhere else now`,
  help: () => 'bring another of its hosts back, or let it stop meanwhile with --allow push/stranded',
  explain:
    'What a node runs is stopped when it leaves. What can migrate is moved to another host first, and moved back afterwards.',
});

export const notAsBefore = defineDiagnostic<{ node: string; path: string }>({
  code: 'push/not-as-before',
  severity: 'warning',
  message: (f) => `${f.path} on ${f.node} is not what it was when this bundle was installed before`,
  help: () =>
    'compare the values of secrets with those of that time; where they were changed on purpose, this is right',
  explain:
    'A bundle holds no values of secrets. They are filled in as they are now, so a file whose secret has changed since is a different file.',
});

export const notProven = defineDiagnostic({
  code: 'push/not-proven',
  severity: 'warning',
  message: () => 'no node has kept the files of that bundle, so it is not proven that they are the same',
  help: () => 'see whether secrets have changed since that time: all else in the files is as the bundle says',
  explain:
    'A node keeps the files of the last three bundles, and compares them with those of a revert. This one is older, or was never there.',
});

export const noPrevious = defineDiagnostic({
  code: 'push/no-previous',
  severity: 'error',
  message: () => 'no node has kept a bundle from before the one that it has',
  help: () => 'name one with --to: the id of a bundle, as clusterc history shows it, or its folder or .tar',
  explain: 'A node keeps the files of the last three bundles, and knows which came before.',
});

export const severalPrevious = defineDiagnostic<{ previous: readonly string[] }>({
  code: 'push/several-previous',
  severity: 'error',
  message: (f) => `the nodes had different bundles before: ${f.previous.join('; ')}`,
  help: () => 'choose one of them with --to',
  explain:
    'An earlier push left a node out, or was interrupted. Which of them the cluster should go back to is for a person to decide.',
});

export const notPushed = defineDiagnostic<{ stack: string; what: string; cure?: string }>({
  code: 'push/not-supported',
  severity: 'error',
  message: (f) => `${f.what} cannot be pushed to hosts that run ${f.stack} yet: clusterc only checks and builds it`,
  help: (f) => f.cure ?? 'run clusterc build, and make that change by hand on each host; then push what is left',
  explain:
    'A change of such a cluster takes effect at once and everywhere, so that half of a push would be worse than none. It is refused ' +
    'until all steps, their order and their rollback are there.',
});
