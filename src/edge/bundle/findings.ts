/** Findings about reading a bundle. */
import { FORMAT } from '../../bundle/bundle.ts';
import { shellWord } from '../../base/shell-word.ts';
import { defineDiagnostic } from '../../diag/diagnostic.ts';

const BUILD_AGAIN = 'build it again from its site: clusterc build';

export const unreadableBundle = defineDiagnostic<{ path: string; why: string }>({
  code: 'bundle/unreadable',
  severity: 'error',
  message: (f) => `${f.path} cannot be read: ${f.why}`,
  help: () => 'name a bundle that you may read: a folder or a .tar that clusterc build wrote',
  explain: 'A bundle is taken whole or not at all; what was skipped would be taken for removed.',
});

export const noManifest = defineDiagnostic<{ path: string; folder?: string }>({
  code: 'bundle/no-manifest',
  severity: 'error',
  message: (f) =>
    f.folder === undefined
      ? `${f.path} is not a bundle: it has no manifest.json`
      : `${f.path} is an archive of the folder ${f.folder}, not of the files in it`,
  help: (f) =>
    f.folder === undefined
      ? 'name what clusterc build wrote, a folder or a .tar'
      : `tar -C ${shellWord(f.folder)} -cf ${shellWord(f.path)} .`,
  explain: 'The manifest says which file belongs to which node, who owns it, and where secrets go in.',
});

export const unknownFormat = defineDiagnostic<{ path: string; format: string }>({
  code: 'bundle/unknown-format',
  severity: 'error',
  message: (f) => `${f.path} has the format ${f.format}; this version reads format ${FORMAT}`,
  help: () => BUILD_AGAIN,
  explain:
    'The number rises when a field changes its meaning; reading it with another meaning would write wrong files. ' +
    'The bundle gets another identity when it is built again, and has to be approved again.',
});

export const badManifest = defineDiagnostic<{ path: string; problem: string }>({
  code: 'bundle/bad-manifest',
  severity: 'error',
  message: (f) => `the manifest of ${f.path} was not written by a build: ${f.problem}`,
  help: () => BUILD_AGAIN,
  explain:
    'A manifest is a contract between builds and pushes. One that was changed by hand may name other files than were reviewed.',
});

export const missingFile = defineDiagnostic<{ path: string; file: string }>({
  code: 'bundle/missing-file',
  severity: 'error',
  message: (f) => `${f.file} is missing in ${f.path}`,
  help: () => BUILD_AGAIN,
  explain: 'Part of a bundle is not a bundle: missing files would count as removed.',
});

export const extraFile = defineDiagnostic<{ path: string; file: string }>({
  code: 'bundle/extra-file',
  severity: 'error',
  message: (f) => `${f.file} in ${f.path} is not in its manifest`,
  help: () => `take it out, or ${BUILD_AGAIN}`,
  explain: 'A file without an entry would be reviewed with the others, and reach no node.',
});

export const wrongDigest = defineDiagnostic<{ path: string; file: string }>({
  code: 'bundle/wrong-digest',
  severity: 'error',
  message: (f) => `${f.file} in ${f.path} was changed after it was built`,
  help: () => `change the site, then ${BUILD_AGAIN}`,
  explain:
    'The manifest holds the SHA-256 of each file. One that was changed by hand is not what was checked and reviewed.',
});

export const wrongIdentity = defineDiagnostic<{ path: string; said: string; computed: string }>({
  code: 'bundle/wrong-id',
  severity: 'error',
  message: (f) => `${f.path} says that it is ${f.said.slice(0, 12)}, but what is in it is ${f.computed.slice(0, 12)}`,
  help: () => BUILD_AGAIN,
  explain: 'The identity of a bundle is a digest over all that it does to nodes, and it is what people approve.',
});

export const badArchive = defineDiagnostic<{ path: string; problem: string }>({
  code: 'bundle/bad-archive',
  severity: 'error',
  message: (f) => `${f.path} is not a complete tar archive: ${f.problem}`,
  help: () => 'copy it again, or build it again: clusterc build --tar',
  explain: 'A copy that was cut off, or another file. Nothing of it is used.',
});

export const unsafeName = defineDiagnostic<{ path: string; file: string }>({
  code: 'bundle/unsafe-name',
  severity: 'error',
  message: (f) => `${f.path} holds the name "${f.file}", which leads out of it`,
  help: () => 'do not use it: no build writes such a name',
  explain: 'Names in a bundle are relative and go down only. One that does not was made to overwrite something else.',
});

export const notPlainFile = defineDiagnostic<{ path: string; file: string; what: string }>({
  code: 'bundle/not-a-file',
  severity: 'error',
  message: (f) => `${f.file} in ${f.path} is ${f.what}`,
  help: () => BUILD_AGAIN,
  explain: 'A bundle holds ordinary files and folders. A link leads to something that was not reviewed.',
});

export const bundleTooLarge = defineDiagnostic<{ path: string; limit: string; written?: boolean }>({
  code: 'bundle/too-large',
  severity: 'error',
  message: (f) =>
    f.written === true
      ? `the bundle would have more than ${f.limit}; it was not written`
      : `${f.path} has more than ${f.limit}; it was not read`,
  help: (f) =>
    f.written === true
      ? 'let each VM run on fewer hosts (run_on), or divide the cluster'
      : 'name a bundle: a build writes none that has more',
  explain:
    'A bundle has 100,000 files and folders at most, 2 GiB in all, and 256 MiB in files that differ, which count once where several nodes have them. 10,800 VMs on ' +
    'two hosts each make 113 MB in 21,664 files; 10,000 VMs make 716 MB on Pacemaker, where each of 16 hosts has the CIB. The limits keep another file from filling the memory.',
});
