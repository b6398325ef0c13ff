/**
 * What resolving a site records besides the model: diagnostics, origins of unset values, and which entities depend on something
 * left out (their findings would be misleading).
 */
import type { Json, SourcePath } from '../base/brand.ts';
import { addAll, exact } from '../base/lists.ts';
import { defineDiagnostic, valueAt, type Diagnostic, type Place } from '../diag/diagnostic.ts';
import { similarInParts } from '../base/similar.ts';
import { Cuts } from './removed-paths.ts';
import type { Origin } from '../model/entity.ts';
import { entityOf, originIn, placeIn, type Origins, type OriginsOf } from '../model/origins.ts';
import { defaultOrigin, origins } from './shared-origins.ts';
import type { Table } from './tables.ts';

export const unknownReference = defineDiagnostic<{
  what: string;
  name: string;
  suggestion: string | null;
  known: readonly string[];
}>({
  code: 'ref/unknown',
  severity: 'error',
  message: (f) =>
    `there is no ${f.what} "${f.name}"${f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`}`,
  help: (f) => {
    const names = f.name.split(/\s+/);
    if (names.length > 1 && names.every((name) => f.known.includes(name)))
      return `put a comma between the names: ${names.join(', ')}`;
    return f.suggestion === null
      ? `define ${f.name}, or name ${oneOf(f.known, f.what)}`
      : `write ${f.suggestion} if that is meant, or define ${f.name}`;
  },
  explain: 'A name that refers to nothing would be rendered into files that refer to nothing.',
});

export const danglingFenceDevice = defineDiagnostic<{
  what: string;
  name: string;
  suggestion: string | null;
  known: readonly string[];
}>({
  code: 'fence/dangling',
  severity: 'error',
  message: (f) =>
    `fence device "${f.name}" is not defined${f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`}`,
  help: (f) =>
    f.suggestion === null
      ? `define ${f.name} under fence_devices, or name ${oneOf(f.known, f.what)}`
      : `write ${f.suggestion}`,
  explain: 'A method with an undefined device never runs, and the schema of the cluster refuses it.',
});

const SHOWN = 8;

/** Most suggestions: each searches all names, and so many errors are not fixed one by one. */
const SEARCHES = 100;

/** `one of: host1, host2`; empty for a list too long to read. */
function oneOf(known: readonly string[], what: string): string {
  return known.length === 0 || known.length > SHOWN ? `a ${what} that is defined` : `one of: ${known.join(', ')}`;
}

export type ReferenceFacts = {
  readonly what: string;
  readonly name: string;
  readonly suggestion: string | null;
  readonly known: readonly string[];
};
type ReferenceKind = (at: Place, facts: ReferenceFacts) => Diagnostic;

/** What a ledger has recorded. */
export type Recorded = Pick<Ledger, 'diagnostics' | 'unsound' | 'origins'>;

export class Ledger {
  readonly diagnostics: Diagnostic[] = [];
  readonly #origins = new Map<string, Map<string, Origin>>();
  readonly #included = new Map<string, readonly OriginsOf[]>();
  readonly #unsound: Cuts;
  #searches = 0;

  constructor(unsound: readonly SourcePath[]) {
    this.#unsound = new Cuts(unsound);
  }

  get unsound(): readonly SourcePath[] {
    return this.#unsound.all;
  }

  get origins(): Origins {
    const entities = new Set([...this.#included.keys(), ...this.#origins.keys()]);
    return Object.fromEntries([...entities].map((entity) => [entity, this.#originsOf(entity)]));
  }

  #originsOf(entity: string): readonly OriginsOf[] {
    const own = this.#origins.get(entity);
    return exact([...(this.#included.get(entity) ?? []), ...(own === undefined ? [] : origins(own))]);
  }

  /** All of it, to be included in another one. */
  get recorded(): Recorded {
    const { diagnostics, unsound, origins } = this;
    return { diagnostics, unsound, origins };
  }

  /** Adds what another one has recorded. */
  include({ diagnostics, unsound, origins }: Recorded): void {
    addAll(this.diagnostics, diagnostics);
    for (const cut of unsound) this.doubt(cut);
    for (const [entity, maps] of Object.entries(origins))
      this.#included.set(entity, [...(this.#included.get(entity) ?? []), ...maps]);
  }

  /** The written value, or the default with its reason recorded. */
  defaulted<T extends Json>(
    written: T | undefined,
    at: SourcePath,
    fallback: { readonly value: T; readonly because: string },
  ): T {
    if (written !== undefined) return written;
    this.#record(at, defaultOrigin(fallback));
    return fallback.value;
  }

  /**
   * Looks up values of a section: as written, or the default with its reason recorded. Without a place nothing is recorded,
   * since nothing is made from the section.
   */
  defaultsOf<W extends { readonly [key: string]: Json | undefined }, K extends keyof W & string>(
    written: W,
    defaults: { readonly [P in K]: { readonly value: NonNullable<W[P]>; readonly because: string } },
    at: SourcePath | null,
  ): <P extends K>(key: P) => NonNullable<W[P]> {
    return (key) => {
      const value = written[key] ?? undefined;
      if (value !== undefined) return value;
      const fallback = defaults[key];
      if (at !== null) this.#record([...at, key], defaultOrigin(fallback));
      return fallback.value;
    };
  }

  /** A derived value in the site's form, with its reason and sources recorded. */
  derived<T extends Json>(value: T, at: SourcePath, because: string, from: readonly SourcePath[]): T {
    this.#record(at, { kind: 'derived', value, because, from });
    return value;
  }

  /** Records a value that a profile or group sets, with its place. */
  layered(value: Json, at: SourcePath, from: SourcePath): void {
    this.#record(at, { kind: 'layer', value, from });
  }

  #record(at: SourcePath, origin: Origin): void {
    const entity = entityOf(at);
    const known = this.#origins.get(entity);
    if (known !== undefined) known.set(placeIn(at), origin);
    else this.#origins.set(entity, new Map([[placeIn(at), origin]]));
  }

  /** The target of a reference. An unknown name is reported, unless its entry exists and was left out. */
  refer<T>(name: string, at: SourcePath, table: Table<T>, kind: ReferenceKind = unknownReference): T | undefined {
    const found = table.entries.get(name);
    if (found !== undefined) return found;
    if (this.isUnsound(table.place(name))) this.doubt(at);
    else this.diagnostics.push(kind(valueAt(at), this.#factsOf(name, table)));
    return undefined;
  }

  #factsOf(name: string, { what, entries, place }: Table<unknown>): ReferenceFacts {
    this.#searches += 1;
    if (this.#searches > SEARCHES) return { what, name, suggestion: null, known: [] };
    const known = [...entries.keys(), ...this.#leftOutNextTo(place(name))];
    return { what, name, suggestion: similarInParts(name, known) ?? null, known };
  }

  /** Names of entries of the same section that were left out since they are invalid. */
  #leftOutNextTo([section, , ...deeper]: SourcePath): readonly string[] {
    if (deeper.length > 0) return [];
    return this.unsound.flatMap((cut) => (cut.length === 2 && cut[0] === section ? String(cut[1]) : []));
  }

  #originAt(at: SourcePath): Origin | undefined {
    const [entity, place] = [entityOf(at), placeIn(at)];
    return this.#origins.get(entity)?.get(place) ?? originIn(this.#included.get(entity) ?? [], place);
  }

  /** Does a profile or a group set the value here? */
  isLayered(at: SourcePath): boolean {
    return at.some((_, depth) => this.#originAt(at.slice(0, depth + 1))?.kind === 'layer');
  }

  /** The entries of a list; a list that lost some is marked as doubtful, since findings would be about the loss. */
  complete<T>(found: readonly T[], written: readonly unknown[], at: SourcePath): readonly T[] {
    if (found.length < written.length) this.doubt(at);
    return found;
  }

  /** Records that the value here depends on something that was left out. */
  doubt(at: SourcePath): void {
    this.#unsound.add(at);
  }

  /** Was a whole entry of this section left out? */
  hasLost(section: string): boolean {
    return this.unsound.some((cut) => cut[0] === section && cut.length <= 2);
  }

  /** Was this path, or one above or below it, left out? */
  isUnsound(path: SourcePath): boolean {
    return this.#unsound.touch(path);
  }
}
