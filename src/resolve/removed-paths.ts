/** Paths that were left out of a site, and what depends on them. Indexed by entity, since every entity is looked up. */
import type { SourcePath } from '../base/brand.ts';

export class Cuts {
  readonly #all: SourcePath[] = [];
  /** By section and name; paths above that by section. */
  readonly #by = new Map<string, SourcePath[]>();

  constructor(cuts: readonly SourcePath[]) {
    for (const cut of cuts) this.add(cut);
  }

  get all(): readonly SourcePath[] {
    return this.#all;
  }

  add(cut: SourcePath): void {
    this.#all.push(cut);
    const key = keyOf(cut);
    const others = this.#by.get(key);
    if (others === undefined) this.#by.set(key, [cut]);
    else others.push(cut);
  }

  /** Was this path, or one above or below it, left out? */
  touch(path: SourcePath): boolean {
    const near =
      path.length < 2 ? this.#all : [path, path.slice(0, 1), []].flatMap((one) => this.#by.get(keyOf(one)) ?? []);
    return near.some((cut) => overlaps(cut, path));
  }
}

function keyOf(path: SourcePath): string {
  return path.slice(0, 2).join('/');
}

/** Is one of the two paths at, above or below the other? */
function overlaps(a: SourcePath, b: SourcePath): boolean {
  return a.slice(0, b.length).every((step, index) => step === b[index]);
}
