/** Differences between two lists of lines. The only user of the diff library. */
import { diffArrays } from 'diff';
import { addAll, greatest, leastOf } from '../base/lists.ts';
import type { Pair } from './parts.ts';

export type Line = {
  /** What is compared. */
  readonly key: string;
  /** What is shown. */
  readonly text: string;
  /** In its file, from 1. */
  readonly line: number;
};

/** `-`: found on the node; `+`: in the site; blank: in both, shown as in the site. */
export type HunkLine = { readonly sign: '-' | '+' | ' '; readonly line: number; readonly text: string };

/** Neighbouring differences with their context. Lines as [first, last] of either file; null where it has none. */
export type Hunk = {
  readonly found: readonly [number, number] | null;
  readonly desired: readonly [number, number] | null;
  readonly lines: readonly HunkLine[];
};

const CONTEXT = 3;
/** Timeout of a comparison in milliseconds. Our choice: a difference that takes longer is too large to read. */
const TIMEOUT = 2000;

/** Empty when there is no difference; undefined when the texts are too different to be compared in time. */
export function hunksOf({ found, desired }: Pair<readonly Line[]>): readonly Hunk[] | undefined {
  const keys = [found, desired].map((lines) => lines.map(({ key }) => key));
  const changes = diffArrays(keys[0] ?? [], keys[1] ?? [], { timeout: TIMEOUT });
  if (changes === undefined) return undefined;
  const steps: Step[] = [];
  const at = { found: 0, desired: 0 };
  for (const { added, removed, count } of changes) {
    const sign = added ? '+' : removed ? '-' : ' ';
    for (let left = count; left > 0; left -= 1)
      steps.push({
        sign,
        found: sign === '+' ? undefined : found[at.found++],
        desired: sign === '-' ? undefined : desired[at.desired++],
      });
  }
  return near(steps).map(hunkOf);
}

type Step = { readonly sign: HunkLine['sign']; readonly found: Line | undefined; readonly desired: Line | undefined };

/** Runs of steps that are at most so far from a difference. */
function near(steps: readonly Step[]): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  let end = 0;
  for (const [index, { sign }] of steps.entries()) {
    if (sign === ' ') continue;
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(steps.length, index + CONTEXT + 1)];
    const last = runs.at(-1);
    if (last !== undefined && from <= end) addAll(last, steps.slice(end, to));
    else runs.push(steps.slice(from, to));
    end = to;
  }
  return runs;
}

function hunkOf(steps: readonly Step[]): Hunk {
  return {
    found: range(steps.flatMap(({ found }) => found ?? [])),
    desired: range(steps.flatMap(({ desired }) => desired ?? [])),
    lines: steps.flatMap(({ sign, found, desired }) => {
      const line = sign === '-' ? found : desired;
      return line === undefined ? [] : [{ sign, line: found?.line ?? line.line, text: line.text }];
    }),
  };
}

function range(lines: readonly Line[]): readonly [number, number] | null {
  const numbers = lines.map(({ line }) => line);
  return numbers.length === 0 ? null : [leastOf(numbers), greatest(numbers, 0)];
}

/** A text line by line; the end of the last one counts. */
export function textLines(text: string): readonly Line[] {
  const lines = text.split('\n');
  const complete = lines.at(-1) === '';
  if (complete) lines.pop();
  const shown = lines.map((line, index) => ({ key: line, text: line, line: index + 1 }));
  return complete || text === ''
    ? shown
    : [...shown, { key: '\\', text: '\\ no line end at the end', line: lines.length }];
}
