/** Accepted findings: by code, place and reason; they stay visible. Applied after all checks. */
import { firstNames } from '../../base/names.ts';
import type { SourcePath } from '../../base/brand.ts';
import { collision } from '../site/across.ts';
import { similar } from '../../base/similar.ts';
import { defineDiagnostic, keyAt, valueAt, type Codes, type Diagnostic } from '../../diag/diagnostic.ts';
import type { Acceptance, Model } from '../../model/model.ts';
import { writtenPath } from '../../model/written.ts';

export const unknownCode = defineDiagnostic<{ code: string; suggestion: string | null }>({
  code: 'accept/unknown-code',
  severity: 'error',
  message: (f) => `there is no finding "${f.code}"${f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`}`,
  help: () => 'copy the code from the message that you want to accept',
  explain: 'An acceptance that matches nothing has no effect, and hides that something was meant to be accepted.',
});

export const notAcceptable = defineDiagnostic<{ code: string }>({
  code: 'accept/not-acceptable',
  severity: 'error',
  message: (f) => `${f.code} cannot be accepted`,
  help: () => 'fix what it reports, and remove this entry',
  explain: 'Some mistakes make files that a daemon refuses, or that destroy data; no reason justifies them.',
});

export const unused = defineDiagnostic<{ code: string; at: string; found: readonly string[] }>({
  code: 'accept/unused',
  severity: 'warning',
  message: (f) => `${f.code} is accepted at ${f.at}, but was not found there`,
  help: (f) =>
    f.found.length === 0
      ? 'remove this entry'
      : `remove this entry, or accept it where it was found: ${firstNames(f.found, SHOWN)}`,
  explain: 'An acceptance that outlives its reason would silently cover a new mistake at the same place.',
});

const SHOWN = 4;

type Known = {
  readonly codes: Codes;
  readonly origins: Model['origins'];
  /** Was the whole site checked? Otherwise an accepted finding may be missing because its check had no input. Findings of `--with` do not count. */
  readonly whole: boolean;
};

/**
 * The findings, with accepted ones marked by their reason, and findings about the acceptances themselves. A profile's setting
 * can be accepted there for all VMs, or at one of them.
 */
export function applyAcceptances(
  found: readonly Diagnostic[],
  accept: readonly Acceptance[],
  { codes, origins, whole }: Known,
): readonly Diagnostic[] {
  const valid = accept.filter(({ code }) => codes.get(code)?.acceptable === true);
  const used = new Set<Acceptance>();
  const marked = found.map((finding) => {
    const acceptance = valid.find((one) => covers(one, finding, origins));
    if (acceptance === undefined) return finding;
    used.add(acceptance);
    return { ...finding, accepted: { because: acceptance.because, at: keyAt(acceptance.at) } };
  });
  return [
    ...marked,
    ...accept.flatMap((one) =>
      objection(one, codes, used.has(one) || !whole || one.code === collision.code ? null : pathsOf(one.code, marked)),
    ),
  ];
}

function covers({ code, place }: Acceptance, { code: found, at }: Diagnostic, origins: Model['origins']): boolean {
  if (found !== code || at.in !== 'model') return false;
  return startsWith(at.path, place) || startsWith(writtenPath(at.path, origins), place);
}

function startsWith(path: SourcePath, start: SourcePath): boolean {
  return start.every((step, index) => String(path[index]) === String(step));
}

/** Where a code was found and is not accepted. */
function pathsOf(code: string, found: readonly Diagnostic[]): readonly string[] {
  const open = found.filter((one) => one.code === code && one.accepted === undefined);
  return [...new Set(open.flatMap(({ at }) => (at.in === 'model' ? [at.path.join('/')] : [])))];
}

/** `elsewhere`: null if the acceptance is needed; otherwise the other places of its code. */
function objection(
  { at, code, place }: Acceptance,
  codes: Codes,
  elsewhere: readonly string[] | null,
): readonly Diagnostic[] {
  const where = valueAt([...at, 'code']);
  const known = codes.get(code);
  if (known === undefined) return [unknownCode(where, { code, suggestion: similar(code, [...codes.keys()]) ?? null })];
  if (!known.acceptable) return [notAcceptable(where, { code })];
  return elsewhere === null ? [] : [unused(where, { code, at: place.join('/'), found: elsewhere })];
}
