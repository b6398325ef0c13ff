/** The files of a site in a git revision, by the same rules as on disk (site.ts). Nothing is checked out. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { as, type Millis } from '../../base/brand.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { noSuchSite, notAFile, tooManyEntries } from '../file/findings.ts';
import { badRevision, noGit, noObjects, noRepository, notInRevision, unknownRevision } from './revision-findings.ts';
import { runCommand, runForBytes, type Environment } from '../run.ts';
import { Intake, isYaml, MAX_ENTRIES, placeOf, type SiteFiles } from './site.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about a revision' } as const;
/** Timeout for a large repository on a slow disk; our choice. */
const TIMEOUT = as<Millis>(60_000);

/** The files of a site in a revision, named as in git: `HEAD~1:site/vms.yaml`. Codes `revision/*` and those of a site. */
export async function readRevision(site: string, revision: string, env: Environment): Promise<SiteFiles> {
  if (!/^[^-\s:][^\s:]*$/.test(revision)) return failed(badRevision(NOWHERE, { revision }));
  const found = statSync(site, { throwIfNoEntry: false });
  if (found === undefined) return failed(noSuchSite(NOWHERE, { path: site }));
  const isFile = !found.isDirectory();
  const git = new Git(realpathSync(isFile ? dirname(site) : site), env);
  const prefix = await git.prefix(site);
  if (typeof prefix !== 'string') return failed(prefix);
  const commit = await git.commit(revision);
  if (commit === undefined)
    return failed(
      (await git.lacks(revision))
        ? noObjects(NOWHERE, { revision, what: 'the commit' })
        : unknownRevision(NOWHERE, { revision }),
    );
  const root = isFile ? `${prefix}${basename(site)}` : prefix;
  const entries = await git.entries(commit, root);
  if (entries === undefined) return failed(noObjects(NOWHERE, { revision, what: 'the list of its files' }));
  if (entries.length === 0) return failed(notInRevision(NOWHERE, { path: site, revision }));
  const named = (path: string) => `${revision}:${isFile ? site : join(site, path.slice(prefix.length))}`;
  const within = isFile ? entries : entries.filter(({ path }) => !isHidden(path.slice(prefix.length)));
  return new Revision(revision, named, git).read(within, isFile);
}

function failed(finding: Diagnostic): SiteFiles {
  return { files: [], diagnostics: [finding] };
}

/** Is it a dot file, or in a dot folder? */
function isHidden(path: string): boolean {
  return path.split('/').some((step) => step.startsWith('.'));
}

type Entry = { readonly mode: string; readonly object: string; readonly size: number; readonly path: string };

const [LINK, SUBMODULE] = ['120000', '160000'];

class Revision {
  readonly #intake = new Intake();
  readonly #revision: string;
  readonly #named: (path: string) => string;
  readonly #git: Git;

  constructor(revision: string, named: (path: string) => string, git: Git) {
    this.#revision = revision;
    this.#named = named;
    this.#git = git;
  }

  async read(entries: readonly Entry[], all: boolean): Promise<SiteFiles> {
    if (entries.length > MAX_ENTRIES) {
      const path = this.#named(entries[0]?.path ?? '');
      return failed(tooManyEntries(placeOf(path), { path, limit: MAX_ENTRIES }));
    }
    const known = new Set(entries.filter(({ mode }) => mode !== LINK && mode !== SUBMODULE).map(({ path }) => path));
    for (const entry of entries) {
      if (entry.mode === SUBMODULE) this.#refuse(entry, 'another repository');
      else if (entry.mode === LINK) await this.#link(entry, known);
    }
    const files = entries.filter(({ path }) => known.has(path) && (all || isYaml(path)));
    const admitted = files.filter(({ path, size }) => this.#intake.admits(this.#named(path), size));
    const texts = await this.#git.objects(admitted.map(({ object }) => object));
    if (texts === undefined) return failed(noObjects(NOWHERE, { revision: this.#revision, what: 'all of its files' }));
    for (const [index, { path }] of admitted.entries())
      this.#intake.take(this.#named(path), texts[index] ?? new Uint8Array());
    return this.#intake;
  }

  /** As on disk: refuses a link that is named like a file of the site, or that leads to no file. */
  async #link({ path, object, ...rest }: Entry, known: ReadonlySet<string>): Promise<void> {
    const [target] = (await this.#git.objects([object])) ?? [];
    if (target === undefined) return this.#lack(path);
    const leadsTo = posix.join(posix.dirname(path), Buffer.from(target).toString());
    if (isYaml(path) || !known.has(leadsTo)) this.#refuse({ path, object, ...rest }, 'a symbolic link');
  }

  #lack(path: string): void {
    this.#intake.report(noObjects(NOWHERE, { revision: this.#revision, what: this.#named(path) }));
  }

  #refuse({ path }: Entry, what: string): void {
    const named = this.#named(path);
    this.#intake.report(notAFile(placeOf(named), { path: named, what }));
  }
}

/** Runs git in a folder with a minimal environment, so that only the repository decides the answer. */
class Git {
  readonly #around: { readonly folder: string; readonly env: Environment; readonly timeout: Millis };

  constructor(folder: string, { PATH, HOME }: Environment) {
    const env = { PATH, HOME, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
    this.#around = { folder, env, timeout: TIMEOUT };
  }

  /** The path of the folder in its repository, `` or `sites/one/`. */
  async prefix(site: string): Promise<string | Diagnostic> {
    const { exitCode, stdout, stderr } = await this.#run('rev-parse', '--show-prefix');
    if (exitCode === 0) return stdout.replace(/\n$/, '');
    if (stderr.includes('not a git repository')) return noRepository(NOWHERE, { path: site });
    const why = stderr.includes('ENOENT') ? 'there is no such program' : (stderr.split('\n')[0] ?? '');
    return noGit(NOWHERE, { why });
  }

  async commit(revision: string): Promise<string | undefined> {
    const { exitCode, stdout } = await this.#run('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
    return exitCode === 0 ? stdout.trim() : undefined;
  }

  /** Does the revision name an object that is not there? */
  async lacks(revision: string): Promise<boolean> {
    const { exitCode, stdout } = await this.#run('rev-parse', '--verify', '--quiet', revision);
    return exitCode === 0 && (await this.#run('cat-file', '-e', stdout.trim())).exitCode !== 0;
  }

  /** Undefined when git cannot read the trees. */
  async entries(commit: string, path: string): Promise<readonly Entry[] | undefined> {
    const tree = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
    const { exitCode, stdout } = await this.#run(...tree, ...(path === '' ? [] : ['--', path]));
    if (exitCode !== 0) return undefined;
    return stdout.split('\0').flatMap((line) => {
      const [, mode = '', object = '', size = '', name] = /^(\d+) \w+ ([0-9a-f]+) +(\S+)\t([^]*)$/.exec(line) ?? [];
      return name === undefined ? [] : [{ mode, object, size: Number(size) || 0, path: name }];
    });
  }

  /** Contents in the order of the names; undefined if git cannot give all of them. */
  async objects(names: readonly string[]): Promise<readonly Uint8Array[] | undefined> {
    if (names.length === 0) return [];
    const stdin = Sealed.of('names of objects', names.map((name) => `${name}\n`).join(''));
    const { exitCode, stdout } = await runForBytes(['git', 'cat-file', '--batch'], { ...this.#around, stdin });
    const found = exitCode === 0 ? bodies(Buffer.from(stdout)) : undefined;
    return found?.length === names.length ? found : undefined;
  }

  #run(...args: readonly string[]) {
    return runCommand(['git', ...args], { ...this.#around, group: 'ours' });
  }
}

/** Splits `<object> blob <size>\n<bytes>\n` records. git-cat-file(1), "BATCH OUTPUT". */
function bodies(output: Buffer): readonly Uint8Array[] | undefined {
  const found: Uint8Array[] = [];
  for (let at = 0; at < output.length;) {
    const start = output.indexOf('\n', at) + 1;
    // One that git does not have is `<object> missing`.
    const [, digits] = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', at, start - 1)) ?? [];
    if (digits === undefined) return undefined;
    const size = Number(digits);
    found.push(output.subarray(start, start + size));
    at = start + size + 1;
  }
  return found;
}
