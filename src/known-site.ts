/** What reading the files of a site leaves for the next reading, in which most of them is as it was. */
import type { FileId, Json } from './base/brand.ts';
import { memoized } from './base/memoize.ts';
import { withPartsOf } from './base/shared-parts.ts';
import { KnownEntries } from './source/entries.ts';
import { plain, type Tree } from './source/tree.ts';

export class KnownSite {
  readonly #entries = new Map<FileId, KnownEntries>();
  readonly #plainEntry = memoized((entry: Tree) => plain(entry));
  #site: Json | undefined;

  /** The entries of a file that have been parsed. */
  entriesOf(file: FileId): KnownEntries {
    const entries = this.#entries.get(file) ?? new KnownEntries();
    this.#entries.set(file, entries);
    return entries;
  }

  /** What a tree says, with those parts of the last one that are the same. */
  plain(tree: Tree): Json {
    const site = plain(tree, (section) => plain(section, this.#plainEntry));
    this.#site = withPartsOf(this.#site, site);
    return this.#site;
  }
}
