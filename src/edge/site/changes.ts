/** Tells when the files of a site may have changed. */
import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Editors write a file in several steps: what follows within this time is the same change. Our choice. */
const SETTLED_MILLIS = 10;
/** Our choice. */
const POLLED_MILLIS = 1000;

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

/** The folders of a site, or the nearest one above it while it is not there. What cannot be read is a finding of the check. */
function foldersOf(site: string): readonly string[] {
  if (isFolder(site)) return [site, ...foldersIn(site)];
  const above = dirname(site);
  return isFolder(above) || above === site ? [above] : foldersOf(above).slice(0, 1);
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .flatMap(({ name }) => [join(folder, name), ...foldersIn(join(folder, name))]);
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

type Watcher = Pick<FSWatcher, 'close'>;

/** Keeps one watcher per folder. */
class Watched {
  readonly #watchers = new Map<string, Watcher>();
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
    this.#watchers.set(folder, this.#watch(folder));
  }

  /** Where the system has no more watchers to give (inotify(7), max_user_watches), or refuses one, the site is read every second. */
  #watch(folder: string): Watcher {
    try {
      const watcher = watch(folder, () => this.#changed());
      // A folder that goes away is a change of the folder around it.
      return watcher.on('error', () => this.#changed());
    } catch {
      const timer = setInterval(() => this.#changed(), POLLED_MILLIS);
      return { close: () => clearInterval(timer) };
    }
  }

  #drop(folder: string, watcher: Watcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }
}
