/** Findings about reading and writing files. */
import { own } from '../../base/json.ts';
import { defineDiagnostic } from '../../diag/diagnostic.ts';

export const noSuchSite = defineDiagnostic<{ path: string }>({
  code: 'yaml/no-such-site',
  severity: 'error',
  message: (f) => `there is no ${f.path}`,
  help: () => 'clusterc init DIR',
  explain:
    'A site is a folder of YAML files, or one file. Commands take its path and use the current folder without one.',
});

export const unreadable = defineDiagnostic<{ path: string; why: string }>({
  code: 'yaml/unreadable',
  severity: 'error',
  message: (f) => `${f.path} cannot be read: ${f.why}`,
  help: () => 'give yourself the right to read it, or take it out of the site',
  explain: 'A site is compiled whole or not at all; a file that was skipped would be taken for removed.',
});

export const notAFile = defineDiagnostic<{ path: string; what: string }>({
  code: 'yaml/not-a-file',
  severity: 'error',
  message: (f) => `${f.path} is ${f.what}; a site is read from ordinary files and folders`,
  help: () => 'put the file itself there, or take this out of the site',
  explain:
    'A pipe or a device may never end, and a symbolic link may lead in a circle or out of what was reviewed. Skipped ' +
    'silently, what it holds would be taken for removed.',
});

export const encrypted = defineDiagnostic<{ path: string; by: string }>({
  code: 'yaml/encrypted',
  severity: 'error',
  message: (f) => `${f.path} is encrypted with ${f.by}; a site is read as plain text`,
  help: () => 'give it a name that begins with a dot, or that does not end in .yaml, if it holds values of secrets',
  explain:
    'A site holds names of secrets only, so that it can be read and reviewed; their values are in a file of their own, which a provider ' +
    'opens. Skipped silently, an encrypted section would be taken for removed.',
});

export const siteTooLarge = defineDiagnostic<{ path: string; limit: string }>({
  code: 'yaml/site-too-large',
  severity: 'error',
  message: (f) => `with ${f.path} the files of the site are larger than ${f.limit} together; it was not read`,
  help: () => 'remove files that are not part of the site, or split the site: one cluster has at most 16 hosts',
  explain: 'A site of 10,000 VMs is 1.8 MB. The limit keeps a file that is not a site from filling the memory.',
});

export const tooManyEntries = defineDiagnostic<{ path: string; limit: number }>({
  code: 'yaml/too-many-files',
  severity: 'error',
  message: (f) => `there are more than ${f.limit} files and folders in ${f.path}`,
  help: () => 'keep the site in a folder of its own, and name that folder',
  explain: 'All folders below a site belong to it. This is more than anyone reviews: most likely it is not a site.',
});

type NotABundle = { path: string; what?: string; others?: readonly string[]; more?: number };

export const notABundle = defineDiagnostic<NotABundle>({
  code: 'bundle/not-a-bundle',
  severity: 'error',
  message: (f) => `${f.path} ${notOurs(f)}; it was left alone`,
  help: () => 'choose another place with -o, or take away what is not of the bundle',
  explain:
    'build replaces its output whole. It replaces only what an earlier build made: a folder or an archive whose ' +
    'every file is named by the manifest in it. Anything else would be lost, such as a .git folder or notes of a review.',
});

function notOurs({ what, others = [], more = 0 }: NotABundle): string {
  if (what !== undefined) return `exists and is ${what}`;
  return `holds what no build put there: ${others.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

export const unwritable = defineDiagnostic<{ path: string; why: string }>({
  code: 'bundle/unwritable',
  severity: 'error',
  message: (f) => `${f.path} could not be written: ${f.why}`,
  help: () => 'make room, or choose another place; what was there before is still there',
  explain:
    'A bundle is written next to its place and renamed into it at the end, so a failure leaves the old one whole.',
});

export const exists = defineDiagnostic<{ path: string }>({
  code: 'yaml/exists',
  severity: 'error',
  message: (f) => `${f.path} exists already; nothing was written`,
  help: () => 'clusterc init DIR with a folder that has no site yet',
  explain: 'init never overwrites a file.',
});

export const unusable = defineDiagnostic<{ path: string; why: string; cure?: string }>({
  code: 'node/no-sandbox',
  severity: 'error',
  message: (f) => `${f.path} cannot be used as a sandbox: ${f.why}`,
  help: ({ cure = 'name a folder of your own, or one that does not exist yet' }) => cure,
  explain: 'The folder of a sandbox holds a folder for each node and the secrets that were made up for them.',
});

export const openSecrets = defineDiagnostic<{ path: string }>({
  code: 'secret/open-file',
  severity: 'error',
  message: (f) => `${f.path} can be read by others`,
  help: (f) => `chmod 600 ${f.path}`,
  explain: 'A file with values of secrets belongs to one person; an open one may have been read already.',
});

export const badSecrets = defineDiagnostic<{ path: string }>({
  code: 'secret/bad-file',
  severity: 'error',
  message: (f) => `${f.path} is not a JSON map of names and values`,
  help: (f) => `rm ${f.path}`,
  explain: 'The secrets of a sandbox are made up again when their file is gone; the nodes then get new ones.',
});

/** The system's reason in words. Node's own messages repeat the path and the system call. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: { readonly [code: string]: string } = {
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    ENOENT: 'no such file or folder',
    ENOTDIR: 'a part of the path is not a folder',
    EEXIST: 'a part of the path is not a folder',
    ELOOP: 'its links lead in a circle',
    EISDIR: 'it is a folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
    ENAMETOOLONG: 'the name is too long',
    ENXIO: 'it is not a file',
  };
  return own(words, code) ?? (error instanceof Error ? error.message : String(error));
}
