/** Findings about files that differ between nodes. */
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const nodesDiffer = defineDiagnostic<{ path: string; groups: readonly string[] }>({
  code: 'drift/nodes-differ',
  severity: 'warning',
  message: (f) => `the nodes have different ${f.path}: ${f.groups.join(' unlike ')}`,
  help: () => 'write the intended content into the site, then push: all nodes get the same file',
  explain:
    'A shared file must be the same on every node. Otherwise the definition of a VM depends on where it starts, and a node reads ' +
    'another configuration of the cluster at its next start.',
});
