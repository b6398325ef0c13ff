/** Findings about a running cluster, codes `status/*`. An error endangers VMs now or at the next failure. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const daemonDown = defineDiagnostic<{ node: string; daemon: string; installed: boolean; loses: string }>({
  code: 'status/daemon-down',
  severity: 'warning',
  message: (f) => `${f.daemon} ${f.installed ? 'does not run' : 'is not installed'} on ${f.node}: ${f.loses}`,
  help: (f) =>
    f.installed ? `service ${f.daemon} start, on ${f.node}` : `install ${f.daemon} on ${f.node}, then start it`,
  explain: 'Services elsewhere keep running, but have one host less to fail over to.',
});

export const noAnswer = defineDiagnostic<{ node: string; programs: readonly string[] }>({
  code: 'status/no-answer',
  severity: 'warning',
  message: (f) => `${f.node} gave no answer to ${f.programs.join(', ')}`,
  help: (f) => `run ${f.programs[0] ?? 'it'} on ${f.node} by hand, and look into its /var/log/messages`,
  explain:
    'Each program has a few seconds. One that takes longer waits for a daemon that hangs, often on storage that is gone; ' +
    'what it would have said is missing here.',
});

export const notUnderstood = defineDiagnostic<{ node: string; program: string; said: string }>({
  code: 'status/not-understood',
  severity: 'warning',
  message: (f) => `${f.program} on ${f.node} said something that clusterc does not understand: "${f.said}"`,
  help: (f) => `run ${f.program} on ${f.node} by hand`,
  explain:
    'The formats that are known are those of RHEL 5 and RHEL 6. What is not understood is left out, not guessed.',
});

export const partitioned = defineDiagnostic<{ left: readonly string[]; right: readonly string[] }>({
  code: 'status/partitioned',
  severity: 'error',
  message: (f) => `the cluster is in two parts that are both quorate: ${f.left.join(', ')} and ${f.right.join(', ')}`,
  help: () => 'see which VMs run in both parts, then switch off the nodes of one part before anything else',
  explain:
    'Each part takes the other for lost, and may start what still runs there, on the same disks. Fencing ends this as a rule: ' +
    'if both are alive, it has failed, or has not ended yet.',
});

export const sessionMissing = defineDiagnostic<{ node: string; iqn: string; portals: readonly string[] }>({
  code: 'status/session-missing',
  severity: 'warning',
  message: (f) => `${f.node} has no iSCSI session to ${f.portals.join(', ')} of ${f.iqn}, only others to it`,
  help: (f) => `iscsiadm -m node -T ${f.iqn} --login, on ${f.node}; sessions that are there stay`,
  explain: 'The disks are still there, over fewer paths than the site describes: the next failure may be the last one.',
});

export const definedGuest = defineDiagnostic<{ node: string; vm: string }>({
  code: 'status/defined-guest',
  severity: 'warning',
  message: (f) => `${f.vm} is defined in libvirt of ${f.node}, and shut off there`,
  help: (f) => `virsh undefine ${f.vm}, on ${f.node}; its file stays in /etc/cluster/vms`,
  explain:
    'The cluster starts a guest from a file that libvirt does not know. One that is defined is one virsh start, or one reboot with autostart, away from a second ' +
    'instance on the same disks. resource-agents issue 240.',
});

export const otherDefinition = defineDiagnostic<{ node: string; vm: string; path: string; restart: string }>({
  code: 'status/other-definition',
  severity: 'warning',
  message: (f) => `${f.vm} runs on ${f.node} with another definition than that in ${f.path}`,
  help: (f) => `${f.restart}, in a window; or leave it until the VM is stopped and started`,
  explain:
    'A definition counts from the next start on: a live migration takes the running one along. The two are compared by meaning, so that what libvirt adds is no difference.',
});

/** `rescan`: makes the cluster see the disks again; null where nothing has to. */
export const targetLost = defineDiagnostic<{ node: string; iqn: string; rescan: string | null }>({
  code: 'status/target-lost',
  severity: 'error',
  message: (f) => `${f.node} has no iSCSI session to ${f.iqn}`,
  help: (f) =>
    `iscsiadm -m node -T ${f.iqn} --login, on ${f.node}${f.rescan === null ? '' : `; then ${f.rescan} where the cluster runs`}`,
  explain:
    'None of its LUNs is there: VMs on them cannot start on this node, and those that run there have lost their disks. iscsiadm(8).',
});

export const nextStep = defineDiagnostic<{ because: string; step: string }>({
  code: 'status/next-step',
  severity: 'note',
  message: (f) => `the next step: ${f.because}`,
  help: (f) => f.step,
  explain:
    'status, plan, push and push --resume name the same step, one at a time; the same command names the one that follows. A push is named where ' +
    'nodes have or run different versions: it gives all of them one that is higher than every other.',
});
