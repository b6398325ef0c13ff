/**
 * The codes of all kinds of diagnostics, and which of them may be waived. The kinds themselves (kinds.ts) load every stage of the
 * program.
 */
import type { Codes } from './diag/diagnostic.ts';
import { CODES } from './codes.gen.ts';

export const codes: Codes = new Map(
  Object.entries(CODES).map(([code, [severity, ...waived]]) => [
    code,
    { code, severity, acceptable: waived.includes('acceptable'), allowable: waived.includes('allowable') },
  ]),
);
