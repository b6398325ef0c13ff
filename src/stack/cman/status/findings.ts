/** Findings about a running cluster of cman and rgmanager, codes `status/*`. An error endangers VMs now or at the next failure. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

/** `daemon`: its name as `service` takes it. */
export const suspended = defineDiagnostic<{ node: string; file: number | null; running: number | null }>({
  code: 'status/suspended',
  severity: 'error',
  message: (f) => `cman on ${f.node} is suspended: it cannot follow the configuration that the other nodes run`,
  help: () =>
    'push, before any node joins or leaves: it gives every node a higher version, which a suspended node reads within a second',
  explain:
    'It still counts as a member and looks quorate; the only sign is "Error" among the flags of cman_tool status. When quorum is ' +
    'next counted, because any node joins, leaves or fails, it loses quorum, and rgmanager stops its VMs in the same second. ' +
    'Observed on running daemons. Where a node is still refused after its file is right, only leaving and joining it again helped.',
});

export const notQuorate = defineDiagnostic<{ nodes: readonly string[]; votes: number | null; quorum: number | null }>({
  code: 'status/not-quorate',
  severity: 'error',
  message: (f) =>
    `${f.nodes.join(', ')} ${f.nodes.length === 1 ? 'has' : 'have'} no quorum${f.votes === null || f.quorum === null ? '' : `: ${f.votes} of the ${f.quorum} votes that are needed`}`,
  help: () =>
    'bring the missing nodes or the quorum disk back; leave cman_tool expected for when they are known to be off',
  explain: 'Without quorum nothing is fenced and nothing fails over, and rgmanager stops what it runs. cman_tool(8).',
});

export const notMember = defineDiagnostic<{ node: string; says: string; state: string | null }>({
  code: 'status/not-member',
  severity: 'warning',
  message: (f) =>
    f.state === null
      ? `${f.node} is not a member of the cluster, says ${f.says}`
      : `cman on ${f.node} runs but is not a member of the cluster (${f.state})`,
  help: (f) => `see that cluster.conf on ${f.node} is that of the other nodes, then start cman on it`,
  explain:
    'What it would run runs elsewhere, with one host less to fail over to. A node with an older cluster.conf than the others run ' +
    'leaves again right after joining, one with a newer one suspends them. Observed on running daemons.',
});

export const disallowed = defineDiagnostic<{ node: string; says: string }>({
  code: 'status/disallowed',
  severity: 'error',
  message: (f) => `${f.says} does not allow ${f.node} into the cluster: both had state of their own when they met`,
  help: (f) =>
    `stop changing things; then restart all of the cluster on ${f.node}, or on the others, whichever runs less`,
  explain:
    'Two parts of a cluster that both went on while they were apart cannot be merged. cman marks the nodes of the other part ' +
    'with "d". cman_tool(8), "disallowed".',
});

export const versionSplit = defineDiagnostic<{ versions: readonly { version: number; nodes: readonly string[] }[] }>({
  code: 'status/version-split',
  severity: 'error',
  message: (f) =>
    `the nodes run different config_versions: ${f.versions.map(({ version, nodes }) => `${version} on ${nodes.join(', ')}`).join('; ')}`,
  help: () => 'push: it gives every node one new version, higher than all of these',
  explain:
    'They agree on who is a member and not on what to do. It stays so until the next push. Observed on running daemons: a node ' +
    'that already had a newer file went to that version, without an error anywhere.',
});

export const versionOnDisk = defineDiagnostic<{ nodes: readonly string[]; file: number; running: number }>({
  code: 'status/version-on-disk',
  severity: 'error',
  message: (f) =>
    `cluster.conf on ${f.nodes.join(', ')} has config_version ${f.file}, and the cluster runs ${f.running}`,
  help: (f) =>
    f.file > f.running
      ? 'push: it gives every node a higher version, and announces it; until then no node may reboot'
      : 'push: it puts one file on every node',
  explain:
    'A file that was put in place and not announced is activated by any node that boots: it suspends the others, or they change to ' +
    'it silently. On RHEL 6 a node with an older file can no longer join. Observed on running daemons.',
});

export const fencing = defineDiagnostic<{ says: string; victim: string | null; victims: number | null; wait: string }>({
  code: 'status/fencing',
  severity: 'error',
  message: (f) =>
    `${f.victim ?? (f.victims === null || f.victims === 0 ? 'a node' : `${f.victims} node${f.victims === 1 ? '' : 's'}`)} is to be fenced, says ${f.says}; it has not succeeded yet (${f.wait})`,
  help: (f) => `wait; if it takes longer than a minute, look for "fence" in /var/log/messages on ${f.says}`,
  explain:
    'Until it succeeds nothing of the lost node fails over, and clvmd and GFS2 wait. fenced tries again every few seconds, forever. ' +
    'Only where the node is known to be off does fence_ack_manual end it. fenced(8); observed on running daemons.',
});

export const fenceDomain = defineDiagnostic<{ node: string; running: boolean }>({
  code: 'status/fence-domain',
  severity: 'error',
  message: (f) =>
    `${f.node} is a member of the cluster, but ${f.running ? 'not in the fence domain' : 'fenced does not run on it'}`,
  help: (f) => (f.running ? `fence_tool join, on ${f.node}` : `move its VMs away, then restart cman on ${f.node}`),
  explain: 'Only nodes in the fence domain fence others, and are fenced when they fail. fence_tool(8), fenced(8).',
});

export const serviceFailed = defineDiagnostic<{ name: string; last: string | null }>({
  code: 'status/service-failed',
  severity: 'error',
  message: (f) => `${f.name} is failed${f.last === null ? '' : `; it ran on ${f.last}`}`,
  help: (f) => `see that nothing of it runs on any node; then clusvcadm -d ${f.name}, and clusvcadm -e ${f.name}`,
  explain:
    'rgmanager could not stop it, so it does not know whether its disks are still in use, and starts it nowhere. clusvcadm(8): a failed ' +
    'service has to be disabled before it can be enabled.',
});

export const serviceNotStarted = defineDiagnostic<{ name: string; last: string | null }>({
  code: 'status/service-not-started',
  severity: 'error',
  message: (f) => `${f.name} does not start${f.last === null ? '' : `; it was tried last on ${f.last}`}`,
  help: (f) => `look into the logs of the nodes; when the cause is gone, clusvcadm -e ${f.name}`,
  explain:
    'rgmanager has tried every node that it may run on, and given it up: it ends as stopped, without an owner, and not as failed. ' +
    'Measured on cman 3.2. Nothing of it runs.',
});

export const serviceRecovering = defineDiagnostic<{ name: string; state: string; owner: string | null }>({
  code: 'status/service-recovering',
  severity: 'warning',
  message: (f) => `${f.name} is ${f.state}${f.owner === null ? '' : ` on ${f.owner}`}`,
  help: () => 'wait for the end of it, then run the command again',
  explain: 'It failed, and rgmanager restarts or relocates it. A push would come in between.',
});

export const doubleRun = defineDiagnostic<{ name: string; guests: readonly { host: string; state: string }[] }>({
  code: 'status/double-run',
  severity: 'error',
  message: (f) => `${f.name} runs on ${f.guests.map(({ host, state }) => `${host} (${state})`).join(' and ')}`,
  help: (f) =>
    `run the command again, in case it moved meanwhile; if it is still so, clusvcadm -Z vm:${f.name}, and shut down at once the guest that is not in use`,
  explain:
    'Two guests on the same disks destroy their file systems. rgmanager does not look at other nodes and never warns of it. During a live ' +
    'migration both are listed, which rgmanager calls migrating. clustat(8).',
});

/** `state`: as rgmanager calls it, or `absent`. */
export const unmanagedGuest = defineDiagnostic<{ name: string; host: string; state: string }>({
  code: 'status/unmanaged-guest',
  severity: 'error',
  message: (f) =>
    `${f.name} runs on ${f.host}, but ${f.state === 'absent' ? 'rgmanager does not know it' : `rgmanager has it as ${f.state}`}: nothing watches it`,
  help: (f) => {
    if (f.state === 'absent')
      return `push, then clusvcadm -e vm:${f.name} -m NODE, with the name that clustat has for ${f.host}`;
    if (f.state === 'failed')
      return `clusvcadm -d vm:${f.name}, which tries to shut it down again, then clusvcadm -e vm:${f.name}`;
    return `clusvcadm -e vm:${f.name} -m NODE, with the name that clustat has for ${f.host}: it adopts the guest that runs`;
  },
  explain:
    'It is not started again when it fails, and if a person enables it elsewhere only the agent prevents a second guest on the ' +
    'same disks. A changed path with autostart off, or a VM taken out of cluster.conf, leaves one behind. Observed on running daemons.',
});

/** `host`: where a guest of that name runs instead; null for nowhere. */
export const guestMissing = defineDiagnostic<{ name: string; owner: string; host: string | null }>({
  code: 'status/guest-missing',
  severity: 'error',
  message: (f) =>
    `rgmanager has ${f.name} as started on ${f.owner}, but ${f.host === null ? 'no such guest runs there' : `the guest runs on ${f.host}`}`,
  help: (f) =>
    f.host === null
      ? 'run the command again after a minute: rgmanager recovers it when it next looks'
      : `clusvcadm -Z vm:${f.name}, so that it is not started a second time on ${f.owner}, then ask who moved it`,
  explain:
    'The guest was shut down or moved with virsh, without rgmanager. rgmanager finds out at its next check, takes that for a failure, and ' +
    'starts it again.',
});
