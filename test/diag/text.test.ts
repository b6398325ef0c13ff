import { describe, expect, it } from 'vitest';
import type { LocatedDiagnostic, Range } from '../../src/diag/located.ts';
import { tally } from '../../src/diag/located.ts';
import { renderText } from '../../src/diag/text.ts';
import { visible } from '../../src/diag/visible.ts';

const PLAIN = { columns: 60, color: false };

function range(line: string, column: number, length: number, context: readonly string[] = []): Range {
  const number = context.length + 1;
  const start = { line: number, column, offset: 0 };
  return { file: 'a.yaml', start, end: { ...start, column: column + length }, excerpt: [...context, line] };
}

function finding(where: Range | string, more: Partial<LocatedDiagnostic> = {}): LocatedDiagnostic {
  return { code: 'test/kind', severity: 'error', message: 'it is wrong', where, related: [], facts: {}, ...more };
}

/** The source line and what the carets stand below. */
function pointedAt(where: Range, columns = 60): readonly [line: string, below: string] {
  const lines = renderText([finding(where)], { columns, color: false })
    .trimEnd()
    .split('\n');
  const [line = '', carets = ''] = lines.slice(-2);
  return [line, [...line].slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1).join('')];
}

it('names the path that accept wants, where it is asked for', () => {
  const one = finding(range('a: 1', 1, 1), { path: 'cluster/totem' });
  expect(renderText([one], { ...PLAIN, namesPath: () => true })).toContain('\n  path: cluster/totem\n');
  expect(renderText([one], PLAIN)).not.toContain('path:');
});

describe('the caret', () => {
  it.each([
    ['plain text', 'memory: 3G', 9, 2, '3G'],
    ['behind tabs', '\t\tmemory: 3G', 11, 2, '3G'],
    ['behind letters outside the basic plane', '𝒳𝒴: 3G', 5, 2, '3G'],
    ['behind a control character', 'a\u0001b: 3G', 6, 2, '3G'],
    ['for a place without length', 'abc', 2, 0, 'b'],
    ['in the first column', 'abc', 1, 3, 'abc'],
  ])('is below what is meant: %s', (_case, line, column, length, meant) => {
    expect(pointedAt(range(line, column, length))[1]).toBe(meant);
  });

  it('stays on the screen for a place far to the right', () => {
    const line = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const [shown, meant] = pointedAt(range(line, 501, 4), 40);
    expect(meant).toBe('HERE');
    expect([...shown].length).toBeLessThanOrEqual(40);
  });

  it('ends with the line when what is meant goes on', () => {
    const where = { ...range('  key:', 3, 3), end: { line: 9, column: 1, offset: 99 } };
    expect(pointedAt(where)[1]).toBe('k');
  });
});

describe('a frame', () => {
  it('shows code, sentence, place, lines, related places, the reason of an acceptance, and the cure', () => {
    const shown = renderText(
      [
        finding(range('b: 1', 4, 1, ['a: 1']), {
          related: [{ where: 'host1', message: 'it is here too' }],
          accepted: { because: 'on purpose' },
          help: 'write 2',
        }),
      ],
      PLAIN,
    );
    expect(shown).toBe(
      [
        'accepted error test/kind',
        '  it is wrong',
        '  a.yaml:2:4',
        '  1 │ a: 1',
        '  2 │ b: 1',
        '    │    ^',
        '  host1 it is here too',
        '  accepted: on purpose',
        '  help: write 2',
        '',
      ].join('\n'),
    );
  });

  it('says nothing about a place that is nowhere', () => {
    expect(renderText([finding('')], PLAIN)).toBe('error test/kind\n  it is wrong\n');
  });

  it('is followed by a blank line before the next', () => {
    expect(renderText([finding(''), finding('')], PLAIN).split('\n\n')).toHaveLength(2);
  });

  it('has colours only where they are wanted', () => {
    const colored = renderText([finding(range('a', 1, 1))], { columns: 60, color: true });
    expect(colored).toContain('\u001b[31m');
    expect(renderText([finding(range('a', 1, 1))], PLAIN)).not.toContain('\u001b');
  });
});

it.each([
  ['an escape sequence', '\u001b[2J', '␛[2J'],
  ['a line break', 'a\nb', 'a␊b'],
  ['a tab', 'a\tb', 'a b'],
  ['a C1 control', '\u009b1m', '�1m'],
  ['a change of direction', '\u202eabc', '�abc'],
])('%s is made visible', (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
});

it('accepted findings are counted apart', () => {
  const error = { severity: 'error' } as const;
  const accepted = { severity: 'error', accepted: { because: 'x' } } as const;
  expect(tally([error, error, { severity: 'note' }, accepted])).toBe('2 errors, 1 note, 1 accepted finding');
  expect(tally([])).toBe('');
});
