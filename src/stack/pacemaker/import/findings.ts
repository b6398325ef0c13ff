/** Faults that prevent the import of a pacemaker cluster. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const noConfiguration = defineDiagnostic({
  code: 'import/no-configuration',
  severity: 'error',
  message: () => 'the CIB has no <configuration>',
  help: () => 'cibadmin --query >cib.xml',
  explain:
    'Resources, constraints and options are in <configuration>. A part of the document, or its status alone, says nothing of them.',
});

export const corosyncSyntax = defineDiagnostic<{ because: string }>({
  code: 'import/corosync-syntax',
  severity: 'error',
  message: (f) => `corosync refuses the file: ${f.because}`,
  help: () => 'copy the file again, from a node where `corosync -t` accepts it',
  explain: 'A truncated file would silently lose nodes; corosync.conf(5): sections in braces, and keys with colons.',
});
