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
export function renderSarif(found: readonly LocatedDiagnostic[], { version, kinds }: SarifOptions): string {
  const codes = [...new Set(found.map(({ code }) => code))].sort();
  const rules = codes.flatMap((code) => kinds.get(code) ?? []);
  const indices = new Map(rules.map(({ code }, index) => [code, index]));
  const driver = { name: 'clusterc', version, semanticVersion: version, rules: rules.map(ruleOf) };
  const results = found.map((one) => resultOf(one, indices.get(one.code)));
  const run = { tool: { driver }, columnKind: 'unicodeCodePoints', results };
  return canonicalJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
}

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

/** 3.27.23: if one result says whether it is suppressed, all must. */
function resultOf({ code, severity, message, help, where, related, accepted }: LocatedDiagnostic, rule?: number): Json {
  return {
    ruleId: code,
    ...(rule === undefined ? {} : { ruleIndex: rule }),
    level: severity,
    message: { text: help === undefined ? message : `${message}\nhelp: ${help}` },
    locations: where === '' ? [] : [locationOf(where)],
    relatedLocations: related.map((one, id) => ({ id, message: { text: one.message }, ...locationOf(one.where) })),
    suppressions: accepted === undefined ? [] : [{ kind: 'inSource', justification: accepted.because }],
  };
}

/** A place in a file, or the name of another place: a file of a node, a node, a path of the model. */
function locationOf(where: Range | string): { readonly [name: string]: Json } {
  if (where === '') return {};
  if (typeof where === 'string') return { logicalLocations: [{ fullyQualifiedName: where }] };
  const { file, start, end } = where;
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

/** 3.4.3: a relative reference, or a file URI for an absolute path; all but unreserved characters are encoded. */
function uriOf(file: string): string {
  const path = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}
