/** A folder that plays a node to the activator, under each shell that it has to work in. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, expect } from 'vitest';
import { readOnlyPart } from '../../src/deploy/node/activator.ts';
import { inCi } from '../support/effort.ts';
import { appletPath, findProgram, NODE_TOOLS, nodePath } from '../support/node-path.ts';
import { describeWith } from '../support/tools.ts';
import { Clock } from './clock.ts';

export const scriptPath = fileURLToPath(new URL('../../templates/node/clusterc-node.sh', import.meta.url));
export const script = readFileSync(scriptPath, 'utf8');
/** What is sent of it for `observe`. */
export const eyes = readOnlyPart(script);
export const state = '/var/lib/clusterc';
export const [first, second] = ['1'.repeat(64), '2'.repeat(64)];

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

export interface Wanted {
  path: string;
  content: string | null;
  mode?: string;
  late?: boolean | 'carried';
  folderMode?: string;
}

export interface Outcome {
  code: number | undefined;
  out: string;
  err: string;
}

export const digestOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const masked = (content: string): string => content.replace(/config_version="\d+"/, 'config_version="0"');
export const installedJson = (id: string): string =>
  `{\n  "bundle": "${id}",\n  "late": {\n    "config-version": 12\n  }\n}\n`;

const LATE: Readonly<Record<string, string>> = {
  true: 'version/cluster/config_version',
  false: '-',
  carried: 'carried/cluster/config_version',
};

/** How the cluster of a test is asked: as the lines of an intent; the first is that of an observation, too. */
export const QUESTIONS = {
  running: ' config \tcman_tool\tversion',
  own: 'Node ID: \tcman_tool\tstatus',
  members: 'M\tcman_tool\tnodes',
};
export const RUNNING = `running ${QUESTIONS.running}\n`;

export function indexOf(files: Wanted[], asObserved = false): string {
  const { username } = userInfo();
  const lines = files.map(({ path, content, mode = '0640', late = false, folderMode = '0755' }) => {
    const bytes = content !== null && late !== false && asObserved ? masked(content) : content;
    const digest = bytes === null ? '-' : digestOf(bytes);
    return `${digest} ${mode} ${username} ${username} ${LATE[String(late)]} ${folderMode} ${path}\n`;
  });
  return lines.join('');
}

export type TarEntry = Parameters<typeof packTar>[0][number];

export function tarFile(name: string, body: string): TarEntry {
  return { header: { name, size: Buffer.byteLength(body), type: 'file' }, body };
}

export async function archive(
  id: string,
  files: Wanted[],
  extra: TarEntry[] = [],
  index = indexOf(files),
  own: string[] = [],
): Promise<Uint8Array> {
  const sent = files.filter(({ path }) => !own.includes(path));
  const present = sent.flatMap(({ path, content }) => (content === null ? [] : [tarFile(`files${path}`, content)]));
  const about = [
    tarFile('installed.json', installedJson(id)),
    tarFile('activator', script),
    tarFile('own', own.map((path) => `${path}\n`).join('')),
  ];
  return await packTar([tarFile('index', index), ...about, ...present, ...extra]);
}

/** A folder that plays a node, and one shell to play with it. */
export class Node {
  readonly root: string;
  /** Variables besides PATH; some tell the activator what a test plays. */
  env: Readonly<Record<string, string>> = {};
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
    const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    return await this.#execute([this.root, ...args], input, this.#path, unprivileged);
  }

  async observe(files: Wanted[]): Promise<string[]> {
    const { code, out, err } = await this.verb(['observe'], RUNNING + indexOf(files, true));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/\nend\n$/);
    // Digests of what was found are looked at by themselves.
    const lines = out.replace(/^(file(?: \S+){5}) (?:[0-9a-f]{64}|-) /gm, '$1 ').split('\n');
    return lines.slice(0, -2);
  }

  /** The verbs one after the other; all must be done. */
  async all(verbs: string[], id: string, files: Wanted[], intent = ''): Promise<string> {
    let printed = '';
    for (const verb of verbs) {
      const input = verb === 'stage' ? await archive(id, files) : verb === 'arm' ? intent : '';
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
    const names = await namesBelow(this.root);
    const kept = names.filter((name) => options.state || !`/${name}/`.startsWith('/var/'));
    return await Promise.all(kept.sort().map(async (name) => await describePath(this.root, name, options.times)));
  }

  async #execute(args: string[], input: string | Uint8Array, path: string, who: object = {}): Promise<Outcome> {
    const [program = '', ...options] = this.#command;
    const sent = args[1] === 'observe' ? eyes : script;
    const result = await execa(program, [...options, '-c', sent, 'clusterc-node', ...args], {
      input,
      cwd: '/',
      env: { ...this.env, PATH: path },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      detached: true, // a group of processes, which a test may kill as a whole
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

/** The text of `lock/since` as if the lock had been taken so many seconds earlier. */
export function sinceBefore(text: string, seconds: number): string {
  const [boot = '', uptime = ''] = text.trim().split(' ');
  return `${boot} ${Number(uptime) - 100 * seconds}\n`;
}

export const clusterConf = (version: number): string =>
  `<?xml version="1.0"?>\n<cluster name="c" config_version="${version}">\n`;

export const files: Wanted[] = [
  { path: '/etc/cluster/cluster.conf', content: clusterConf(12), late: true },
  { path: '/etc/libvirt/keys/node.key', content: 'no final newline', mode: '0600', folderMode: '0700' },
  { path: '/etc/hosts', content: '127.0.0.1 localhost\n', mode: '0644' },
  { path: '/etc/old.conf', content: null },
];

/** What the activator may use; the last two where a node has them. */
export const TOOLS = [...NODE_TOOLS, 'restorecon', 'logger'];

export interface Play {
  node: Node;
  clock: Clock;
  /** Where the root of the node is, and where commands may be put that come before those of the system. */
  base: string;
  bin: string;
  /** PATH without `bin`. */
  tools: string;
  shell: string;
  /** Another node of the same kind. */
  other: (name: string) => Promise<Node>;
}

/** Of the three shells; CI takes all of them. */
const ONE_OF_EACH = 'outside of CI a case runs under one shell of three';

/**
 * Cases for each shell, or those of some names; `play` gives what is there before each of them. Outside of CI each case is run under one of
 * them, and each shell has its share of all cases.
 */
export function underEachShell(title: string, cases: (play: () => Play) => void, names?: readonly string[]): void {
  for (const shell of shells.filter(({ name }) => names?.includes(name) ?? true)) {
    const program = findProgram(shell.program);
    describeWith(shell.program, `${title}, under ${shell.name}`, () => {
      if (program !== undefined) casesUnder(shell, program, cases, names !== undefined || inCi(true, false));
    });
  }
}

function casesUnder(shell: Shell, program: string, cases: (play: () => Play) => void, all: boolean): void {
  let base = '';
  let clock: Clock;
  let current: Play;

  const tools = shell.appletsOnly ? appletPath(program) : nodePath();
  const command = () => (shell.appletsOnly ? [join(tools, 'sh')] : [program, ...shell.options]);
  const put = async (name: string): Promise<Node> => {
    const [root, bin] = [join(base, name), join(base, `${name}-bin`)];
    await mkdir(root);
    await mkdir(bin);
    // What the activator starts by the name of "sh" is the shell under test, too.
    if (!shell.appletsOnly) await putCommand(bin, 'sh', `exec ${command().join(' ')} "$@"`);
    await putCommand(bin, 'sleep', clock.command(join(tools, 'sleep')));
    return new Node(root, command(), [bin, tools].join(delimiter));
  };

  beforeEach(async ({ skip, task }) => {
    const position = task.suite?.tasks.indexOf(task) ?? 0;
    skip(!all && position % shells.length !== shells.indexOf(shell), ONE_OF_EACH);
    base = await mkdtemp(join(tmpdir(), 'clusterc node-')); // the blank is there on purpose
    await chmod(base, 0o755);
    clock = new Clock(base);
    const node = await put('root');
    current = { node, clock, base, bin: join(base, 'root-bin'), tools, shell: shell.name, other: put };
  });
  afterEach(async () => {
    if (base !== '') await rm(base, { recursive: true, force: true, maxRetries: 5 });
    base = '';
  });

  cases(() => current);
}

/** A command that replaces one of a node. */
export async function putCommand(folder: string, name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** Again where a process of the node has just removed a folder that was being read. */
async function namesBelow(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return namesBelow(folder);
  }
}
