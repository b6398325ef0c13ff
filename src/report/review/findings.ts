/** Findings about the site: open ones with their cure, accepted ones with their reason. Pure. */
import type { LocatedDiagnostic } from '../../diag/located.ts';
import { code, codes, text, type Block, type Cell } from './document.ts';

export function findingBlocks(found: readonly LocatedDiagnostic[]): readonly Block[] {
  const open = found.filter(({ accepted }) => accepted === undefined);
  const accepted = found.filter((one) => one.accepted !== undefined);
  return [...openBlocks(open), ...acceptedBlocks(accepted)];
}

function openBlocks(open: readonly LocatedDiagnostic[]): readonly Block[] {
  if (open.length === 0) return [text('There are no open findings.')];
  const rows = open.map(({ severity, code: name, message, help, where }): readonly Cell[] => [
    [severity],
    [message],
    help === undefined ? [] : [help],
    [placeText(where)],
    [code(name)],
  ]);
  return [
    { is: 'table', caption: 'Open findings', head: ['Severity', 'Finding', 'What to do', 'Place', 'Code'], rows },
  ];
}

function acceptedBlocks(accepted: readonly LocatedDiagnostic[]): readonly Block[] {
  if (accepted.length === 0) return [text('No risk is accepted in the site.')];
  const rows = accepted.map(({ code: name, message, where, accepted: why }): readonly Cell[] => [
    [message],
    [why?.because ?? ''],
    [placeText(where)],
    [code(name)],
  ]);
  return [{ is: 'table', caption: 'Accepted risks', head: ['Risk', 'Accepted because', 'Place', 'Code'], rows }];
}

/** `site.yaml:12`. */
export function placeText(where: LocatedDiagnostic['where']): string {
  return typeof where === 'string' ? where : `${where.file}:${where.start.line}`;
}

/** The findings of a plan: what stops the push, and what else it says. */
export function planFindings(found: readonly LocatedDiagnostic[]): readonly Block[] {
  if (found.length === 0) return [];
  const stops = found.some(({ severity }) => severity === 'error');
  const lines = found.map(({ message, help, code: name }) => [
    `${message}${help === undefined ? '' : `; ${help}`} (`,
    ...codes([name]),
    ')',
  ]);
  return [
    { is: 'callout', tone: stops ? 'bad' : 'warn', lines: stops ? [['A push is refused now:'], ...lines] : lines },
  ];
}
