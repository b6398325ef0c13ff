/** Effects of a push on a running cluster that must be allowed: codes `rm/*` and `push/*`. Each names the safe way. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const disruptiveChange = defineDiagnostic<{
  name: string;
  class: string;
  owner: string;
  sentence: string;
  outage: string;
}>({
  code: 'rm/disruptive-change',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.sentence} (${f.outage})`,
  help: (f) =>
    f.class === 'VM_REBIND'
      ? `push with --allow rm/disruptive-change, then look at clustat: where it is not started, clusvcadm -e ${f.name} -m ${f.owner} adopts the running guest`
      : 'push in a window with --allow rm/disruptive-change, or take the change out',
  explain:
    'rgmanager compares old and new by the metadata of its agents, and stops what differs in an attribute that is not ' +
    'marked for reconfiguration. rgmanager, groups.c; measured with rg_test.',
});

export const orphan = defineDiagnostic<{ name: string; state: string; owner: string }>({
  code: 'rm/orphan',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.name} is ${f.state} on ${f.owner}, and would keep running there unwatched`,
  help: (f) => `clusvcadm -d ${f.name}`,
  explain:
    'rgmanager does not stop a VM that disappears from the file. It runs on unmanaged, and a later start elsewhere writes ' +
    'to the same disks. Disable it, then push.',
});

/** `owner`: null if it is unknown what runs. */
export const doubleStart = defineDiagnostic<{
  from: string;
  to: string;
  owner: string | null;
  changed: readonly string[];
}>({
  code: 'push/double-start',
  severity: 'error',
  allowable: true,
  message: (f) =>
    [
      `${f.from} ${f.owner === null ? 'may run somewhere' : `runs on ${f.owner}`} and becomes ${f.to}: both would run on the same disks`,
      ...f.changed,
    ].join(', and '),
  help: (f) => `clusvcadm -d ${f.from}, then push, then clusvcadm -e ${f.to}`,
  explain:
    'A renamed VM is one that is gone and one that is new: the old guest keeps running, and the new one is started as well. ' +
    'Measured with rg_test.',
});

/** `others`: new or changed ones in the same push; empty if it is changed itself. */
export const startsDisabled = defineDiagnostic<{ name: string; others: readonly string[] }>({
  code: 'push/starts-disabled',
  severity: 'error',
  allowable: true,
  message: (f) =>
    f.others.length === 0
      ? `${f.name} was disabled by hand and would be started, since it is changed and autostart is on`
      : `${f.name} was disabled by hand and would be started, since ${f.others.join(', ')} is added or changed too`,
  help: (f) =>
    f.others.length === 0
      ? `write autostart="0" for ${f.name} in a push of its own first, or take the change out`
      : `push the change of ${f.name} without the others, in a push of its own`,
  explain:
    'A new or changed service is set to stopped when autostart is on, and then started. With at least one of these in a push, the ' +
    'second pass does the same to every reconfigured one that was disabled. rgmanager, groups.c.',
});

export const frozen = defineDiagnostic<{ name: string; owner: string }>({
  code: 'push/frozen',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.name} is frozen on ${f.owner}, and rgmanager would act on it all the same`,
  help: (f) => `clusvcadm -U ${f.name}, or take the change out`,
  explain:
    'Freezing skips the orderly stop of a changed service, and neither the stop on every node that follows nor that of a ' +
    'changed resource: it would be shown as started with nothing running. rgmanager, groups.c.',
});

export const haLost = defineDiagnostic<{ name: string; owner: string }>({
  code: 'push/ha-lost',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.name} keeps running on ${f.owner}, and is not watched or failed over any more`,
  help: (f) => `clusvcadm -e ${f.name} -m ${f.owner}, right after the push`,
  explain:
    'A changed VM is released and taken over again only with autostart on. With autostart off it stays disabled while the ' +
    'guest runs. Measured.',
});

export const selfFence = defineDiagnostic<{ name: string; resource: string; owner: string; others: readonly string[] }>(
  {
    code: 'push/self-fence',
    severity: 'error',
    allowable: true,
    message: (f) =>
      `${f.resource} of ${f.name} is stopped with self_fence: if that fails ${f.owner} reboots, with ${f.others.length === 0 ? 'all that runs there' : f.others.join(', ')}`,
    help: (f) => `move everything but ${f.name} off ${f.owner} first, with clusvcadm -M or -r`,
    explain:
      'With self_fence a file system that cannot be unmounted, or a volume that cannot be deactivated, reboots the node. ' +
      'Metadata of fs, clusterfs, netfs and lvm.',
  },
);

export const stopsDependent = defineDiagnostic<{ name: string; on: string }>({
  code: 'push/stops-dependent',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.name} depends on ${f.on} and stops with it`,
  help: (f) => `stop ${f.name} in the same window, or write depend_mode="soft" in an earlier one`,
  explain:
    'With depend_mode hard, which is the default, what depends on a service stops when that stops. rgmanager, groups.c.',
});

export const agentsUpgraded = defineDiagnostic<{ names: readonly string[] }>({
  code: 'push/agents-upgraded',
  severity: 'error',
  allowable: true,
  message: (f) => `the agents on the nodes have changed: any push releases or stops ${f.names.join(', ')}`,
  help: () => 'push in a window with --allow push/agents-upgraded, before anything else is changed',
  explain:
    'rgmanager reads the metadata of its agents with every new file. An attribute that is new there and has a default makes ' +
    'every resource of the type a changed one, with an unchanged file. Measured with rg_test.',
});

export const allDown = defineDiagnostic<{ change: string; needs: string }>({
  code: 'push/all-down',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.change} ${f.needs}: every service and VM goes down`,
  help: () =>
    'disable the VMs, stop rgmanager, clvmd and cman on all nodes, put the file in place, and start them in a window',
  explain:
    'cman silently takes the file live, and then some of its values count and others do not: after a change of the ' +
    'token one node had the new value and the other the old one (measured). Red Hat solution 39903.',
});
