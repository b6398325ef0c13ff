/** Findings about XML files. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';

export const malformedXml = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'import/malformed-xml',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The text is not well-formed XML 1.0, so nothing of it can be trusted. The daemons read the file with the same ' +
    'library (libxml2) and would refuse it, too.',
});

export const documentType = defineDiagnostic<Record<string, never>>({
  code: 'import/document-type',
  severity: 'error',
  message: () => 'a document type declaration is not allowed here',
  help: () => 'remove the <!DOCTYPE ...>, and write what its entities stand for',
  explain:
    'A document type has no use in these files but entities, which can fetch files and addresses or grow a few lines to ' +
    'gigabytes; no daemon that reads these files needs one.',
});

export const xmlLimit = defineDiagnostic<{ limit: string }>({
  code: 'import/xml-limit',
  severity: 'error',
  message: (f) => `this XML is ${f.limit}; it was not read further`,
  help: () => 'name a file of the cluster: none is anywhere near the limit',
  explain:
    'The limits keep a hostile or mistaken file from filling the memory: 64 MiB for a file that is named, 4 MiB for a text that a node sends. The ' +
    'file of a cluster of 5,000 services has 2 MB, a CIB with the status of 1,000 VMs on 16 hosts 9 MB; elements are less than 20 deep.',
});

export const unreadableFile = defineDiagnostic<{ path: string; why: string }>({
  code: 'import/unreadable-file',
  severity: 'error',
  message: (f) => `${f.path} cannot be read: ${f.why}`,
  help: () => 'name a file that you may read',
  explain: 'The file is one of those that were named on the command line; without it there is nothing to compare.',
});
