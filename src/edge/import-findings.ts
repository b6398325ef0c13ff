/** Findings about reading the files of nodes and writing the site made from them. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const nothingThere = defineDiagnostic<{ path: string; exists: boolean }>({
  code: 'import/nothing-there',
  severity: 'error',
  message: (f) => (f.exists ? `${f.path} holds no files of a cluster` : `there is no folder ${f.path}`),
  help: () =>
    'name a folder laid out like the root of a node, with etc/cluster or etc/corosync below it, or one with a cib.xml',
  explain:
    'An import reads copies of the files of nodes, such as `tar` makes them: DIR/etc/cluster, DIR/etc/corosync, DIR/etc/lvm/lvm.conf. ' +
    'Files of domains from `virsh dumpxml` and a cib.xml from `cibadmin --query` may be directly in DIR.',
});

export const noClusterConf = defineDiagnostic<{ folders: string; path: string }>({
  code: 'import/no-cluster-conf',
  severity: 'error',
  message: (f) => `no ${f.path} in ${f.folders}`,
  help: (f) => `copy /${f.path} of one node there`,
  explain:
    "Hosts, fencing and services are known from the cluster's own file alone; the other files of a node add to it.",
});

export const unreadableNode = defineDiagnostic<{ path: string; why: string }>({
  code: 'import/unreadable',
  severity: 'error',
  message: (f) => `${f.path} cannot be read: ${f.why}`,
  help: () => 'give yourself the right to read it, or take it out of the folder',
  explain: 'A file that was skipped silently would be missing in the site.',
});

export const leadsOut = defineDiagnostic<{ path: string; root: string }>({
  code: 'import/leads-out',
  severity: 'error',
  message: (f) => `${f.path} leads out of ${f.root}; it was not read`,
  help: () => 'put a copy of the file there',
  explain: 'A link of a node, /etc/lvm/lvm.conf for one, would be followed on this machine and read its file instead.',
});

export const tooMuch = defineDiagnostic<{ path: string; limit: string }>({
  code: 'import/too-large',
  severity: 'error',
  message: (f) => `with ${f.path} it is more than ${f.limit}; it was not read`,
  help: () => 'name a folder with the configuration of nodes, no more',
  explain:
    'The limits keep a folder that holds something else from filling the memory: one file 4 MiB, all 64 MiB in 20,000 files.',
});

export const noSuchPlatform = defineDiagnostic<{ platform: string }>({
  code: 'import/platform',
  severity: 'error',
  message: (f) => `"${f.platform}" is not a platform`,
  help: () => 'write an operating system alone or with a release, such as rhel6.4, rhel9, debian12 or fedora42',
  explain:
    'The release decides what the imported site leaves out because it would be derived: machine types and timers for one.',
});

export const outputExists = defineDiagnostic<{ path: string }>({
  code: 'import/exists',
  severity: 'error',
  message: (f) => `${f.path} exists already; nothing was written`,
  help: () => 'name a folder that is not there yet with -o',
  explain: 'An import never overwrites: what is there may be a site that a person has worked on.',
});

export const unfetched = defineDiagnostic<{ node: string; why: string }>({
  code: 'import/unfetched',
  severity: 'error',
  message: (f) => `the files of ${f.node} could not be fetched: ${f.why}`,
  help: (f) => `ssh ${f.node} true`,
  explain:
    'An import over ssh needs every node that it names: the files of one that is missing would be missing in the site.',
});

export const cutOff = defineDiagnostic<{ node: string }>({
  code: 'import/cut-off',
  severity: 'error',
  message: (f) => `the answer of ${f.node} is not complete`,
  help: () => 'try again; keep what a login shell prints out of sessions without a terminal',
  explain: 'The script prints a line at its beginning and one at its end. Without both of them files may be missing.',
});
