/** A site as it is in a revision of git: the files that readSite gives for a checkout of it, under other names. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRevision } from '../../src/edge/site/revision.ts';
import { readSite, type SiteFiles } from '../../src/edge/site/site.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

class Repository {
  readonly folder = temporaryFolder();

  constructor(
    files: { readonly [path: string]: string | Uint8Array },
    links: { readonly [path: string]: string } = {},
  ) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(this.folder, path));
    this.git('init', '-q');
    this.git('add', '-A');
    this.git('commit', '-qm', 'one');
  }

  write(path: string, text: string | Uint8Array): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  git(...args: readonly string[]): Buffer {
    return execFileSync('git', ['-C', this.folder, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
  }

  at(revision: string, site = ''): Promise<SiteFiles> {
    return readRevision(join(this.folder, site), revision, process.env);
  }
}

/** Names without where they are, codes without their words. */
function plain({ files, diagnostics }: SiteFiles, folder: string) {
  const name = (id: string) => id.replace(/^HEAD(~1)?:/, '').replace(`${folder}/`, '');
  return {
    files: files.map(({ id, bytes }) => `${name(id)} ${Buffer.from(bytes).toString('hex')}`).sort(),
    codes: diagnostics.map(({ code }) => code).sort(),
  };
}

const FILES = {
  'site.yaml': 'version: 1\n',
  'vms/a.yml': 'vms: {}\n',
  'vms/.hidden.yaml': 'x',
  '.git-ignored/b.yaml': 'x',
  'notes.txt': 'x',
  'latin1.yaml': Buffer.from([0x61, 0xe4, 0x0a]),
  'empty.yaml': '',
  'with blank.yaml': 'a: 1\n',
};

describe('a revision', () => {
  it.each(['', 'sites/one'])('gives what a checkout gives, in the folder "%s"', async (folder) => {
    const repository = new Repository(
      Object.fromEntries(Object.entries(FILES).map(([path, text]) => [join(folder, path), text])),
    );
    const at = join(repository.folder, folder);
    expect(plain(await repository.at('HEAD', folder), at)).toEqual(plain(readSite(at), at));
  });

  it('refuses and skips the same as a checkout: links, encrypted files', async () => {
    const repository = new Repository(
      { ...FILES, 'secret.yaml': '$ANSIBLE_VAULT;1.1;AES256\n00\n' },
      { 'link.yaml': 'site.yaml', 'plain-link': 'notes.txt', 'folder-link': 'vms', 'dead-link': 'nothing' },
    );
    const { folder } = repository;
    const expected = plain(readSite(folder), folder);
    expect(expected.codes).toContain('yaml/encrypted');
    expect(plain(await repository.at('HEAD'), folder)).toEqual(expected);
  });

  it('is that of then, not of now, and names its files as git does', async () => {
    const repository = new Repository({ 'site.yaml': 'one\n' });
    repository.write('site.yaml', 'two\n');
    repository.git('commit', '-qam', 'two');
    repository.write('site.yaml', 'three\n');
    const text = async (revision: string) => {
      const { files } = await repository.at(revision, 'site.yaml');
      return files.map(({ id, bytes }) => [id, Buffer.from(bytes).toString()]);
    };
    const site = join(repository.folder, 'site.yaml');
    expect(await text('HEAD~1')).toEqual([[`HEAD~1:${site}`, 'one\n']]);
    expect(await text('HEAD')).toEqual([[`HEAD:${site}`, 'two\n']]);
  });

  it('runs nothing that the repository sets up: filters, conversions, a pager, a monitor, hooks', async () => {
    const repository = new Repository({ 'site.yaml': 'a: 1\n', '.gitattributes': '*.yaml filter=own diff=own\n' });
    const ran = join(temporaryFolder(), 'ran');
    const command = `touch ${ran}; cat`;
    for (const key of 'filter.own.smudge filter.own.clean diff.own.textconv core.pager core.fsmonitor core.sshCommand'.split(
      ' ',
    ))
      repository.git('config', key, command);
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
      writeFileSync(join(repository.folder, '.git/hooks', hook), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    const { files, diagnostics } = await repository.at('HEAD');
    expect([files.length, diagnostics, existsSync(ran)]).toEqual([1, [], false]);
    repository.git('cat-file', '--filters', 'HEAD:site.yaml');
    expect(existsSync(ran)).toBe(true);
  });

  it('of a site that is too large is not read', async () => {
    const repository = new Repository({
      'site.yaml': 'x'.repeat(3 * 1024 ** 2),
      'more.yaml': 'y'.repeat(3 * 1024 ** 2),
    });
    expect((await repository.at('HEAD')).diagnostics.map(({ code }) => code)).toEqual(['yaml/site-too-large']);
  });

  it.each(['HEAD:site.yaml', 'HEAD:vms', 'HEAD^{tree}', 'HEAD'])(
    'of which git has no longer all objects is not taken for one with fewer files: %s',
    async (object) => {
      const repository = new Repository(FILES);
      const name = repository.git('rev-parse', object).toString().trim();
      rmSync(join(repository.folder, '.git/objects', name.slice(0, 2), name.slice(2)));
      const { files, diagnostics } = await repository.at('HEAD');
      expect([files, diagnostics.map(({ code }) => code)]).toEqual([[], ['revision/no-objects']]);
    },
  );

  it('with another repository in it is refused', async () => {
    const repository = new Repository({ 'site.yaml': 'x\n' });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},inner`);
    repository.git('commit', '-qm', 'two');
    expect((await repository.at('HEAD')).diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('another repository'),
    ]);
  });
});
