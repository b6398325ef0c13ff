/**
 * Diagnostics as annotations of GitHub's pull requests: one workflow command per finding that the site does not accept.
 * docs.github.com, "Workflow commands for GitHub Actions"; escaping as in actions/toolkit, core/src/command.ts. Pure.
 */
import type { Severity } from './diagnostic.ts';
import type { LocatedDiagnostic } from './located.ts';
import { visible } from './visible.ts';

/** One line per finding; empty when there is none. */
export function renderGithub(found: readonly LocatedDiagnostic[]): string {
  return found
    .filter(({ accepted }) => accepted === undefined)
    .map((one) => `${annotation(one)}\n`)
    .join('');
}

const COMMANDS: { readonly [S in Severity]: string } = { error: 'error', warning: 'warning', note: 'notice' };

function annotation(diagnostic: LocatedDiagnostic): string {
  const { severity, code, message, help } = diagnostic;
  const properties = [...positionOf(diagnostic), ['title', code] as const].map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const text = help === undefined ? message : `${message}\n${help}`;
  return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeText(placed(diagnostic, text))}`;
}

/** Columns only for a range within one line: GitHub refuses others. */
function positionOf({ where }: LocatedDiagnostic): readonly (readonly [string, string | number])[] {
  if (typeof where === 'string') return [];
  const { file, start, end } = where;
  const columns = [['col', start.column] as const, ['endColumn', end.column] as const];
  return [['file', file], ['line', start.line], ['endLine', end.line], ...(start.line === end.line ? columns : [])];
}

/** A place that is not in a file is named in the text. */
function placed({ where }: LocatedDiagnostic, text: string): string {
  return typeof where === 'string' && where !== '' ? `${where}: ${text}` : text;
}

function escapeText(text: string): string {
  const shown = text
    .split(/([\r\n])/)
    .map((part) => (/[\r\n]/.test(part) ? part : visible(part)))
    .join('');
  return shown.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
