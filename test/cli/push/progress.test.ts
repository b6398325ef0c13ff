/** Work on nodes as a person sees it: a line that is written over on a terminal, plain lines elsewhere. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { as, type HostName } from '../../../src/base/brand.ts';
import { watch } from '../../../src/cli/nodes/progress.ts';
import { ioFor } from '../../../src/cli/terminal.ts';
import type { StepResult } from '../../../src/deploy/plan/plan.ts';
import { elapsed } from '../../../src/report/elapsed.ts';

const NODES = ['host1', 'host2'].map((name) => as<HostName>(name));
const CLEAR = '\r\u001b[2K';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Two nodes that answer after so many milliseconds each. */
function seen(
  how: { readonly terminal: boolean; readonly verbose?: boolean; readonly columns?: number },
  answers: readonly (readonly [after: number, result: StepResult])[],
  work = 'stage',
  within?: number,
): readonly string[] {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  const stream = { write, columns: how.columns ?? 80, terminal: how.terminal };
  const tell = watch(ioFor({ out: stream, err: stream, env: {}, now: () => Date.now() }, { verbose: how.verbose }));
  tell({ event: 'begins', work, nodes: NODES, ...(within === undefined ? {} : { within }) });
  for (const [index, [after, result]] of answers.entries()) {
    vi.advanceTimersByTime(after);
    tell({ event: 'answers', index, result });
  }
  tell({ event: 'ends' });
  return lines;
}

/** What stays on a terminal: everything after the last time that its line was cleared. */
function remaining(lines: readonly string[]): string {
  return lines.join('').split(CLEAR).at(-1) ?? '';
}

const OK: StepResult = 'ok';

describe('on a pipe', () => {
  it('a line at the end, without a time', () => {
    expect(
      seen({ terminal: false }, [
        [10, OK],
        [5000, OK],
      ]),
    ).toEqual(['  stage    host1, host2\n']);
  });

  it('nodes that failed are named apart', () => {
    expect(
      seen({ terminal: false }, [
        [0, OK],
        [0, 'failed'],
      ]),
    ).toEqual(['  stage    host1  failed: host2\n']);
  });

  it('nothing where no node had anything to do, and of looking at nodes', () => {
    expect(
      seen({ terminal: false }, [
        [0, 'skipped'],
        [0, 'skipped'],
      ]),
    ).toEqual([]);
    expect(
      seen(
        { terminal: false },
        [
          [0, OK],
          [9000, OK],
        ],
        'observe',
      ),
    ).toEqual([]);
  });

  it('-v: a line per node when it answers', () => {
    expect(
      seen({ terminal: false, verbose: true }, [
        [31, OK],
        [2000, 'failed'],
      ]),
    ).toEqual(['  stage    host1  31 ms\n', '  stage    host2  failed  2.0 s\n']);
  });
});

describe('on a terminal', () => {
  it('the line names who still works and how long it took so far', () => {
    const lines = seen({ terminal: true }, [
      [1500, OK],
      [1500, OK],
    ]);
    expect(lines[0]).toBe(`${CLEAR}  stage    waiting for host1, host2`);
    expect(lines).toContain(`${CLEAR}  stage    1.4 s  0 of 2, waiting for host1, host2`);
    expect(lines).toContain(`${CLEAR}  stage    2.9 s  1 of 2, waiting for host2`);
    expect(lines).toContain(`${CLEAR}  stage    3.0 s  2 of 2`);
    expect(remaining(lines)).toBe('  stage    host1, host2  3.0 s\n');
  });

  it('says how long it may still take, until that is over', () => {
    const answers = [
      [1500, OK],
      [9000, OK],
    ] as const;
    const lines = seen({ terminal: true }, answers, 'run', 10_000);
    expect(lines).toContain(`${CLEAR}  run      1.4 s, at most 9 s left  0 of 2, waiting for host1, host2`);
    expect(lines).toContain(`${CLEAR}  run      9.5 s, at most 1 s left  1 of 2, waiting for host2`);
    expect(lines).toContain(`${CLEAR}  run      10.0 s  1 of 2, waiting for host2`);
  });

  it('a short step has no time, and a short inspection leaves no line', () => {
    expect(
      remaining(
        seen({ terminal: true }, [
          [10, OK],
          [10, OK],
        ]),
      ),
    ).toBe('  stage    host1, host2\n');
    expect(
      remaining(
        seen(
          { terminal: true },
          [
            [10, OK],
            [10, OK],
          ],
          'observe',
        ),
      ),
    ).toBe('');
    expect(
      remaining(
        seen(
          { terminal: true },
          [
            [10, OK],
            [1990, OK],
          ],
          'observe',
        ),
      ),
    ).toBe('  observe  host1, host2  2.0 s\n');
  });

  it('takes one row, however many nodes there are', () => {
    const lines = seen({ terminal: true, columns: 24 }, [
      [100, OK],
      [100, OK],
    ]);
    const drawn = lines.filter((line) => line.includes('waiting'));
    expect(Math.max(...drawn.map((line) => line.length - CLEAR.length))).toBeLessThan(24);
  });

  it('folds the line that stays', () => {
    const last = remaining(
      seen({ terminal: true, columns: 24 }, [
        [100, OK],
        [1900, OK],
      ]),
    );
    expect(last).toBe('  stage    host1, host2\n      2.0 s\n');
  });

  it('stops drawing at the end', () => {
    const lines = seen({ terminal: true }, [
      [10, OK],
      [10, OK],
    ]);
    vi.advanceTimersByTime(10_000);
    expect(remaining(lines)).toBe('  stage    host1, host2\n');
    expect(vi.getTimerCount()).toBe(0);
  });
});

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%d is %s', (millis, words) => {
  expect(elapsed(millis)).toBe(words);
});
