/** Files of a build as they are written: on a terminal, and only where that takes longer than a second. */
import { expect, it } from 'vitest';
import { fileMeter } from '../../../src/cli/site/file-meter.ts';
import { ioFor } from '../../../src/cli/terminal.ts';

/** What is written to the terminal while `total` files take `each` milliseconds apiece, and the first of them as long as `manifest` says. */
function metered(total: number, each: number, { terminal = true, manifest = each } = {}): readonly string[] {
  const lines: string[] = [];
  let time = 0;
  const stream = { write: (text: string) => void lines.push(text), columns: 80, terminal };
  const meter = fileMeter(total, ioFor({ out: stream, err: stream, env: {}, now: () => time }, {}));
  for (let count = 1; count <= total; count++) {
    time += count === 1 ? manifest : each;
    meter.written(count);
  }
  meter.end();
  return lines.map((line) => line.replace('\r\u001b[2K', ''));
}

it('says how many there are and how long it will take, and leaves nothing behind', () => {
  const lines = metered(30, 100);
  expect(lines[0]).toBe('  write    10 of 30 files');
  expect(lines[1]).toBe('  write    11 of 30 files, 2 s left');
  expect(lines.at(-2)).toBe('  write    30 of 30 files');
  expect(lines.at(-1)).toBe('');
});

it('does not take the time of a long manifest for that of each file', () => {
  const lines = metered(1000, 10, { manifest: 2000 });
  expect(lines.slice(0, 3)).toEqual([
    '  write    1 of 1000 files',
    '  write    11 of 1000 files, 10 s left',
    '  write    21 of 1000 files, 10 s left',
  ]);
});

it('is drawn ten times a second at most', () => {
  expect(metered(3000, 1)).toHaveLength(22);
});

it('says nothing where it is fast, and nothing on a pipe', () => {
  expect(metered(9, 100)).toEqual([]);
  expect(metered(30, 100, { terminal: false })).toEqual([]);
});
