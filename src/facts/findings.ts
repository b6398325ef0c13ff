/** Findings of `clusterc facts`. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const agentUnread = defineDiagnostic<{ host: string; agent: string }>({
  code: 'facts/agent-unread',
  severity: 'warning',
  message: (f) =>
    `the metadata of ${f.agent} on ${f.host} cannot be read; a push is predicted by the catalogue in its place`,
  help: (f) => `run ${f.agent} meta-data on ${f.host}, and install its package again`,
  explain:
    'The cluster ignores an agent whose metadata is no XML, or contradicts itself, and leaves all its resources out. ' +
    'So what a push does to them may not be what is predicted.',
});

export const notFacts = defineDiagnostic<{ path: string }>({
  code: 'facts/not-facts',
  severity: 'error',
  message: (f) => `${f.path} is not a file of facts; it was left alone`,
  help: () => 'choose another file with -o FILE',
  explain: 'clusterc facts rewrites its file, which holds nothing else. Any other file may hold what a person wrote.',
});
