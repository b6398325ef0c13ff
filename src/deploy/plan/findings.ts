/** Findings about nodes: codes `drift/*`, `push/*`, `secret/*`. Some can be allowed per run and code. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';
import { UNSIGNED } from '../node/lock.ts';

export const editedByHand = defineDiagnostic<{ node: string; path: string; what: string }>({
  code: 'drift/edited-by-hand',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.path} on ${f.node} ${f.what} since it was installed`,
  help: () => 'take the change into the site, or overwrite it with --allow drift/edited-by-hand',
  explain:
    'The change had a reason. A push that overwrites it silently brings back the problem that was solved by hand.',
});

export const notOurs = defineDiagnostic<{ node: string; path: string }>({
  code: 'drift/not-ours',
  severity: 'error',
  allowable: true,
  message: (f) => `${f.path} on ${f.node} was never installed by clusterc`,
  help: () => 'compare it with what the site says, then overwrite it with --allow drift/not-ours',
  explain: 'To overwrite a file that clusterc did not write is a decision, not a side effect.',
});

export const notAFile = defineDiagnostic<{ node: string; path: string }>({
  code: 'drift/not-a-file',
  severity: 'error',
  message: (f) => `${f.path} on ${f.node} is not a regular file`,
  help: () => 'put a plain file in its place, or remove it',
  explain:
    'A link or a folder at this path was put there by hand; renaming a file over it would change something else.',
});

export const unreachable = defineDiagnostic<{ node: string; reason: string }>({
  code: 'push/unreachable',
  severity: 'error',
  message: (f) => `${f.node} cannot be inspected: ${f.reason}`,
  help: () => 'fix the cause, then run the command again',
  explain: 'Files that all nodes share are changed on all of them or on none.',
});

export const locked = defineDiagnostic<{ node: string; owner: string; ageSeconds: number; leaseSeconds: number }>({
  code: 'push/locked',
  severity: 'error',
  allowable: true,
  message: (f) =>
    `${f.node} has been locked for ${age(f.ageSeconds)} by ${f.owner === UNSIGNED ? 'a push without a recorded owner' : f.owner}`,
  help: (f) =>
    f.ageSeconds > f.leaseSeconds
      ? `that push should have ended ${age(f.ageSeconds - f.leaseSeconds)} ago; take its lock over with --allow push/locked`
      : f.owner === UNSIGNED
        ? `the lock is valid for another ${age(f.leaseSeconds - f.ageSeconds + 1)}: push again then, or take it over now with --allow push/locked`
        : 'wait for that push; if it is dead, take its lock over with --allow push/locked',
  explain: 'Two pushes at once would interleave their files and versions.',
});

/** `40 s`, `3 min`, `2 h`. */
function age(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

export const versionExhausted = defineDiagnostic<{ node: string; version: number; file: string; attribute: string }>({
  code: 'push/version-exhausted',
  severity: 'error',
  message: (f) => `${f.attribute} cannot rise further: ${f.node} has ${f.version}`,
  help: (f) =>
    `stop the cluster on every node, set ${f.attribute}="1" in ${f.file} on each, then push with --allow drift/edited-by-hand`,
  explain: 'A version that is higher than the cluster can read is taken for an older one, or for none.',
});

export const versionUnread = defineDiagnostic<{ node: string; file: string; attribute: string }>({
  code: 'push/version-unread',
  severity: 'error',
  message: (f) => `${f.attribute} cannot be read in ${f.file} on ${f.node}`,
  help: (f) =>
    `write ${f.attribute} as plain digits into the first element of ${f.file} on ${f.node}, without a document type or an entity`,
  explain:
    'A push gives the file a version above that of every node. Below the right one, the cluster would not take the file; and a node ' +
    'could not put the old file back under a new version.',
});

export const changedMeanwhile = defineDiagnostic<{ node: string }>({
  code: 'push/changed-meanwhile',
  severity: 'error',
  message: (f) => `${f.node} is no longer what the plan was made for`,
  help: () => 'run the command again: it makes a new plan',
  explain:
    'Another push was faster. A plan carried out on another state would undo that push and use its version again.',
});

export const notAllowable = defineDiagnostic<{ code: string; suggestion: string | null; codes: readonly string[] }>({
  code: 'push/not-allowable',
  severity: 'error',
  message: (f) =>
    `--allow ${f.code}: no finding with this code can be allowed${f.suggestion === null ? '' : `; did you mean ${f.suggestion}?`}`,
  help: (f) => `use one of: ${f.codes.join(', ')}`,
  explain: 'A misspelled code would allow nothing, and the push would be refused in the middle of the window.',
});

export const interrupted = defineDiagnostic<{ node: string; after: string }>({
  code: 'push/interrupted',
  severity: 'error',
  message: (f) => `an earlier push to ${f.node} was cut off when its files were ${f.after}`,
  help: (f) =>
    `${f.after === 'confirmed' ? 'finish that' : 'put that back'} with clusterc push --resume; a push without --plan and --limit does so first`,
  explain:
    'Until it is finished or rolled back the node may have some new files and some old, or new files without a record of them.',
});

export const stepFailed = defineDiagnostic<{ node: string; step: string; reason: string }>({
  code: 'push/step-failed',
  severity: 'error',
  message: (f) => `${f.step} failed on ${f.node}: ${f.reason}`,
  help: () => 'fix the cause, then push again',
  explain: 'A push stops at the first step that fails, and rolls back what it changed, on every node.',
});

export const stuck = defineDiagnostic<{ node: string; root: string; bundle: string; failed: 'commit' | 'revert' }>({
  code: 'push/stuck',
  severity: 'error',
  message: (f) =>
    f.failed === 'revert'
      ? `the state of ${f.node} is not known: putting it back failed too`
      : `${f.node} has the new files, but could not record that they are installed`,
  help: (f) => {
    const state = `${f.root === '/' ? '' : f.root}/var/lib/clusterc`;
    return f.failed === 'revert'
      ? `look at ${state}/undo on ${f.node}; it holds the previous files`
      : `make room for ${state} on ${f.node}, then push again: it finishes that first`;
  },
  explain: 'The end of a revert is verified by checksum; without that proof no success is reported.',
});

export const unresolvedSecret = defineDiagnostic<{ secret: string; said: string | null }>({
  code: 'secret/unresolved',
  severity: 'error',
  message: (f) => `there is no value for the secret ${f.secret}${f.said === null ? '' : `; ${f.said}`}`,
  help: () => 'add it where the values of secrets come from',
  explain: 'An incomplete file must not reach a node, so nothing was changed.',
});

export const unfitSecret = defineDiagnostic<{ problem: string }>({
  code: 'secret/unfit',
  severity: 'error',
  message: (f) => f.problem,
  help: () => 'choose a value of one line without spaces at its ends',
  explain: 'The value cannot be written where it is used without changing its meaning.',
});

export const chapShort = defineDiagnostic<{ secret: string; bytes: number }>({
  code: 'secret/chap-short',
  severity: 'error',
  message: (f) =>
    `the CHAP secret ${f.secret} has ${f.bytes} ${f.bytes === 1 ? 'byte' : 'bytes'}; 12 to 16 work everywhere`,
  help: () => 'choose one of 12 to 16 bytes, at the target first',
  explain:
    'A CHAP secret has at least 96 bits unless IPsec protects it (RFC 7143, 9.2.1), and targets refuse a shorter one: the login fails at ' +
    'the next boot of the host.',
});

export const chapLong = defineDiagnostic<{ secret: string; bytes: number }>({
  code: 'secret/chap-long',
  severity: 'warning',
  message: (f) => `the CHAP secret ${f.secret} has ${f.bytes} bytes; many targets take 12 to 16 only`,
  help: () => 'choose one of 12 to 16 bytes, unless the target is known to take more',
  explain:
    'Some targets cut a longer secret off, others refuse it; the login then fails. RFC 7143, 9.2.1, asks for 96 bits, which are 12 bytes.',
});

export const chapMutual = defineDiagnostic<{ secret: string; forward: string }>({
  code: 'secret/chap-mutual',
  severity: 'error',
  message: (f) =>
    `the secrets ${f.secret} and ${f.forward} are the two sides of one CHAP login and have the same value`,
  help: () => 'choose another value for one of them',
  explain:
    'With one value for both, a false target hands the challenge of the host back to it and uses the answer. RFC 7143, 9.2.1, forbids it, and ' +
    'initiators and targets refuse such a login.',
});

export const ipmiLong = defineDiagnostic<{ secret: string; bytes: number; most: number }>({
  code: 'secret/ipmi-long',
  severity: 'error',
  message: (f) => `the IPMI password ${f.secret} has ${f.bytes} bytes; the fence agent takes at most ${f.most}`,
  help: (f) =>
    `choose one of at most ${f.most} bytes, at the board first${f.most < 20 ? '; with lanplus: true at the fence device, 20 bytes are possible' : ''}`,
  explain:
    'ipmitool, which the agents for IPMI run, refuses a longer password: no fencing with this device succeeds, and recovery waits for it. ' +
    'IPMI 1.5 has 16 bytes for a password, IPMI 2.0 has 20 (IPMI specification 2.0, 22.30).',
});

export const vncLong = defineDiagnostic<{ secret: string }>({
  code: 'secret/vnc-long',
  severity: 'warning',
  message: (f) => `the VNC password ${f.secret} has more than 8 characters; only the first 8 count`,
  help: () => 'choose one of 8 characters, and let the display listen on 127.0.0.1',
  explain:
    'VNC uses the password as a key of DES, which has 8 bytes (RFC 6143, 7.2.2). Further characters add no protection.',
});
