/** The real activator under dash, in a folder that plays the node. */
import { readFileSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { TripStep } from './lives.ts';
import { packFiles } from '../../../src/edge/bundle/archive.ts';
import { findProgram, nodePath } from '../../support/node-path.ts';

const script = readFileSync('templates/node/clusterc-node.sh', 'utf8');

export const SHELL = 'dash';

export type Outcome = { readonly exit: number; readonly out: string };

export class RealNode {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<RealNode> {
    return new RealNode(await mkdtemp(join(tmpdir(), 'clusterc twin-')));
  }

  /** `err` is what went wrong, in words that the twin does not share. */
  async verb(verb: string, id: string, input: string, owner = ''): Promise<Outcome & { readonly err: string }> {
    const stdin = verb === 'stage' ? await packed(input) : input;
    return await this.#called([this.root, verb, ...(id === '' ? [] : [id]), ...(owner === '' ? [] : [owner])], stdin);
  }

  async #called(args: readonly string[], stdin: string | Uint8Array): Promise<Outcome & { readonly err: string }> {
    const { exitCode, stdout, stderr } = await execa(
      findProgram(SHELL) ?? SHELL,
      ['-c', script, 'clusterc-node', ...args],
      {
        input: stdin,
        cwd: '/',
        env: { PATH: nodePath(), CLUSTERC_TEST_SECOND: '0', CLUSTERC_TEST_PAUSE: '0' },
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
      },
    );
    return { exit: exitCode ?? -1, out: stdout, err: stderr };
  }

  /** Several verbs in one request. */
  async trip(id: string, owner: string, steps: readonly TripStep[]): Promise<Outcome & { readonly err: string }> {
    const parts = steps.map(async ({ word, input }) => {
      const ends = word.startsWith('compare') || word === 'arm';
      return Buffer.from(word === 'stage' ? await packed(input) : `${input}${ends ? '.\n' : ''}`);
    });
    const args = [this.root, 'trip', id, owner, ...steps.map(({ word }) => word)];
    return await this.#called(args, Buffer.concat(await Promise.all(parts)));
  }

  /** By hand; null: it goes. */
  async edit(path: string, text: string | null, mode: string): Promise<void> {
    if (text === null) return await rm(this.root + path, { force: true });
    await mkdir(dirname(this.root + path), { recursive: true });
    await writeFile(this.root + path, text);
    await chmod(this.root + path, Number.parseInt(mode, 8));
  }

  /** All files but those of the activator, as `MODE PATH` and their text. */
  async files(): Promise<readonly string[]> {
    const names = (await readdir(this.root, { recursive: true })).filter((name) => !`${name}/`.startsWith('var/'));
    const shown = await Promise.all(names.sort().map(async (name) => await this.#file(name)));
    return shown.flat();
  }

  async #file(name: string): Promise<readonly string[]> {
    const status = await lstat(join(this.root, name));
    if (!status.isFile()) return [];
    const mode = (status.mode & 0o7777).toString(8).padStart(4, '0');
    return [`${mode} /${name}\n${await readFile(join(this.root, name), 'utf8')}`];
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}

/** The archive of the twin, JSON, as the one that a node gets. */
async function packed(input: string): Promise<Uint8Array> {
  const files: { readonly [name: string]: string } = JSON.parse(input);
  return await packFiles(new Map(Object.entries({ ...files, activator: script })));
}
