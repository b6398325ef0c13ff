/** Faults that prevent the import of a cman cluster. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const notAClusterConf = defineDiagnostic<{ root: string }>({
  code: 'import/not-a-cluster',
  severity: 'error',
  message: (f) => `the root element is <${f.root}>, not <cluster>`,
  help: () => 'name the cluster.conf of cman',
  explain: 'cluster.conf(5): the file has one <cluster> element.',
});
