/** Commands of a cluster that stand in for cman_tool, for nodes that are folders; and what a node does by itself. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SECOND } from './clock.ts';
import { putCommand, QUESTIONS, state, type Node } from './node.ts';

/** A cluster that runs one version, announced to all its members at once; what does not run has no version. */
export class Cluster {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get version(): number {
    return Number(readFileSync(join(this.#folder, 'version'), 'utf8'));
  }

  /** 0: it does not run. */
  set version(version: number) {
    writeFileSync(join(this.#folder, 'version'), version === 0 ? '' : `${version}\n`);
  }

  /** Its members by node_id, with a quorum disk, which has the id 0, and a node that has left. */
  set members(ids: readonly number[]) {
    const lines = ids.map((id) => `${String(id).padStart(4)}   M    548   2026-01-02 03:04:05  node${id}.example.com`);
    const others = [
      '   0   M      0   2026-01-02 03:04:05  /dev/disk/by-id/qdisk',
      '   1   X      0                        gone',
    ];
    writeFileSync(
      join(this.#folder, 'nodes'),
      `${['Node  Sts   Inc   Joined               Name', ...others, ...lines].join('\n')}\n`,
    );
  }

  /** Puts the commands into a folder of the PATH of a node. `announce FILE` tells the cluster the version of the file. */
  async join(bin: string, id: number): Promise<void> {
    const at = `'${this.#folder}'`;
    const words = [
      `[ -s ${at}/version ] || exit 1`,
      `case $1 in`,
      `  version) echo "6.2.0 config $(cat ${at}/version)" ;;`,
      `  status) echo "Node ID: ${id}" ;;`,
      `  nodes) cat ${at}/nodes ;;`,
      `esac`,
    ];
    await putCommand(bin, 'cman_tool', words.join('\n'));
    const first = `sed -n 's/.*config_version="\\([0-9]*\\)".*/\\1/p' "$1"`;
    await putCommand(bin, 'announce', `echo "${id} $1" >>${at}/announced\n${first} >${at}/version`);
  }

  /** Who announced which file. */
  get announced(): readonly string[] {
    const file = join(this.#folder, 'announced');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }
}

/** What a test plays on a node: it has cron, and its timers go by the clock of the test. */
export const ALONE = {
  CLUSTERC_TEST_CRON: 'yes',
  CLUSTERC_TEST_SECOND: SECOND,
  CLUSTERC_TEST_PAUSE: '0.5',
  CLUSTERC_TEST_PATIENCE: '100000',
};
export const IN_CLUSTER = { ...ALONE, CLUSTERC_TEST_CLUSTER: 'yes' };

export const CRON = '/etc/cron.d/clusterc';

/** Looks until it is so. */
export async function soon(what: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(what, { timeout: 300_000, interval: 20 });
}

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** What an armed node is at: `armed`, `confirmed`, `reverting`, or nothing. */
export function markOf(node: Node): string | undefined {
  return ['armed', 'confirmed', 'reverting'].find((mark) => existsSync(`${node.root}${state}/undo/${mark}`));
}

/** Lets the deadline of an armed node pass, so that cron acts; but not so long ago that it may not lead any more. */
export async function expireNow(node: Node): Promise<void> {
  await node.put(`${state}/undo/deadline`, `${Math.floor(Date.now() / 1000) - 10}\n`, 0o600);
}

/** Processes that the activator has started for a node and a verb. */
export function processesOf(node: Node, verb: string): readonly number[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const at = words.indexOf(node.root);
      return at > 0 && words[at + 1] === verb && words[at - 1]?.endsWith('/undo/activator') === true
        ? [Number(pid)]
        : [];
    } catch {
      return []; // it has just ended
    }
  });
}

/** The same without what they have started, or are about to start: that has their words for a moment. */
export function leadersOf(node: Node, verb: string): readonly number[] {
  const all = processesOf(node, verb);
  return all.filter((pid) => {
    const parent = parentOf(pid);
    return parent !== undefined && !all.includes(parent);
  });
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined; // it has just ended
  }
}

export function intentOf(lines: Readonly<Record<string, string | number>>): string {
  return Object.entries({ ...QUESTIONS, ...lines })
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');
}
