/** What the readers of a CIB share: the document, notes, and what was taken over so far. Whatever is left gets a note. */
import type { JsonMap } from '../../../base/json.ts';
import { isSecretName } from '../../../base/secret-names.ts';
import type { Severity } from '../../../diag/diagnostic.ts';
import type { NoteKind } from '../../../import/site/notes.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import type { Value } from '../cib/blocks.ts';
import { labelOf, type Constraint } from '../cib/constraints.ts';
import type { Cib } from '../cib/document.ts';

export type CibReading = {
  readonly cib: Cib;
  /** As the user names it. */
  readonly file: string;
  readonly notes: ImportNotes;
  /** Node name -> host name. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Constraints that a key of the site expresses, or that have a note. */
  readonly done: Set<Constraint>;
};

/** A note about a line of the CIB. */
export function noteAt(
  { file, notes }: Pick<CibReading, 'file' | 'notes'>,
  line: number,
  kind: NoteKind,
  message: string,
  severity?: Severity,
): void {
  notes.note(kind, { file, line }, message, severity);
}

/** A value in words; secret values are hidden. */
export function inWords(label: string, { name, value }: Value): string {
  return `${label} ${name}="${isSecretName(name) ? '...' : value}"`;
}

/** Notes values that no key of a site expresses. `label`: what has them, such as `vm1:`. */
export function noteLeft(reading: CibReading, label: string, values: readonly Value[], known: readonly string[]): void {
  for (const value of values.filter(({ name }) => !known.includes(name)))
    noteAt(reading, value.line, 'lost', `${inWords(label, value)} is not modelled; left out`);
}

/** Notes a constraint and takes it from those that are left. */
export function noteConstraint(reading: CibReading, constraint: Constraint, why: string, severity?: Severity): void {
  reading.done.add(constraint);
  noteAt(reading, constraint.line, 'lost', `${constraintInWords(constraint)}: ${why}; left out`, severity);
}

export function constraintInWords(constraint: Constraint): string {
  const what = labelOf(constraint);
  return constraint.kind === 'order'
    ? `${what} (${constraint.isMandatory ? 'Mandatory' : 'Optional'})`
    : `${what} (${constraint.score})`;
}

/** The value of a name. */
export function valueOf(values: readonly Value[], name: string): string | undefined {
  return values.find((one) => one.name === name)?.value;
}

/** The entries that are set. */
export function entriesOf(entries: readonly (readonly [key: string, value: JsonMap[string] | undefined])[]): JsonMap {
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}
