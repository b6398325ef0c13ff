/** The stage that the compiler is in, on a terminal: only where it takes long, and nothing of it is left. */
import { expect, it } from 'vitest';
import { compileSite } from '../../../src/cli/subject/compiled-site.ts';
import { analyseSite } from '../../../src/cli/subject/site.ts';
import { ioFor } from '../../../src/cli/terminal.ts';

const CLEAR = '\r\u001b[2K';

/** What is written to the terminal while each look at the clock takes so many milliseconds. */
function shown(of: typeof analyseSite, each: number, how = { terminal: true, columns: 80 }): readonly string[] {
  const lines: string[] = [];
  let time = 0;
  const stream = { write: (text: string) => void lines.push(text), ...how };
  of('fixtures/pair/model', ioFor({ out: stream, err: stream, env: {}, now: () => (time += each) }, {}));
  return lines;
}

it('names the stage that runs, and leaves nothing behind', () => {
  const lines = shown(compileSite, 50);
  expect(lines.slice(0, -1).map((line) => line.replace(CLEAR, '').trimEnd())).toEqual([
    '  validate stage 3 of 7',
    '  resolve  stage 4 of 7',
    '  check    stage 5 of 7',
    '  draft    stage 6 of 7',
    '  emit     stage 7 of 7',
  ]);
  expect(lines.at(-1)).toBe(CLEAR);
});

it('says nothing where it is fast, and nothing on a pipe', () => {
  expect(shown(analyseSite, 1)).toEqual([]);
  expect(shown(analyseSite, 500, { terminal: false, columns: 80 })).toEqual([]);
});

it('takes one row of a narrow terminal', () => {
  for (const line of shown(compileSite, 500, { terminal: true, columns: 20 }))
    expect(line.replace(CLEAR, '').length).toBeLessThan(20);
});
