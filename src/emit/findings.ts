/** Findings about making files. Both are rare, and one is a bug of ours. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const templateMismatch = defineDiagnostic<{ template: string; line: number; column: number; problem: string }>({
  code: 'template/mismatch',
  severity: 'error',
  message: (f) => `bug in clusterc: templates/${f.template}.hbs:${f.line}:${f.column + 1}: ${f.problem}`,
  help: () => 'report this; no site can cause it',
  explain:
    'A template reads something that its view does not have, or not in that form. The mistake is ours, not yours.',
});

export const pathCollision = defineDiagnostic<{ node: string; path: string }>({
  code: 'bundle/path-collision',
  severity: 'error',
  message: (f) => `two files would both be ${f.path} on ${f.node}`,
  help: () => 'rename one of them',
  explain: 'Names that differ for people can be the same path on a node; the second file would replace the first.',
});
