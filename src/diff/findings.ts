/** Findings about files that differ between nodes. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const nodesDiffer = defineDiagnostic<{ path: string; groups: readonly string[] }>({
  code: 'drift/nodes-differ',
  severity: 'warning',
  message: (f) => `the nodes have different ${f.path}: ${f.groups.join(' unlike ')}`,
  help: () => 'put what is wanted into the site, then push: it brings the same file to all of them',
  explain:
    'A file that nodes share has to say the same on each: where a VM starts decides otherwise which of two definitions counts, and ' +
    'a configuration of the cluster that differs is read at the next start of the node.',
});
