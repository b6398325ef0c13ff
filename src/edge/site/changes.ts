/** Tells when the files of a site may have changed. */
import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Editors write a file in several steps: what follows within this time is the same change. Our choice. */
const SETTLED_MILLIS = 10;

/**
 * Yields at once, and then after each change in the folders of a site, new folders included. Folders are watched rather than files,
 * since an editor that saves by rename replaces the file. inotify(7).
 */
export async function* changesOf(site: string): AsyncGenerator<void> {
  const watched = new Watched();
  try {
    for (;;) {
      // Before the site is read, so that a change during the reading counts.
      const changed = watched.next(foldersOf(site));
      yield;
      await changed;
      await pause(SETTLED_MILLIS);
    }
  } finally {
    watched.close();
  }
}

/** The folders of a site, or of one above it that is there while it is not. */
function foldersOf(site: string): readonly string[] {
  const found = statSync(site, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return [dirname(site)];
  const inner = readdirSync(site, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => foldersOf(join(site, name)));
  return [site, ...inner];
}

/** Keeps one watcher per folder. */
class Watched {
  readonly #watchers = new Map<string, FSWatcher>();
  #changed = () => {};

  /** Watches these folders, and no others. Resolves at the first change. */
  next(folders: readonly string[]): Promise<void> {
    const changed = new Promise<void>((resolve) => {
      this.#changed = resolve;
    });
    for (const [folder, watcher] of this.#watchers) if (!folders.includes(folder)) this.#drop(folder, watcher);
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
    return changed;
  }

  close(): void {
    for (const [folder, watcher] of this.#watchers) this.#drop(folder, watcher);
  }

  #add(folder: string): void {
    const watcher = watch(folder, () => this.#changed());
    // A folder that goes away is a change of the folder around it.
    watcher.on('error', () => this.#changed());
    this.#watchers.set(folder, watcher);
  }

  #drop(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }
}
