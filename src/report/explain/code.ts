/** The explanation of a diagnostic code, from its declaration alone. Pure. */
import type { AnyKind, Severity } from '../../diag/diagnostic.ts';

export type CodeExplanation = {
  readonly kind: 'code';
  readonly code: string;
  readonly severity: Severity;
  /** May a site accept it? */
  readonly acceptable: boolean;
  /** May an operator allow it for one run? */
  readonly allowable: boolean;
  readonly explain: string;
  /** What to write or type to continue despite it; empty if that is impossible. */
  readonly example: readonly string[];
};

export function explainCode({ code, severity, acceptable, allowable, explain }: AnyKind): CodeExplanation {
  return {
    kind: 'code',
    code,
    severity,
    acceptable,
    allowable,
    explain,
    example: exampleOf(code, acceptable, allowable),
  };
}

function exampleOf(code: string, acceptable: boolean, allowable: boolean): readonly string[] {
  if (acceptable)
    return ['accept:', `  - code: ${code}`, '    at: <path, as clusterc check -v names it>', '    because: <reason>'];
  return allowable ? [`clusterc push --allow ${code}`] : [];
}

/** Lines for people. */
export function* codeLines(explanation: CodeExplanation): Generator<string> {
  const { code, severity, explain, example } = explanation;
  yield `${code}: ${severity}${SEVERITIES[severity]}`;
  yield `  ${explain}`;
  yield `  ${wayOut(explanation)}`;
  for (const line of example) yield `    ${line}`;
}

const SEVERITIES: { readonly [S in Severity]: string } = {
  error: '; stops a build or a push',
  warning: '; fails with --strict only',
  note: '; never fails',
};

function wayOut({ severity, acceptable, allowable }: CodeExplanation): string {
  if (acceptable) return 'it can be accepted in the site, with a reason:';
  if (allowable) return 'it can be allowed for one run:';
  return severity === 'error'
    ? 'neither "accept" in the site nor --allow lets it pass'
    : 'it need not be accepted: it stops nothing';
}
