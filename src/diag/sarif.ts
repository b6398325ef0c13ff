/**
 * Diagnostics as a SARIF 2.1.0 log, for code scanning: one run, the kinds that occur as its rules.
 * docs.oasis-open.org/sarif/sarif/v2.1.0; numbers in comments are sections of it. Pure, and the same bytes for the same findings.
 */
import type { Json } from '../base/brand.ts';
import { canonicalJson } from '../base/json.ts';
import type { AnyKind } from './diagnostic.ts';
import type { LocatedDiagnostic, Range } from './located.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export type SarifOptions = { readonly version: string; readonly kinds: ReadonlyMap<string, AnyKind> };

/** The log as canonical JSON. Severities have the names of SARIF's levels; ranges end before their last column, as there (3.30.7). */
export function renderSarif(found: readonly LocatedDiagnostic[], options: SarifOptions): string {
  return [...sarifPieces(found, options)].join('');
}

/** The same in pieces: as a whole the log of 40,000 findings is 20 MB, and more while it is written. */
export function* sarifPieces(found: readonly LocatedDiagnostic[], { version, kinds }: SarifOptions): Generator<string> {
  const codes = [...new Set(found.map(({ code }) => code))].sort();
  const rules = codes.flatMap((code) => kinds.get(code) ?? []);
  const indices = new Map(rules.map(({ code }, index) => [code, index]));
  const driver = { name: 'clusterc', version, semanticVersion: version, rules: rules.map(ruleOf) };
  const run = { tool: { driver }, columnKind: 'unicodeCodePoints', results: [] };
  const log = canonicalJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
  if (found.length === 0) return yield log;
  const at = log.indexOf(EMPTY) + EMPTY.length - 1;
  yield log.slice(0, at);
  for (const [index, one] of found.entries())
    yield `${index === 0 ? '' : ','}\n        ${JSON.stringify(resultOf(one, indices.get(one.code)))}`;
  yield `\n      ${log.slice(at)}`;
}

/** Its quotes would be escaped in a text. */
const EMPTY = '"results": []';

function ruleOf({ code, severity, explain, acceptable, allowable }: AnyKind): Json {
  return {
    id: code,
    shortDescription: { text: firstSentence(explain) },
    fullDescription: { text: explain },
    help: { text: `${explain}\n${wayOut(acceptable, allowable)}` },
    defaultConfiguration: { level: severity },
  };
}

function firstSentence(text: string): string {
  return /^.*?[.;:](?=\s|$)/.exec(text)?.[0].replace(/[;:]$/, '.') ?? text;
}

function wayOut(acceptable: boolean, allowable: boolean): string {
  if (acceptable) return 'Fix it, or accept it in the site with a reason.';
  return allowable ? 'Fix it, or allow it for one push with --allow.' : 'Fix it.';
}

/** 3.27.23: if one result says whether it is suppressed, all must. Keys are sorted, here and below, as canonical JSON has them. */
function resultOf({ code, severity, message, help, where, related, accepted }: LocatedDiagnostic, rule?: number) {
  return {
    level: severity,
    locations: where === '' ? [] : [locationOf(where)],
    message: { text: help === undefined ? message : `${message}\nhelp: ${help}` },
    relatedLocations: related.map((one, id) => ({ id, ...locationOf(one.where, one.message) })),
    ruleId: code,
    ruleIndex: rule,
    suppressions: accepted === undefined ? [] : [{ justification: accepted.because, kind: 'inSource' }],
  };
}

/** A place in a file, or the name of another place: a file of a node, a node, a path of the model. */
function locationOf(where: Range | string, text?: string) {
  const message = text === undefined ? undefined : { text };
  if (where === '') return { message };
  if (typeof where === 'string') return { logicalLocations: [{ fullyQualifiedName: where }], message };
  const { file, start, end } = where;
  const region = { endColumn: end.column, endLine: end.line, startColumn: start.column, startLine: start.line };
  return { message, physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

/** 3.4.3: a relative reference, or a file URI for an absolute path; all but unreserved characters are encoded. */
function uriOf(file: string): string {
  const path = /[^\w./~-]/.test(file) ? file.split('/').map(encodeURIComponent).join('/') : file;
  return file.startsWith('/') ? `file://${path}` : path;
}
