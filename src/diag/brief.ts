/** Which of many findings with the same code are shown, and how. Pure. */
import type { LocatedDiagnostic } from './located.ts';

/** How many findings of one code are shown in full, and how many more in one line each. Our choice: what a screen holds. */
const FRAMES = { error: 5, warning: 5, note: 1 };
export const LINES = 10;

/** Findings of one code that are not shown in full: those that get a line, and how many get none. */
export type Rest = { readonly shown: readonly LocatedDiagnostic[]; readonly hidden: number };

type Brief = { readonly framed: readonly LocatedDiagnostic[]; readonly listed: readonly Rest[] };

/** The first few of each code in full, and the others by code. Accepted findings count as a code of their own. */
export function brief(found: readonly LocatedDiagnostic[]): Brief {
  const groups = new Map<string, LocatedDiagnostic[]>();
  for (const one of found) {
    const kind = `${one.code} ${one.accepted === undefined ? '' : 'accepted'}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [one]);
    else group.push(one);
  }
  const rests = [...groups.values()].map((group) => group.slice(FRAMES[group[0]?.severity ?? 'error']));
  const short = new Set(rests.flat());
  const framed = found.filter((one) => !short.has(one));
  const seen = new Set(framed.map(kindOfPlace));
  return { framed, listed: rests.filter((rest) => rest.length > 0).map((rest) => restOf(rest, seen)) };
}

/** Takes those at other kinds of places first: one wrong host must not be hidden by 300 wrong volumes. */
function restOf(found: readonly LocatedDiagnostic[], seen: Set<string>): Rest {
  const other = found.filter((one) => {
    const kind = kindOfPlace(one);
    return !seen.has(kind) && seen.add(kind);
  });
  const chosen = new Set([...new Set([...other, ...found])].slice(0, LINES));
  return { shown: found.filter((one) => chosen.has(one)), hidden: found.length - chosen.size };
}

/** The code, and the path with a star for the name of an entry and for each number. */
function kindOfPlace({ code, path = '' }: LocatedDiagnostic): string {
  return `${code} ${path.replace(/(?<=^[^/]*\/)[^/]+|(?<=\/)\d+(?=\/|$)/g, '*')}`;
}
