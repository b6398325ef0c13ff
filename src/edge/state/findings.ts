/** Findings about the journal and the kept bundles on this machine. A push never fails because of them. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';

export const journalUnwritable = defineDiagnostic<{ path: string; why: string }>({
  code: 'journal/unwritable',
  severity: 'warning',
  message: (f) => `this push is not recorded in ${f.path}: ${f.why}`,
  help: () => 'fix that, or set XDG_STATE_HOME to a folder of yours: clusterc history will not list this push',
  explain:
    'The journal says who pushed what, when and why. No decision depends on it, so the push continues without it; what a node has is known from the ' +
    'node itself.',
});

export const journalUnreadable = defineDiagnostic<{ path: string; why: string }>({
  code: 'journal/unreadable',
  severity: 'error',
  message: (f) => `${f.path} cannot be read: ${f.why}`,
  help: () => 'give yourself the right to read it, or set XDG_STATE_HOME to the folder where it is',
  explain: 'Each push is recorded on the machine where it begins; the journal of a colleague is elsewhere.',
});

export const foreignLines = defineDiagnostic<{ path: string; count: number }>({
  code: 'journal/foreign-lines',
  severity: 'warning',
  message: (f) =>
    `${f.count} ${f.count === 1 ? 'line' : 'lines'} of ${f.path} could not be understood and are left out`,
  help: () => 'look at them with a newer clusterc, or with less',
  explain:
    'A line may come from a newer version, or from a push that was cut off; or it was written by hand. The other lines are still used.',
});

export const notKept = defineDiagnostic<{ bundle: string; why: string }>({
  code: 'bundle/not-kept',
  severity: 'warning',
  message: (f) => `the bundle ${f.bundle} is not kept on this machine: ${f.why}`,
  help: () => 'keep it yourself, should you want to go back to it: clusterc build --tar',
  explain:
    'The last bundles are kept next to the journal, so that one can be pushed again by its name. The push continues without it.',
});

const BUILD_IT = 'name the revision of the site that it was built from: clusterc revert --to HEAD~1';

export const notAtHand = defineDiagnostic<{ id: string; cluster: string; known: readonly string[] }>({
  code: 'bundle/not-at-hand',
  severity: 'error',
  message: (f) => `no bundle of ${f.cluster} that is kept on this machine is called ${f.id}`,
  help: (f) => (f.known.length === 0 ? BUILD_IT : `name one of ${f.known.join(', ')}; or ${BUILD_IT}`),
  explain:
    'The last ten bundles that were pushed from this machine are kept on it; at least six hex digits of the id name one. A bundle that was pushed ' +
    'from another machine is built again from the revision of the site that it was made from: the same site gives the same id on every machine.',
});

export const ambiguousId = defineDiagnostic<{ id: string; cluster: string; known: readonly string[] }>({
  code: 'bundle/ambiguous-id',
  severity: 'error',
  message: (f) => `several bundles of ${f.cluster} are called ${f.id}: ${f.known.join(', ')}`,
  help: () => 'write more digits of the one that is meant',
  explain: 'clusterc does not guess which one is meant: they may differ in everything.',
});
