/** Findings of the schema in the user's words: codes `schema/*` and `secret/written-in-clear`. */
import type { Json } from '../base/brand.ts';
import { defineDiagnostic } from '../diag/diagnostic.ts';

/** A key and its value that were read as one word, `cpus:4`, as they are meant. */
function unspaced({ key, known }: { readonly key: string; readonly known: readonly string[] }): string | undefined {
  const [, name = '', value = ''] = /^([\w-]+):\s*(\S.*)$/u.exec(key) ?? [];
  return known.includes(name) ? `${name}: ${value}` : undefined;
}

export const unknownKey = defineDiagnostic<{
  key: string;
  suggestion: string | null;
  known: readonly string[];
  /** The map that has the key, if it was written next to it: a section, at the top of the site. */
  section: string | null;
  /** Where the key was written. */
  of: string;
  /** The key that says the opposite, and its value, if that is true or false: `failback: false` for `nofailback: true`. */
  opposite: readonly [key: string, value: boolean | null] | null;
}>({
  code: 'schema/unknown-key',
  severity: 'error',
  message: (f) => {
    if (f.section !== null) return `"${f.key}" is a key of ${f.section}, and not one of ${f.of}`;
    if (unspaced(f) !== undefined) return `"${f.key}" has no plain space after its colon`;
    const meant = f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`;
    return `"${f.key}" is not known here${f.opposite === null ? meant : `; ${f.opposite[0]} is its opposite`}`;
  },
  help: (f) => {
    if (f.section !== null) return `write it below ${f.section}`;
    const spaced = unspaced(f);
    if (spaced !== undefined) return `write ${spaced}`;
    if (f.opposite !== null)
      return `write ${f.opposite[0]}${f.opposite[1] === null ? ', and its value the other way round' : `: ${f.opposite[1]}, in place of ${f.key}`}`;
    return f.suggestion === null ? `use one of: ${f.known.join(', ')}` : `write ${f.suggestion}`;
  },
  explain: 'A misspelled key would otherwise be ignored silently, and its default used instead of what you wrote.',
});

export const neverKey = defineDiagnostic<{ key: string; because: string; isType: boolean }>({
  code: 'schema/never',
  severity: 'error',
  message: (f) => `"${f.key}" is never written: ${f.because}`,
  help: (f) => (f.isType ? 'remove the whole entry' : 'remove it'),
  explain:
    'Some attributes of cluster.conf stop services, let two nodes write to the same storage, or are not meant for a file at all.',
});

export const missingKey = defineDiagnostic<{
  key: string;
  example: string;
  choices: readonly string[];
  /** The key that was written in its place, as `ip: { ... }` for `type: ip`; null if none was. */
  asKey?: string | null;
}>({
  code: 'schema/missing-key',
  severity: 'error',
  message: (f) => `"${f.key}" is missing here`,
  help: (f) => {
    if ((f.asKey ?? null) !== null)
      return `write { ${f.key}: ${f.example}, ... }, with what is below ${f.asKey} next to it`;
    if (f.choices.length > 0) return `add ${f.key}: one of ${f.choices.join(', ')}`;
    return f.example === '' ? `add ${f.key}` : `add ${f.key}, such as ${f.key}: ${f.example}`;
  },
  explain: 'The key has no default that would be right for every site.',
});

export const wrongType = defineDiagnostic<{
  key: string;
  expected: string;
  found: string;
  /** The value as text, if text was expected. */
  quote: string | null;
  /** The expected form, if quotes alone are not enough. */
  words: string | null;
  /** The schema's own example of a list or map; empty if it has none. */
  example: string;
  /** The value as a map or a list; null if it cannot be one. */
  wrapped: string | null;
  /** The value of the expected type that is written as another one; null if none is. */
  meant: Json | null;
  /** What stays where the last entry of a list or map was deleted; null if the schema takes no empty one, or something else is wrong. */
  empty: '{}' | '[]' | null;
}>({
  code: 'schema/wrong-type',
  severity: 'error',
  message: (f) => `${f.key} must be ${f.expected}, but this is ${f.found}`,
  help: (f) => {
    if (f.quote !== null && f.words === null) return `quote it: "${f.quote}"`;
    if (f.wrapped !== null) return `write ${f.wrapped}`;
    if (typeof f.meant === 'number' || typeof f.meant === 'boolean') return `write ${f.meant}, without quotes`;
    if (f.empty !== null)
      return `write ${f.key}: ${f.empty}, or ${f.expected}${f.example === '' ? '' : `, such as ${f.example}`}`;
    const written = f.example.startsWith('[') ? `${f.key}: ${f.example}` : f.example;
    return `write ${f.words ?? f.expected}${f.words === null && written !== '' ? `, such as ${written}` : ''}`;
  },
  explain: 'YAML decides from the spelling whether a value is text, a number, true or false; quotes make it text.',
});

/** Most items in a list that is shown. */
const LISTED = 32;

export const notOneOf = defineDiagnostic<{
  key: string;
  found: string;
  allowed: readonly string[];
  suggestion: string | null;
}>({
  code: 'schema/not-one-of',
  severity: 'error',
  message: (f) => `${f.key} cannot be ${f.found}${f.suggestion === null ? '' : `; did you mean ${f.suggestion}?`}`,
  help: (f) => {
    if (f.allowed.length === 1) return `write ${f.allowed.join('')}`;
    if (f.allowed.length <= LISTED) return `use one of: ${f.allowed.join(', ')}`;
    if (f.suggestion !== null) return `write ${f.suggestion}`;
    const near = f.allowed.filter((one) => one.includes(f.found.replaceAll('"', '')));
    const shown = near.length > 0 ? near : f.allowed;
    return `use one of the ${f.allowed.length} that there are, such as ${shown.slice(0, LISTED).join(', ')}`;
  },
  explain: 'Only these values have a meaning; the daemons would misread or ignore any other.',
});

export const uncataloguedAgent = defineDiagnostic<{ agent: string }>({
  code: 'schema/uncatalogued-agent',
  severity: 'error',
  message: (f) => `there is an agent ${f.agent}, but the catalogue does not know its parameters`,
  help: () => 'ask for it with the output of its -o metadata, and keep this node fenced by a device that is known',
  explain:
    'An agent whose parameters are not known cannot be checked, and its secrets cannot be recognised among its other values. Another agent is never proposed in its place: ' +
    'it would switch other hardware, or nothing.',
});

export const pattern = defineDiagnostic<{
  key: string;
  found: string;
  words: string;
  /** The same value in this form; null if none is. */
  meant: string | null;
}>({
  code: 'schema/pattern',
  severity: 'error',
  message: (f) => `${f.key} cannot be "${f.found}"`,
  help: (f) => {
    if (f.meant !== null) return `write ${f.meant}; K, M, G and T are powers of 1024`;
    return `write ${f.words}${f.found.includes('{{') ? '; {{ ... }} is not expanded in a site' : ''}`;
  },
  explain: 'The value ends up in files whose readers understand this form only.',
});

export const badName = defineDiagnostic<{ name: string; words: string }>({
  code: 'schema/name',
  severity: 'error',
  message: (f) => `"${f.name}" cannot be a name here`,
  help: (f) => `use ${f.words}`,
  explain:
    'Names become parts of paths, XML identifiers and device names, where other characters are refused or misread.',
});

export const outOfRange = defineDiagnostic<{ key: string; found: number; limit: number; side: 'at least' | 'at most' }>(
  {
    code: 'schema/out-of-range',
    severity: 'error',
    message: (f) => `${f.key} is ${f.found}; it must be ${f.side} ${f.limit}`,
    help: (f) => `use a number of ${f.side} ${f.limit}`,
    explain: 'The limits are those of the programs that read the value.',
  },
);

export const tooFew = defineDiagnostic<{ key: string; limit: number }>({
  code: 'schema/too-few',
  severity: 'error',
  message: (f) => `${f.key} needs at least ${f.limit === 1 ? 'one entry' : `${f.limit} entries`}`,
  help: (f) => `add an entry to ${f.key}`,
  explain: 'No cluster can be built from an empty list here.',
});

export const writtenInClear = defineDiagnostic<{ key: string }>({
  code: 'secret/written-in-clear',
  severity: 'error',
  message: (f) => `${f.key} is in plain text`,
  help: (f) => `change the secret, since it was in a file, and refer to it: ${f.key}: { secret: NAME }`,
  explain:
    'A site is committed and reviewed by many; it holds only the names of secrets. The value is not repeated here.',
});

export const valuesOfSecrets = defineDiagnostic<{ key: string }>({
  code: 'secret/values-in-site',
  severity: 'error',
  message: (f) => `"${f.key}" looks like a value of a secret, and this file is read as a part of the site`,
  help: () =>
    'move the values of secrets into .secrets.yaml, or out of the folder of the site; then see whether they have been committed',
  explain:
    'A site is every .yaml and .yml file below its folder but those whose name begins with a dot, and no key of its own has a slash in it, ' +
    'as names of secrets mostly have. The value is not repeated here.',
});

export const tooManyMistakes = defineDiagnostic<{ mistakes: number; limit: number }>({
  code: 'schema/too-many-mistakes',
  severity: 'error',
  message: (f) => `this has ${f.mistakes} mistakes of form; only the first ${f.limit} are shown`,
  help: () => 'clusterc init DIR, for a site to start from',
  explain: 'A file with so many mistakes is most likely not a site at all, so nothing else was checked in it.',
});

export const missingSection = defineDiagnostic<{ section: string; why: string }>({
  code: 'schema/missing-section',
  severity: 'error',
  message: (f) => `the site has no "${f.section}"`,
  help: (f) => `add ${f.section}: ${f.why}`,
  explain: 'Sections may be in any file of the site, so this is known only after all files were read.',
});
