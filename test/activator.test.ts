// The node activator is run as a node runs it, in a folder that plays the node, under each shell that it has to work in.
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { packTar } from 'modern-tar';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandWords, SHELL_WORDS } from './support/shell-words.ts';

vi.setConfig({ testTimeout: 30_000 }); // a case starts a hundred processes, which a loaded machine takes its time for

const scriptPath = fileURLToPath(new URL('../templates/node/clusterc-node.sh', import.meta.url));
const script = readFileSync(scriptPath, 'utf8');
const systemPath = process.env['PATH'] ?? '';
const state = '/var/lib/clusterc';
const [first, second] = ['1'.repeat(64), '2'.repeat(64)];

interface Shell {
  name: string;
  program: string;
  options: string[];
  appletsOnly: boolean;
}

// bash takes the socket that execa gives it as stdin for a remote login, and would read ~/.bashrc; as "sh" it does not.
const shells: Shell[] = [
  { name: 'dash', program: 'dash', options: [], appletsOnly: false },
  { name: 'bash --posix', program: 'bash', options: ['--norc', '--posix'], appletsOnly: false },
  { name: 'busybox sh', program: 'busybox', options: [], appletsOnly: true },
];

interface Wanted {
  path: string;
  content: string | null;
  mode?: string;
  late?: boolean | 'carried';
  folderMode?: string;
}

interface Outcome {
  code: number | undefined;
  out: string;
  err: string;
}

const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const masked = (content: string): string => content.replace(/config_version="\d+"/, 'config_version="0"');
const installedJson = (id: string): string =>
  `{\n  "bundle": "${id}",\n  "late": {\n    "config-version": 12\n  }\n}\n`;

function findProgram(name: string): string | undefined {
  const candidates = systemPath.split(delimiter).map((folder) => join(folder, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A tool that is missing is named in the report as not run; where CI=true it must be there. */
function reportMissing(tool: string): void {
  if (process.env['CI'] === 'true') test(`${tool} is installed`, () => expect.fail(`${tool} is not installed`));
  else test.skip(`not run: ${tool} is not installed`);
}

const LATE: Readonly<Record<string, string>> = { true: 'config_version', false: '-', carried: 'carried' };

function indexOf(files: Wanted[], asObserved = false): string {
  const { username } = userInfo();
  const lines = files.map(({ path, content, mode = '0640', late = false, folderMode = '0755' }) => {
    const bytes = content !== null && late !== false && asObserved ? masked(content) : content;
    const digest = bytes === null ? '-' : digestOf(bytes);
    return `${digest} ${mode} ${username} ${username} ${LATE[String(late)]} ${folderMode} ${path}\n`;
  });
  return lines.join('');
}

type TarEntry = Parameters<typeof packTar>[0][number];

function tarFile(name: string, body: string): TarEntry {
  return { header: { name, size: Buffer.byteLength(body), type: 'file' }, body };
}

async function archive(
  id: string,
  files: Wanted[],
  extra: TarEntry[] = [],
  index = indexOf(files),
): Promise<Uint8Array> {
  const present = files.flatMap(({ path, content }) => (content === null ? [] : [tarFile(`files${path}`, content)]));
  const own = [tarFile('installed.json', installedJson(id)), tarFile('activator', script)];
  return await packTar([tarFile('index', index), ...own, ...present, ...extra]);
}

/** A folder that plays a node, and one shell to play with it. */
class Node {
  readonly root: string;
  readonly #command: string[];
  readonly #path: string;

  constructor(root: string, command: string[], path: string) {
    this.root = root;
    this.#command = command;
    this.#path = path;
  }

  async call(root: string, args: string[], input: string | Uint8Array = '', path = this.#path): Promise<Outcome> {
    return await this.#execute([root, ...args], input, path);
  }

  async verb(args: string[], input: string | Uint8Array = ''): Promise<Outcome> {
    return await this.#execute([this.root, ...args], input, this.#path);
  }

  async asNobody(args: string[], input: string): Promise<Outcome> {
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    return await this.#execute([this.root, ...args], input, this.#path, nobody);
  }

  async observe(files: Wanted[]): Promise<string[]> {
    const { code, out, err } = await this.verb(['observe'], indexOf(files, true));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/\nend\n$/);
    // Digests of what was found are looked at by themselves.
    const lines = out.replace(/^(file(?: \S+){5}) (?:[0-9a-f]{64}|-) /gm, '$1 ').split('\n');
    return lines.slice(0, -2);
  }

  /** The verbs one after the other; all must be done. */
  async all(verbs: string[], id: string, files: Wanted[]): Promise<string> {
    let printed = '';
    for (const verb of verbs) {
      const input = verb === 'stage' ? await archive(id, files) : '';
      const { code, out, err } = await this.verb([verb, id], input);
      expect({ verb, code, err }).toEqual({ verb, code: 0, err: '' });
      printed += out;
    }
    return printed;
  }

  async install(id: string, files: Wanted[]): Promise<string> {
    return await this.all(['stage', 'arm', 'run', 'probe', 'confirm', 'commit'], id, files);
  }

  async put(path: string, content: string | Buffer, mode = 0o640): Promise<void> {
    await mkdir(dirname(this.root + path), { recursive: true });
    await writeFile(this.root + path, content);
    await chmod(this.root + path, mode);
  }

  async read(path: string): Promise<string> {
    return await readFile(this.root + path, 'utf8');
  }

  /** One line for each thing below the root; with times, even a rewrite of the same bytes shows. */
  async snapshot(options: { times: boolean; state: boolean }): Promise<string[]> {
    const names = await readdir(this.root, { recursive: true });
    const kept = names.filter((name) => options.state || !`/${name}/`.startsWith('/var/'));
    return await Promise.all(kept.sort().map(async (name) => await describePath(this.root, name, options.times)));
  }

  async #execute(args: string[], input: string | Uint8Array, path: string, who: object = {}): Promise<Outcome> {
    const [program = '', ...options] = this.#command;
    const result = await execa(program, [...options, '-c', script, 'clusterc-node', ...args], {
      input,
      cwd: '/',
      env: { PATH: path },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      ...who,
    });
    return { code: result.exitCode, out: result.stdout, err: result.stderr };
  }
}

async function describePath(root: string, name: string, times: boolean): Promise<string> {
  const path = join(root, name);
  const status = await lstat(path, { bigint: true });
  const content = status.isFile() ? digestOf(await readFile(path)) : '';
  const target = status.isSymbolicLink() ? await readlink(path) : '';
  const stamp = times ? `${status.mtimeNs} ${status.ctimeNs} ` : '';
  return `${stamp}${status.mode.toString(8)} ${name} ${content}${target}`;
}

/** A PATH with nothing but busybox applets, so that no tool of this machine helps out. */
async function linkApplets(busybox: string, folder: string): Promise<void> {
  const { stdout } = await execa(busybox, ['--list']);
  const applets = stdout.split('\n').filter((name) => name !== '' && name !== 'busybox');
  await Promise.all(applets.map(async (name) => await symlink(busybox, join(folder, name))));
}

const clusterConf = (version: number): string =>
  `<?xml version="1.0"?>\n<cluster name="c" config_version="${version}">\n`;

const files: Wanted[] = [
  { path: '/etc/cluster/cluster.conf', content: clusterConf(12), late: true },
  { path: '/etc/libvirt/keys/node.key', content: 'no final newline', mode: '0600', folderMode: '0700' },
  { path: '/etc/hosts', content: '127.0.0.1 localhost\n', mode: '0644' },
  { path: '/etc/old.conf', content: null },
];

for (const shell of shells) {
  const program = findProgram(shell.program);
  if (program === undefined) reportMissing(shell.program);
  else describe(`activator under ${shell.name}`, () => casesUnder(shell, program));
}

function casesUnder(shell: Shell, program: string): void {
  let applets: string;
  let base: string;
  let node: Node;

  beforeAll(async () => {
    applets = await mkdtemp(join(tmpdir(), 'clusterc-applets-'));
    await chmod(applets, 0o755);
    if (shell.appletsOnly) await linkApplets(program, applets);
  });
  afterAll(async () => await rm(applets, { recursive: true }));

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'clusterc node-')); // the blank is there on purpose
    await chmod(base, 0o755);
    await mkdir(join(base, 'root'));
    const command = shell.appletsOnly ? [join(applets, 'sh')] : [program, ...shell.options];
    node = new Node(join(base, 'root'), command, shell.appletsOnly ? applets : systemPath);
  });
  afterEach(async () => await rm(base, { recursive: true, force: true }));

  test('the whole life of a change', async () => {
    await node.put('/etc/hosts', 'old\n');
    await node.put('/etc/old.conf', 'old\n');
    expect(await node.install(first, files)).toBe(
      'wrote /etc/cluster/cluster.conf\nwrote /etc/hosts\nwrote /etc/libvirt/keys/node.key\nremoved /etc/old.conf\n',
    );
    const { username: me } = userInfo();
    expect(await node.observe(files)).toEqual([
      'clusterc-node 2',
      'lock -',
      `installed ${first}`,
      'previous -',
      'interrupted -',
      'version file 12',
      'version running -',
      'version installed 12',
      `file same ours 0640 ${me} ${me} /etc/cluster/cluster.conf`,
      `file same ours 0644 ${me} ${me} /etc/hosts`,
      `file same ours 0600 ${me} ${me} /etc/libvirt/keys/node.key`,
      'file same none - - - /etc/old.conf',
    ]);
    const modes = ['/etc/libvirt', '/etc/libvirt/keys', state, `${state}/installed.json`];
    const found = await Promise.all(modes.map(async (path) => (await lstat(node.root + path)).mode & 0o7777));
    expect(found).toEqual([0o755, 0o700, 0o700, 0o600]);
    expect(await node.read(`${state}/installed.json`)).toBe(installedJson(first));
    expect((await readdir(node.root + state)).sort()).toEqual(['generations', 'installed.json']);
    expect((await readdir(`${node.root}${state}/generations/${first}`)).sort()).toEqual([
      'activator',
      'files',
      'id',
      'index',
    ]);
  });

  test('what is right already is kept, a wrong mode is put right', async () => {
    await node.install(first, files);
    await chmod(`${node.root}/etc/hosts`, 0o600);
    await node.all(['stage', 'arm'], second, files);
    expect(await node.verb(['probe', second])).toMatchObject({ code: 1, out: 'wrong /etc/hosts\n' });
    const printed = await node.all(['run', 'probe'], second, files);
    expect(printed.split('\n').filter((line) => line.startsWith('wrote'))).toEqual(['wrote /etc/hosts']);
    expect(printed).toContain('kept /etc/cluster/cluster.conf\n');
  });

  const framings = [
    { title: 'with a final newline', content: 'a\n\n|b\n', framed: ['|a', '|', '||b', '.'] },
    { title: 'without a final newline', content: 'a\n.', framed: ['|a', '|.', '\\', '.'] },
    { title: 'empty', content: '', framed: ['.'] },
    { title: 'a lone newline', content: '\n', framed: ['|', '.'] },
    { title: 'blanks, backslashes, UTF-8, carriage return', content: ' \\x é\t\r\n', framed: ['| \\x é\t\r', '.'] },
    { title: 'a NUL byte', content: 'a\0b\n', framed: ['!binary', '.'] },
    { title: 'over 1 MiB', content: 'x'.repeat(1024 * 1024 + 1), framed: ['!large', '.'] },
  ];
  test.each(framings)('a hand edit shows as edited, with its content: $title', async ({ content, framed }) => {
    await node.install(first, files);
    await node.put('/etc/hosts', content);
    const lines = await node.observe(files);
    const at = lines.findIndex((line) => line.startsWith('file differs edited 0640 '));
    expect(lines.slice(at + 1, lines.indexOf('.', at) + 1)).toEqual(framed);
  });

  test('relations and origins', async () => {
    await node.install(first, files);
    await rm(`${node.root}/etc/cluster/cluster.conf`);
    await symlink('elsewhere', `${node.root}/etc/link`);
    await node.put('/etc/foreign', 'x\n');
    const { username: me } = userInfo();
    const desired: Wanted[] = [
      { path: '/etc/link', content: 'x\n' },
      { path: '/etc/nothing', content: 'x\n' },
      { path: '/etc/foreign', content: 'x\n' },
      { path: '/etc/hosts', content: null },
    ];
    expect((await node.observe(desired)).slice(8)).toEqual([
      'file extra missing - - - /etc/cluster/cluster.conf',
      '.',
      `file same foreign 0640 ${me} ${me} /etc/foreign`,
      `file differs ours 0644 ${me} ${me} /etc/hosts`,
      '|127.0.0.1 localhost',
      '.',
      `file extra ours 0600 ${me} ${me} /etc/libvirt/keys/node.key`,
      '|no final newline',
      '\\',
      '.',
      'file other foreign - - - /etc/link',
      'file absent none - - - /etc/nothing',
    ]);
  });

  test('a late file is compared without its config_version', async () => {
    await node.install(first, files);
    const bumped = files.map((file) => (file.late === true ? { ...file, content: clusterConf(13) } : file));
    expect((await node.observe(bumped))[8]).toMatch(/^file same ours /);
    await node.put('/etc/cluster/cluster.conf', clusterConf(14));
    const lines = await node.observe(bumped);
    expect(lines[5]).toBe('version file 14');
    expect(lines[8]).toMatch(/^file same edited /);
  });

  test('a carried file is staged and left to the daemon that brings it, but for the first one', async () => {
    const carried = (version: number): Wanted[] => [
      { path: '/etc/cluster/cluster.conf', content: clusterConf(version), late: 'carried' },
    ];
    expect(await node.all(['stage', 'arm', 'run', 'probe', 'confirm', 'commit'], first, carried(1))).toContain(
      'wrote ',
    );
    expect(await node.all(['stage', 'arm', 'run'], second, carried(2))).toBe('left /etc/cluster/cluster.conf\n');
    expect(await node.verb(['probe', second])).toMatchObject({ code: 1, out: 'wrong /etc/cluster/cluster.conf\n' });
    await node.put('/etc/cluster/cluster.conf', clusterConf(2));
    await node.all(['probe', 'confirm', 'commit'], second, carried(2));
    expect((await node.observe(carried(7)))[8]).toMatch(/^file same ours /);
  });

  test('a digest mismatch stages nothing', async () => {
    const wrong = indexOf([{ path: '/etc/hosts', content: 'other bytes\n' }]);
    const outcome = await node.verb(['stage', first], await archive(first, files.slice(2, 3), [], wrong));
    expect(outcome).toEqual({ code: 4, out: '', err: expect.stringContaining('/etc/hosts') });
    expect(await readdir(node.root + state)).toEqual([]);
  });

  const link = { name: 'files/etc/link', size: 0, linkname: '../../../../../outside' };
  const badArchives: { title: string; extra: TarEntry[] }[] = [
    { title: 'a path outside', extra: [tarFile('../../../../../outside', 'x')] },
    { title: 'an absolute path', extra: [tarFile('/outside', 'x')] },
    { title: 'a file that the index does not know', extra: [tarFile('files/etc/more', 'x')] },
    { title: 'a file twice', extra: [tarFile('files/etc/hosts', '127.0.0.1 localhost\n')] },
    { title: 'a symlink', extra: [{ header: { ...link, type: 'symlink' } }] },
    { title: 'a symlink that plays a folder', extra: [{ header: { ...link, name: 'files/x/', type: 'symlink' } }] },
    { title: 'a hard link', extra: [{ header: { ...link, linkname: 'index', type: 'link' } }] },
  ];
  test.each(badArchives)('an archive with $title is refused', async ({ extra }) => {
    const outcome = await node.verb(['stage', first], await archive(first, files, extra));
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.err).toMatch(/^clusterc-node: .*\n$/);
    expect(await readdir(base)).toEqual(['root']);
    expect(await readdir(node.root + state)).toEqual([]);
  });

  test('what tar complains about is told', async () => {
    const script = '#!/bin/sh\ncase $1 in -x) echo "tar: no space left" >&2; exit 1 ;; esac\necho "-rw index"\n';
    await mkdir(join(base, 'bin'));
    await writeFile(join(base, 'bin/tar'), script, { mode: 0o755 });
    const path = [join(base, 'bin'), shell.appletsOnly ? applets : systemPath].join(delimiter);
    const outcome = await node.call(node.root, ['stage', first], 'x', path);
    expect(outcome.err).toBe('clusterc-node: the archive cannot be unpacked: tar: no space left\n');
  });

  test('an archive that lacks a file, or is none, is refused', async () => {
    expect(await node.verb(['stage', first], await archive(first, [], [], indexOf(files)))).toMatchObject({ code: 2 });
    expect(await node.verb(['stage', first], 'no tar')).toMatchObject({ code: 2 });
  });

  test('an archive of the system tar, which has folder entries, is fine', async () => {
    await mkdir(join(base, 'pack/files/etc'), { recursive: true });
    await writeFile(join(base, 'pack/index'), indexOf(files.slice(2, 3)));
    await writeFile(join(base, 'pack/installed.json'), installedJson(first));
    await writeFile(join(base, 'pack/activator'), script);
    await writeFile(join(base, 'pack/files/etc/hosts'), files[2]?.content ?? '');
    const { stdout } = await execa('tar', ['-c', '-f', '-', 'activator', 'index', 'installed.json', 'files'], {
      cwd: join(base, 'pack'),
      encoding: 'buffer',
    });
    expect(await node.verb(['stage', first], stdout)).toEqual({ code: 0, out: '', err: '' });
  });

  const goodLine = indexOf(files.slice(2, 3)).trim();
  const badLines = [
    '/a b',
    '/a/../b',
    '/a//b',
    '/a/',
    '/a/.',
    '/',
    'a',
    '/a*',
    '/a\\b',
    "/a'b",
    `${state}/installed.json`,
  ];
  test.each([...badLines.map((path) => goodLine.replace('/etc/hosts', path)), `${goodLine}\n${goodLine}`, 'x', ' '])(
    'an index with %j is refused',
    async (lines) => {
      expect(await node.verb(['observe'], `${lines}\n`)).toMatchObject({ code: 2, out: '' });
    },
  );

  test.each([
    { killedAfter: ['stage'], after: 'staged' },
    { killedAfter: ['stage', 'arm'], after: 'armed' },
    { killedAfter: ['stage', 'arm', 'run'], after: 'armed' },
    { killedAfter: ['stage', 'arm', 'run', 'confirm'], after: 'confirmed' },
  ])('killed after $killedAfter, revert restores bytes and modes, twice', async ({ killedAfter, after }) => {
    await node.put('/etc/hosts', 'old, no newline', 0o604);
    await node.put('/etc/old.conf', '', 0o400);
    const before = await node.snapshot({ times: false, state: false });
    await node.all(killedAfter, first, files);
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} ${after} -`);
    const restored = await node.all(['revert'], first, files);
    expect(restored.split('\n').length - 1).toBe(killedAfter.includes('run') ? files.length : 0);
    expect(await node.all(['revert'], first, files)).toBe('');
    expect(await node.snapshot({ times: false, state: false })).toEqual(before);
    expect(await readdir(node.root + state)).toEqual(['generations']);
  });

  test('a confirmed change can be committed later, over what an earlier commit left half done', async () => {
    await node.all(['stage', 'arm', 'run', 'confirm'], first, files);
    expect(await node.verb(['stage', second], await archive(second, files))).toMatchObject({ code: 1 });
    await rm(`${node.root}${state}/generations`, { recursive: true });
    await node.put(`${state}/generations`, 'in the way');
    expect(await node.verb(['commit', first])).toMatchObject({ code: 1 });
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} confirmed -`);
    await rm(`${node.root}${state}/generations`);
    await mkdir(`${node.root}${state}/generations`);
    await rename(`${node.root}${state}/staged`, `${node.root}${state}/generations/${first}`); // and then it was killed
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} confirmed -`);
    await node.all(['commit'], first, files);
    expect((await node.observe(files)).slice(2, 5)).toEqual([`installed ${first}`, 'previous -', 'interrupted -']);
    expect((await readdir(node.root + state)).sort()).toEqual(['generations', 'installed.json']);
  });

  test('an archive with the record of another bundle is refused', async () => {
    expect(await node.verb(['stage', first], await archive(second, files))).toMatchObject({ code: 2 });
  });

  test('killed between write and rename: the temporary file goes', async () => {
    await node.put('/etc/hosts', 'old\n');
    const before = await node.snapshot({ times: false, state: false });
    await node.all(['stage', 'arm'], first, files);
    await node.put('/etc/.hosts.clusterc', 'half');
    expect(await node.all(['revert'], first, files)).toBe('');
    expect(await node.snapshot({ times: false, state: false })).toEqual(before);
  });

  test('a verb out of turn, or of another ID, is refused', async () => {
    for (const verb of ['arm', 'run', 'probe', 'confirm', 'commit']) {
      expect(await node.verb([verb, first])).toMatchObject({ code: 2, out: '' });
    }
    await node.all(['stage'], first, files);
    for (const verb of ['arm', 'run', 'probe', 'confirm', 'commit', 'revert']) {
      expect(await node.verb([verb, second])).toMatchObject({ code: 2, out: '' });
    }
    expect(await node.verb(['run', first])).toMatchObject({ code: 2 });
    await node.all(['arm'], first, files);
    expect(await node.verb(['arm', first])).toMatchObject({ code: 1 });
    expect(await node.verb(['commit', first])).toMatchObject({ code: 2 });
  });

  test.each([[[]], [['dance']], [['stage']], [['stage', 'x']], [['observe', first]], [['stage', first, first]]])(
    'the call %j is refused',
    async (args: string[]) => expect(await node.verb(args)).toMatchObject({ code: 2, out: '' }),
  );

  test('arm refuses what is no regular file', async () => {
    await mkdir(`${node.root}/etc/hosts`, { recursive: true });
    await node.all(['stage'], first, files);
    const outcome = await node.verb(['arm', first]);
    expect(outcome).toMatchObject({ code: 1, err: expect.stringContaining('/etc/hosts') });
    expect(await readdir(node.root + state)).toEqual(['generations', 'staged']);
  });

  test('a folder that leads out of the root is not written to', async () => {
    await mkdir(join(base, 'outside'));
    await symlink('../outside', `${node.root}/etc`);
    expect((await node.observe(files.slice(2, 3))).at(-1)).toBe('file other foreign - - - /etc/hosts');
    await node.all(['stage'], first, files);
    expect(await node.verb(['arm', first])).toMatchObject({ code: 1 });
    expect(await readdir(join(base, 'outside'))).toEqual([]);
  });

  test('a link in a path that stays inside the root is followed', async () => {
    await mkdir(`${node.root}/srv/etc`, { recursive: true });
    await symlink('srv/etc', `${node.root}/etc`);
    await node.install(first, files);
    expect(await node.read('/srv/etc/hosts')).toBe(files[2]?.content);
  });

  test('three generations are kept, the current one always', async () => {
    const ids = [1, 2, 3, 4, 1, 5].map((digit) => String(digit).repeat(64));
    for (const [age, id] of ids.entries()) {
      await node.install(id, files);
      await utimes(`${node.root}${state}/generations/${id}`, age + 1, age + 1);
    }
    const kept = [1, 4, 5].map((digit) => String(digit).repeat(64));
    expect((await readdir(`${node.root}${state}/generations`)).sort()).toEqual(kept);
  });

  test('lock and unlock', async () => {
    const terms = (owner: string) => expect.stringMatching(new RegExp(`^\\w+ [0-9]+ 60 ${owner}\n?$`));
    expect(await node.verb(['unlock'], 'me\n')).toEqual({ code: 0, out: '', err: '' });
    expect(await node.verb(['lock'], 'me at work, 12:00\n60\n')).toEqual({ code: 0, out: '', err: '' });
    expect((await node.observe([]))[1]).toEqual(terms('me at work, 12:00'));
    expect(await node.verb(['lock'], 'you\n60\n')).toMatchObject({ code: 3, out: terms('me at work, 12:00') });
    expect(await node.verb(['unlock'], 'you\n')).toMatchObject({ code: 3 });
    expect(await node.verb(['unlock'], 'me at work, 12:00\n')).toMatchObject({ code: 0 });
    expect((await node.observe([]))[1]).toBe('lock -');
  });

  test('of two that lock at once, one wins', async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      const owners = [`a${round}`, `b${round}`];
      const outcomes = await Promise.all(owners.map(async (owner) => await node.verb(['lock'], `${owner}\n60\n`)));
      expect(outcomes.map(({ code }) => code).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([0, 3]);
      const winner = owners[outcomes.findIndex(({ code }) => code === 0)] ?? '';
      expect(outcomes.find(({ code }) => code === 3)?.out).toMatch(new RegExp(`^held [0-9]+ 60 ${winner}\n$`));
      await node.verb(['unlock'], `${winner}\n`);
    }
  });

  test('observe changes nothing, on a bare node or an interrupted one', async () => {
    await node.put('/etc/hosts', 'old\n');
    const bare = await node.snapshot({ times: true, state: true });
    await node.observe(files);
    expect(await node.snapshot({ times: true, state: true })).toEqual(bare);
    await node.install(first, files);
    await node.all(['stage', 'arm'], second, files);
    const interrupted = await node.snapshot({ times: true, state: true });
    await node.observe(files.slice(1));
    expect(await node.snapshot({ times: true, state: true })).toEqual(interrupted);
  });

  test.each(['/etc/hosts', '/etc'])('observe fails where it may not read: %s', async (hidden) => {
    await node.put('/etc/hosts', 'secret\n');
    await chmod(node.root + hidden, 0);
    if (process.getuid?.() === 0) await chown(node.root, 65534, 65534);
    const outcome = await node.asNobody(['observe'], indexOf(files.slice(2, 3)));
    await chmod(node.root + hidden, 0o700);
    expect(outcome).toEqual({ code: 1, out: '', err: 'clusterc-node: /etc/hosts may not be read\n' });
  });

  test('on a real node, the running version is that of cman_tool', async () => {
    await writeFile(join(base, 'cman_tool'), '#!/bin/sh\necho "6.2.0 config 12"\n', { mode: 0o755 });
    const path = [base, shell.appletsOnly ? applets : systemPath].join(delimiter);
    const { out } = await node.call('/', ['observe'], '', path);
    expect(out).toContain('\nversion running 12\n');
  });

  test('a thousand files (the time is a note)', { timeout: 60_000 }, async () => {
    const many = Array.from({ length: 1000 }, (_, number) => ({
      path: `/etc/many/file-${number}`,
      content: `${number}\n`,
    }));
    await Promise.all(many.map(async ({ path, content }) => await node.put(path, content)));
    const start = performance.now();
    const lines = await node.observe(many);
    console.info(`observe of 1,000 files under ${shell.name}: ${Math.round(performance.now() - start)} ms`);
    expect(lines.filter((line) => line.startsWith('file same foreign 0640 '))).toHaveLength(1000);
  });
}

describe('the text of the activator', () => {
  const tools =
    'cat chmod chown cp date ls mkdir mv rm rmdir sed setsid sh sha256sum sleep sort stat sync tar tr uniq wc xargs restorecon cman_tool';
  const functions = [...script.matchAll(/^([a-z_]+)\(\) \{/gm)].map(([, name = '']) => name);

  test('it uses only the shell, RHEL 5 tools and its own functions', () => {
    const allowed = new Set([...SHELL_WORDS.split(' '), ...tools.split(' '), ...functions]);
    const used = commandWords(script);
    expect([...used].filter((word) => !allowed.has(word))).toEqual([]);
    expect(tools.split(' ').filter((tool) => !used.has(tool))).toEqual([]);
  });

  test.each([
    'awk 1',
    'x=$(mktemp)',
    'a | base64',
    'if readlink -e x; then',
    'xargs -r timeout 1',
    'y="$(realpath .)"',
  ])('the search for command words sees the one in %j', (line) => {
    expect([...commandWords(line)].join(' ')).toMatch(/awk|mktemp|base64|readlink|timeout|realpath/);
  });

  const shellcheck = findProgram('shellcheck');
  if (shellcheck === undefined) reportMissing('shellcheck');
  else {
    test('shellcheck finds nothing', async () => {
      const { stdout } = await execa(shellcheck, ['-s', 'sh', scriptPath], { reject: false });
      expect(stdout).toBe('');
    });
  }
});
