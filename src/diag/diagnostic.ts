/**
 * Every message to the user: code, severity, sentence, cure, place, related places, facts.
 *
 * A kind is declared next to the code that reports it; the catalogue (src/kinds.ts) is derived from the declarations. Knows no
 * YAML, files or terminals: places are paths or offsets, and become lines in `source/locate.ts`.
 */
import type { FileId, HostName, Json, RemotePath, SourcePath } from '../base/brand.ts';

export type Severity = 'error' | 'warning' | 'note';

/** A place. `nowhere` needs a reason, so it is never an accident. */
export type Place =
  /** `secret`: the value there is shown neither here nor in any other excerpt. */
  | { readonly in: 'model'; readonly path: SourcePath; readonly part: 'key' | 'value'; readonly secret?: true }
  | { readonly in: 'text'; readonly file: FileId; readonly start: number; readonly end: number }
  | { readonly in: 'file'; readonly file: FileId }
  | { readonly in: 'output'; readonly node: HostName; readonly path: RemotePath; readonly line?: number }
  | { readonly in: 'node'; readonly node: HostName }
  | { readonly in: 'nowhere'; readonly because: string };

export type Related = { readonly at: Place; readonly message: string };
export type Facts = { readonly [name: string]: Json };

export type Diagnostic = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly at: Place;
  readonly related: readonly Related[];
  readonly facts: Facts;
  readonly accepted?: { readonly because: string; readonly at: Place };
};

/** The result of a stage. With a value the next stage can continue, even if there are errors; see compile.ts. */
export type Result<T> = { readonly value?: T; readonly diagnostics: readonly Diagnostic[] };

export type Declaration<F extends Facts> = {
  /** `area/kebab-name`; stable, never reused. */
  readonly code: string;
  readonly severity: Severity;
  /** May a site accept it by code, place and reason? */
  readonly acceptable?: boolean;
  /** May an operator allow it by code for one run? */
  readonly allowable?: boolean;
  /** One sentence: what is wrong, with names, without a final full stop. */
  readonly message: (facts: F) => string;
  /** One imperative sentence, or only a command. */
  readonly help?: (facts: F) => string;
  /** Why it matters, and the source of the rule. */
  readonly explain: string;
};

export type DiagnosticKind<F extends Facts> = ((at: Place, facts: F, related?: readonly Related[]) => Diagnostic) & {
  readonly code: string;
  readonly severity: Severity;
  readonly acceptable: boolean;
  readonly allowable: boolean;
  readonly explain: string;
};

/** Any kind, for lists of kinds. */
export type AnyKind = Pick<DiagnosticKind<Facts>, 'code' | 'severity' | 'acceptable' | 'allowable' | 'explain'>;

/** What is known of kinds without loading them, by code. */
export type Codes = ReadonlyMap<string, Omit<AnyKind, 'explain'>>;

/** Declares a kind; the result creates its diagnostics. Missing or misspelled facts do not compile. */
export function defineDiagnostic<F extends Facts>(declared: Declaration<F>): DiagnosticKind<F> {
  const { code, severity, acceptable = false, allowable = false, explain } = declared;
  const make = (at: Place, facts: F, related: readonly Related[] = []): Diagnostic => {
    const help = declared.help?.(facts);
    return {
      code,
      severity,
      message: declared.message(facts),
      at,
      related,
      facts,
      ...(help === undefined ? {} : { help }),
    };
  };
  return Object.assign(make, { code, severity, acceptable, allowable, explain });
}

/** The value at a path of the site. */
export function valueAt(path: SourcePath): Place {
  return { in: 'model', path, part: 'value' };
}

/** A value at a path of the site that must not be shown. */
export function secretAt(path: SourcePath): Place {
  return hidden(valueAt(path));
}

/** The same place, with its value hidden. */
export function hidden(place: Place): Place {
  return place.in === 'model' ? { ...place, secret: true } : place;
}

/** The key at a path of the site: for something missing, unknown, or wrong as a whole. */
export function keyAt(path: SourcePath): Place {
  return { in: 'model', path, part: 'key' };
}

/** Is there an error that the site does not accept? */
export function hasError(found: readonly Diagnostic[]): boolean {
  return found.some(isError);
}

/** Is it an error that the site does not accept? Such an error stops a build. */
export function isError(diagnostic: Pick<Diagnostic, 'severity' | 'accepted'>): boolean {
  return diagnostic.severity === 'error' && diagnostic.accepted === undefined;
}

/** The kinds that some modules export. */
export function kindsIn(modules: readonly object[]): readonly AnyKind[] {
  return modules.flatMap((module) => Object.values(module).filter(isKind));
}

function isKind(value: unknown): value is AnyKind {
  return typeof value === 'function' && 'code' in value && 'explain' in value;
}
