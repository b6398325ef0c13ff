/** The current stage of the compiler, on a terminal: shown only if it takes long, and erased afterwards. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileSite } from '../../../src/cli/subject/compiled-site.ts';
import { analyseSite } from '../../../src/cli/subject/site.ts';
import { ioFor } from '../../../src/cli/terminal.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

const CLEAR = '\r\u001b[2K';

const TERMINAL = { terminal: true, columns: 80 };

/** What is written to the terminal while each look at the clock takes so many milliseconds. */
function shown(of: typeof analyseSite, each: number, how = TERMINAL, site = 'fixtures/pair/model'): readonly string[] {
  const lines: string[] = [];
  let time = 0;
  const stream = { write: (text: string) => void lines.push(text), ...how };
  of(site, ioFor({ out: stream, err: stream, env: {}, now: () => (time += each) }, {}));
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

it('names the first stage of a large site at once', () => {
  const site = join(temporaryFolder(), 'site.yaml');
  writeFileSync(site, `${readFileSync('fixtures/pair/model/site.yaml', 'utf8')}${'# a comment\n'.repeat(9000)}`);
  expect(shown(analyseSite, 0, TERMINAL, site)).toEqual([`${CLEAR}  parse    stage 2 of 7`, CLEAR]);
});

it('says nothing where it is fast, and nothing on a pipe', () => {
  expect(shown(analyseSite, 1)).toEqual([]);
  expect(shown(analyseSite, 500, { terminal: false, columns: 80 })).toEqual([]);
});

it('takes one row of a narrow terminal', () => {
  for (const line of shown(compileSite, 500, { terminal: true, columns: 20 }))
    expect(line.replace(CLEAR, '').length).toBeLessThan(20);
});
