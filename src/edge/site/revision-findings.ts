/** Findings about reading a site at a git revision. */
import { defineDiagnostic } from '../../diag/diagnostic.ts';

export const badRevision = defineDiagnostic<{ revision: string }>({
  code: 'revision/bad-name',
  severity: 'error',
  message: (f) => `"${f.revision}" is not the name of a revision`,
  help: () => 'name a commit, a branch or a tag, such as HEAD~1',
  explain:
    'A word that begins with a hyphen is an option of git, and would make it do something else. git-check-ref-format(1).',
});

export const noGit = defineDiagnostic<{ why: string }>({
  code: 'revision/no-git',
  severity: 'error',
  message: (f) => `git cannot be run: ${f.why}`,
  help: () => 'install git, or name a bundle that was built from that revision',
  explain: 'Revisions are read by git itself; nothing is checked out.',
});

export const noObjects = defineDiagnostic<{ revision: string; what: string }>({
  code: 'revision/no-objects',
  severity: 'error',
  message: (f) => `git does not give ${f.what} of ${f.revision}: the repository lacks objects, or they are damaged`,
  help: () => 'git fetch --refetch origin',
  explain:
    'A partial or shallow clone has only some of the objects, and a damaged repository has lost some. Nothing is fetched here, and what is ' +
    'missing is not taken for absent: the result would be wrong. git fsck names what is damaged.',
});

export const noRepository = defineDiagnostic<{ path: string }>({
  code: 'revision/no-repository',
  severity: 'error',
  message: (f) => `${f.path} is in no git repository`,
  help: () => 'name a bundle instead, or keep the site in git',
  explain:
    'A word after --against or --to that is not a bundle is read as a revision of the repository that holds the site.',
});

export const unknownRevision = defineDiagnostic<{ revision: string }>({
  code: 'revision/unknown',
  severity: 'error',
  message: (f) => `there is neither a bundle nor a revision ${f.revision}`,
  help: () => 'git log --oneline',
  explain: 'A revision is anything that git takes for a commit: a branch, a tag, HEAD~1, a digest. gitrevisions(7).',
});

export const notInRevision = defineDiagnostic<{ path: string; revision: string }>({
  code: 'revision/no-site',
  severity: 'error',
  message: (f) => `${f.path} is not in ${f.revision}`,
  help: () => 'name a later revision that has the site at this path',
  explain: 'The site is looked for at the path that it has now; git renames are not followed.',
});
