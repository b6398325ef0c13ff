/**
 * Notes of an import: lost, changed, assumed and unchecked settings. Also holds the comments of the site and extracted secrets.
 */
import { as, type SecretName, type SourcePath } from '../../base/brand.ts';
import { redacted } from '../masked.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Severity } from '../../diag/diagnostic.ts';

/**
 * - `lost`: set in the original, but not in the site;
 * - `changed`: set differently in the site, or made explicit there;
 * - `assumed`: in no file, the user must fill it in;
 * - `unchecked`: copied as it is (`raw`, `overlay`), no rule checks it.
 */
export type NoteKind = 'lost' | 'changed' | 'assumed' | 'unchecked';

/** A place in an imported file: its name for the user and the line from 1. Line 0: the whole file. */
export type Place = { readonly file: string; readonly line: number };

export type ImportNote = Place & {
  readonly kind: NoteKind;
  readonly severity: Severity;
  readonly message: string;
};

/** A comment of the site: above the entry at a path, or at the end of its line. */
export type Remark = { readonly at: SourcePath; readonly text: string; readonly where: 'above' | 'behind' };

const SEVERITY: { readonly [K in NoteKind]: Severity } = {
  lost: 'warning',
  changed: 'note',
  assumed: 'warning',
  unchecked: 'note',
};

/** Collects what an import has to report: notes, comments of the site, and secrets. */
export class ImportNotes {
  readonly entries: ImportNote[] = [];
  readonly remarks: Remark[] = [];
  readonly secrets = new Map<SecretName, Sealed>();
  readonly #noted = new Set<string>();
  readonly #taken = new Map<string, string>();

  /** Records a note. Equal notes about the same place are recorded once. */
  note(kind: NoteKind, { file, line }: Place, message: string, severity: Severity = SEVERITY[kind]): void {
    const key = `${file}:${line}:${message}`;
    if (!this.#noted.has(key)) this.entries.push({ kind, severity, file, line, message: redacted(message) });
    this.#noted.add(key);
  }

  /** Adds a comment above an entry. */
  above(at: SourcePath, text: string): void {
    this.remarks.push({ at, text, where: 'above' });
  }

  /** Adds a comment at the end of an entry's line. */
  behind(at: SourcePath, text: string): void {
    this.remarks.push({ at, text, where: 'behind' });
  }

  /** Records an assumed value: a note, and a comment at the value. */
  assume(at: SourcePath, place: Place, message: string): void {
    this.behind(at, `unknown: ${message}`);
    this.note('assumed', place, `${at.join('/')}: ${message}`);
  }

  /** Stores a secret and returns the reference to it. A name that already has another value gets a number. */
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
