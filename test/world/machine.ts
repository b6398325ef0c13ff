/** A node of the simulated world: its files, its power, and what the activator keeps there. */
import type { Archive, Intent, Row } from './twin/rows.ts';

export type FileNow = { readonly text: string; readonly mode: string; readonly owner: string; readonly group: string };

/** `wanted`: by path, the digest that the bundle wants of a file that the node keeps in its own form. */
export type Staged = Omit<Archive, 'own'> & { readonly id: string; readonly wanted: ReadonlyMap<string, string> };

export type Undo = {
  readonly id: string;
  mark: 'armed' | 'confirmed' | 'reverting';
  /** What was there before, by path; null where nothing was. */
  readonly before: ReadonlyMap<string, FileNow | null>;
  readonly index: readonly Row[];
  readonly intent: Intent;
  /** Old content of the announced file under its next version. */
  readonly back: { readonly path: string; readonly file: FileNow } | null;
  readonly boot: number;
  /** Milliseconds; null: the node does not act by itself. */
  readonly deadline: number | null;
  backed: boolean;
  /** Does the cluster run what was placed? */
  hold: boolean;
  /** The boot in which the node began to put it back by itself, and is still at it; 0: none. */
  acting: number;
  /** How many commands of the intent the node has run by itself, since the boot in which it was armed. */
  passed: number;
  /** Counts the times that a fuse was lit. */
  fuse: number;
};

export type Store = {
  lock: { readonly owner: string; readonly lease: string; readonly since: number } | null;
  staged: Staged | null;
  undo: Undo | null;
  /** Oldest first. */
  generations: readonly Staged[];
  /** The record of the installed bundle, as text. */
  installed: string | null;
};

export class Machine {
  readonly host: string;
  readonly files = new Map<string, FileNow>();
  readonly store: Store = { lock: null, staged: null, undo: null, generations: [], installed: null };
  on = true;
  /** Counts its boots: processes do not outlive one. */
  boot = 1;
  /** Is the entry of cron there? */
  cron = false;
  /** Can ssh reach it? */
  reachable = true;

  constructor(host: string) {
    this.host = host;
  }

  /** Does nothing here wait for its time: no lock, no change that is armed, no cron? */
  isIdle(): boolean {
    return this.store.lock === null && this.store.undo === null && !this.cron;
  }

  /** What it keeps while it is idle, for JSON. */
  content() {
    const { host, on, boot, reachable, files, store } = this;
    const kept = [store.staged, ...store.generations].map(
      (one) => one && [one.id, one.index, [...one.files], [...one.wanted]],
    );
    return {
      host,
      on,
      boots: Math.min(boot, 2),
      reachable,
      files: [...files].sort(([a], [b]) => (a < b ? -1 : 1)),
      kept,
      installed: store.installed,
    };
  }

  /** Takes over everything of another. */
  become({ files, store, on, boot, cron, reachable }: Machine): void {
    this.files.clear();
    for (const [path, file] of files) this.files.set(path, file);
    Object.assign(this.store, store, { undo: store.undo === null ? null : { ...store.undo } });
    Object.assign(this, { on, boot, cron, reachable });
  }
}

export function bundleIn(record: string | null): string | undefined {
  return /"bundle": "([0-9a-f]{64})"/.exec(record ?? '')?.[1];
}
