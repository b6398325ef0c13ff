/** Times that fit each other, as YAML with the inequality that each satisfies. Pure. */
import type { TimerSet } from '../../model/timers.ts';

export type TimersExplanation = TimerSet & { readonly kind: 'timers' };

const STORAGE = /^storage\/(iscsi|multipath)\/\w*(timeout|interval)$/;

/** Is it a key whose value depends on other times, or decides them? */
export function isTimer(path: string, { times, kept }: TimerSet): boolean {
  const own = times.some((time) => time.path === path || time.path.startsWith(`${path}/`));
  return path.includes('/') && (own || (kept.length > 0 && STORAGE.test(path)));
}

export function* timerLines({ times }: TimersExplanation): Generator<string> {
  yield 'the smallest times that fit each other';
  let open: readonly string[] = [];
  for (const { path, value, laws } of times) {
    const sections = path.split('/').slice(0, -1);
    yield* headings(sections, open);
    open = sections;
    const indent = '  '.repeat(sections.length + 1);
    for (const law of laws) yield `${indent}# ${law}`;
    yield `${indent}${path.slice(path.lastIndexOf('/') + 1)}: ${value}`;
  }
}

function* headings(sections: readonly string[], open: readonly string[]): Generator<string> {
  const shared = sections.findIndex((section, index) => open[index] !== section);
  for (const [index, section] of sections.entries())
    if (shared !== -1 && index >= shared) yield `${'  '.repeat(index + 1)}${section}:`;
}
