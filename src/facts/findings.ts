/** Findings of `clusterc facts`. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const notFacts = defineDiagnostic<{ path: string }>({
  code: 'facts/not-facts',
  severity: 'error',
  message: (f) => `${f.path} is not a file of facts; it was left alone`,
  help: () => 'choose another file with -o FILE',
  explain:
    'clusterc facts writes its file anew, and nothing else may stand in it. A file that cannot be read as one may hold what somebody wrote.',
});
