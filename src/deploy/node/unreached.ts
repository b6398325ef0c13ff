/** Findings about a node whose state is unknown, with a cure: codes `node/*`, `push/unreachable`. */
import { defineDiagnostic, type Diagnostic, type DiagnosticKind } from '../../diag/diagnostic.ts';
import { unreachable } from '../plan/findings.ts';
import type { Cause } from './cause.ts';
import type { UnreachedNode } from './state.ts';

type Facts = { readonly node: string; readonly reason: string };
type Kind = DiagnosticKind<Facts>;

export const noConnection = defineDiagnostic<Facts>({
  code: 'node/no-connection',
  severity: 'error',
  message: (f) => `there is no connection to ${f.node}: ${f.reason}`,
  help: () => 'see whether it is up, and whether "ssh.address" or "address" of the host is how it is reached from here',
  explain:
    'clusterc calls the ssh of this machine with its configuration. A jump host or another name belongs in ~/.ssh/config, an address ' +
    'into the site. ssh gives up after 10 s (ConnectTimeout, unless "ssh.options" of the host says otherwise).',
});

export const noAnswer = defineDiagnostic<Facts>({
  code: 'node/no-answer',
  severity: 'error',
  message: (f) => `${f.node} did not answer in time: ${f.reason}`,
  help: () => 'look on the node for a disk or a daemon that hangs, then run the command again',
  explain:
    'Every question to a node has a timeout, so a node that hangs does not hold up the others. Questions change nothing, so they may be repeated.',
});

export const tooMuch = defineDiagnostic<Facts>({
  code: 'node/too-much-output',
  severity: 'error',
  message: (f) => `${f.node} sent more than clusterc reads: ${f.reason}`,
  help: () => 'look at what its login shell prints without a terminal, and at the size of the managed files',
  explain:
    'A node sends at most the managed files that differ, each up to 1 MiB. Output beyond that is cut off, so that it does not fill the memory of this machine.',
});

export const cutOff = defineDiagnostic<Facts>({
  code: 'node/cut-off',
  severity: 'error',
  message: (f) => `the answer of ${f.node} is incomplete: ${f.reason}`,
  help: () =>
    'run the command again; if it stays, look for what ends processes on the node (memory, limits, a watchdog)',
  explain:
    'An answer ends with a marker line. Without it files that differ may be missing, so none of the answer is used.',
});

export const notUnderstood = defineDiagnostic<Facts>({
  code: 'node/not-understood',
  severity: 'error',
  message: (f) => `the answer of ${f.node} is not understood: ${f.reason}`,
  help: (f) =>
    `run "ssh ${f.node} true" by hand: it must print nothing; fix .bashrc or the forced command that prints something`,
  explain:
    'The node answers in a small protocol: one line for each managed file. Anything else is rejected, whatever printed it.',
});

export const wrongDigest = defineDiagnostic<Facts>({
  code: 'node/wrong-digest',
  severity: 'error',
  message: (f) => `the answer of ${f.node} contradicts itself: ${f.reason}`,
  help: () => 'run the command again; if it stays, do not trust the disk or the memory of that node',
  explain:
    'A file was changed while it was read, or something changes the data on its way. SHA-256 is computed on the node and here.',
});

export const hostKeyUnknown = defineDiagnostic<Facts>({
  code: 'node/host-key-unknown',
  severity: 'error',
  message: (f) => `the host key of ${f.node} is not known: ${f.reason}`,
  help: () =>
    'connect once by hand and compare the key with that on its console (ssh-keygen -lf /etc/ssh/ssh_host_rsa_key.pub)',
  explain:
    'clusterc never takes a key that it sees for the first time (StrictHostKeyChecking=yes, whatever ssh_config says): it would send ' +
    'the passwords of fence devices to any machine that answers.',
});

export const hostKeyChanged = defineDiagnostic<Facts>({
  code: 'node/host-key-changed',
  severity: 'error',
  message: (f) => `${f.node} has another host key than before: ${f.reason}`,
  help: () => 'if it was installed anew, remove that line of known_hosts, and compare the new key at its console',
  explain: 'Either the host was reinstalled, or another machine answers in its place. Only a person can tell which.',
});

export const noCommonAlgorithm = defineDiagnostic<Facts>({
  code: 'node/no-common-algorithm',
  severity: 'error',
  message: (f) => `ssh and ${f.node} have no algorithm in common: ${f.reason}`,
  help: () =>
    'under "ssh.options" of the host write HostKeyAlgorithms: +ssh-rsa and PubkeyAcceptedAlgorithms: +ssh-rsa, for RHEL 5 also KexAlgorithms: +diffie-hellman-group14-sha1',
  explain:
    'A current OpenSSH client does not offer what the sshd of RHEL 5 and 6 knows: ssh-rsa signatures with SHA-1, and there key exchanges of group 1 and 14 with SHA-1. ' +
    'release notes of OpenSSH 7.0, 8.2 and 8.8.',
});

export const loginRefused = defineDiagnostic<Facts>({
  code: 'node/login-refused',
  severity: 'error',
  message: (f) => `${f.node} does not let clusterc in: ${f.reason}`,
  help: (f) => `load a key into the agent, or install it there; "ssh -o BatchMode=yes ${f.node} true" has to work`,
  explain: 'A password cannot be typed for many nodes at once, so ssh is called in BatchMode.',
});

export const noSh = defineDiagnostic<Facts>({
  code: 'node/login-shell',
  severity: 'error',
  message: (f) => `the login shell on ${f.node} is none of the sh family: ${f.reason}`,
  help: (f) =>
    `on ${f.node} give that user /bin/sh or /bin/bash as login shell (usermod -s), or name another user under "ssh.user" of the host`,
  explain:
    'ssh hands a command to the login shell as one line. csh, tcsh and fish read such a line in another way, and nologin runs nothing.',
});

export const sudoRefused = defineDiagnostic<Facts>({
  code: 'node/sudo-refused',
  severity: 'error',
  message: (f) => `sudo does not make clusterc root on ${f.node}: ${f.reason}`,
  help: () =>
    'let the user run commands without a password and without a terminal: "ops ALL=(root) NOPASSWD: ALL" and "Defaults:ops !requiretty"',
  explain:
    'A user other than root needs sudo without a password and without a terminal (sudoers(5), NOPASSWD and requiretty).',
});

const KINDS: { readonly [C in Cause]: Kind } = {
  refused: unreachable,
  'no-connection': noConnection,
  'no-answer': noAnswer,
  'too-much': tooMuch,
  'cut-off': cutOff,
  'not-understood': notUnderstood,
  'wrong-digest': wrongDigest,
  'host-key-unknown': hostKeyUnknown,
  'host-key-changed': hostKeyChanged,
  'no-common-algorithm': noCommonAlgorithm,
  'login-refused': loginRefused,
  'no-sh': noSh,
  'sudo-refused': sudoRefused,
};

export function unreachedFinding({ node, reason, cause }: Omit<UnreachedNode, 'reachable'>): Diagnostic {
  return KINDS[cause]({ in: 'node', node }, { node, reason });
}

/** Findings about the nodes whose state is unknown. */
export function unreachedIn(all: readonly ({ readonly reachable: true } | UnreachedNode)[]): readonly Diagnostic[] {
  return all.flatMap((one) => (one.reachable ? [] : [unreachedFinding(one)]));
}
