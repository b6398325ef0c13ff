/**
 * What an import notes besides the site: what was lost, changed, made up or taken over unchecked, the comments of the
 * site, and the secrets that were moved out.
 */
import { as, type SecretName, type SourcePath } from '../../base/brand.ts';
import { redacted } from '../masked.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Severity } from '../../diag/diagnostic.ts';

/**
 * - `lost`: the original says it and the site does not;
 * - `changed`: the site says it otherwise, or says what the original only meant;
 * - `assumed`: no file says it; a person has to fill it in;
 * - `unchecked`: taken over as written (`raw`, `overlay`), no rule looks at it.
 */
export type NoteKind = 'lost' | 'changed' | 'assumed' | 'unchecked';

/** A place in a file that was read: its name for people and its line; line 0 is the file as a whole. */
export type Place = { readonly file: string; readonly line: number };

export type ImportNote = Place & {
  readonly kind: NoteKind;
  readonly severity: Severity;
  readonly message: string;
};

/** A comment of the site: above the entry at a path, or behind it on its line. */
export type Remark = { readonly at: SourcePath; readonly text: string; readonly where: 'above' | 'behind' };

const SEVERITY: { readonly [K in NoteKind]: Severity } = {
  lost: 'warning',
  changed: 'note',
  assumed: 'warning',
  unchecked: 'note',
};

export class Notebook {
  readonly notes: ImportNote[] = [];
  readonly remarks: Remark[] = [];
  readonly secrets = new Map<SecretName, Sealed>();
  readonly #noted = new Set<string>();
  readonly #taken = new Map<string, string>();

  /** Writes down what became of something; the same about the same place only once. */
  note(kind: NoteKind, { file, line }: Place, message: string, severity: Severity = SEVERITY[kind]): void {
    const key = `${file}:${line}:${message}`;
    if (!this.#noted.has(key)) this.notes.push({ kind, severity, file, line, message: redacted(message) });
    this.#noted.add(key);
  }

  /** A comment above an entry. */
  above(at: SourcePath, text: string): void {
    this.remarks.push({ at, text, where: 'above' });
  }

  /** A comment behind an entry, on its line. */
  behind(at: SourcePath, text: string): void {
    this.remarks.push({ at, text, where: 'behind' });
  }

  /** Something that no file says: noted, and marked at the made-up value. */
  assume(at: SourcePath, place: Place, message: string): void {
    this.behind(at, `unknown: ${message}`);
    this.note('assumed', place, `${at.join('/')}: ${message}`);
  }

  /** Moves a secret out of a file; the reference that stands for it. The same name with another value gets a number. */
  secret(wanted: string, value: string): { readonly secret: string } {
    const name = this.#free(wanted.replace(/[^A-Za-z0-9._/-]/g, '-'), value);
    this.#taken.set(name, value);
    this.secrets.set(as<SecretName>(name), Sealed.of(name, value));
    return { secret: name };
  }

  #free(wanted: string, value: string): string {
    let name = wanted;
    for (let number = 2; (this.#taken.get(name) ?? value) !== value; number += 1) name = `${wanted}-${number}`;
    return name;
  }
}
