/** What is found while reading: the first mistakes of a site, and how many there are. */
import type { Diagnostic } from '../diag/diagnostic.ts';
import { tooManyMistakes } from './findings.ts';

/** A person reads no more, and finding what each of them affects takes quadratic time. As for mistakes of form. */
const MAX_MISTAKES = 1000;

export class Mistakes {
  readonly first: Diagnostic[] = [];
  #count = 0;
  #errors = 0;

  add(found: Diagnostic): void {
    this.#count += 1;
    if (found.severity === 'error') this.#errors += 1;
    if (this.#count <= MAX_MISTAKES) this.first.push(found);
  }

  get errors(): number {
    return this.#errors;
  }

  /** Are there so many that nothing should be done with what was read? */
  get tooMany(): boolean {
    return this.#count > MAX_MISTAKES;
  }

  /** The first ones, and how many there are if that is not all. Code `yaml/too-many-mistakes`. */
  all(): readonly Diagnostic[] {
    if (!this.tooMany) return this.first;
    const why = { in: 'nowhere', because: 'it is about all files of the site' } as const;
    return [...this.first, tooManyMistakes(why, { mistakes: this.#count, limit: MAX_MISTAKES })];
  }
}
