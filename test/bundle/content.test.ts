import { describe, expect, it } from 'vitest';
import { as, type SecretName } from '../../src/base/brand.ts';
import { Sealed, unseal } from '../../src/base/sealed.ts';
import {
  fill,
  secretsIn,
  SecretUnfit,
  shown,
  waitsFor,
  type Content,
  type Encoding,
} from '../../src/bundle/content.ts';
import { contentOf, octal } from '../../src/bundle/manifest.ts';

const NAME = as<SecretName>('a/b');

function written(value: string, encode: Encoding): string {
  return String(unseal(fill([{ secret: NAME, encode }], new Map([[NAME, Sealed.of(NAME, value)]]), {})));
}

describe('a secret is written as its place needs it', () => {
  it.each<[Encoding, string, string]>([
    ['raw', `a&<>"'`, `a&<>"'`],
    ['xml-text', `a&<>"'`, `a&amp;&lt;&gt;"'`],
    ['xml-text', '&amp;', '&amp;amp;'],
    ['xml-attribute', `a&<>"'`, `a&amp;&lt;&gt;&quot;'`],
    ['xml-attribute', ' two  blanks ', ' two  blanks '],
    ['iscsid-value', 'a b#c="d"', 'a b#c="d"'],
    ['iscsid-value', 'ä'.repeat(127), 'ä'.repeat(127)],
    ['raw', '𝒳', '𝒳'],
  ])('%s: %s', (encode, value, text) => {
    expect(written(value, encode)).toBe(text);
  });
});

describe('a secret that cannot be written is refused, and not repeated', () => {
  const everywhere = ['raw', 'xml-text', 'xml-attribute', 'iscsid-value'] as const;
  const never = [
    '',
    'canary\n',
    'canary\r',
    'canary\t',
    'canary\u0000',
    'canary\u007f',
    'canary\ud800',
    'canary\ufffe',
  ];
  it.each([
    ...everywhere.flatMap((encode) => never.map((value) => [encode, value] as const)),
    ['iscsid-value', ' canary'] as const,
    ['iscsid-value', 'canary '] as const,
    ['iscsid-value', 'ä'.repeat(128)] as const,
  ])('%s: %j', (encode, value) => {
    expect(() => written(value, encode)).toThrow(SecretUnfit);
    expect(() => written(value, encode)).not.toThrow(/canary|ää/);
  });
});

describe('a content', () => {
  const content: Content = ['ä=', { secret: NAME, encode: 'raw' }, { late: 'config-version' }, '\n'];

  it('is shown with placeholders', () => {
    expect(shown(content)).toBe('ä=${secret:a/b}${late:config-version}\n');
  });

  it('comes back from its text and the byte offsets of its slots', () => {
    const slots = [
      { offset: 3, secret: 'a/b', encode: 'raw' },
      { offset: 16, late: 'config-version' },
    ] as const;
    expect(contentOf(shown(content), slots)).toEqual(content);
  });

  it('names each of its secrets once, and what it waits for', () => {
    expect(secretsIn([...content, ...content])).toEqual(['a/b']);
    expect([waitsFor(content, 'config-version'), waitsFor(['x'], 'config-version')]).toEqual([true, false]);
  });

  it('with a hole that nothing fills is a mistake of ours', () => {
    expect(() => fill(content, new Map(), { 'config-version': 1 })).toThrow('bug/fill');
    expect(() => fill([{ late: 'config-version' }], new Map(), {})).toThrow('bug/fill');
  });
});

it('modes have four octal digits', () => {
  expect([0o644, 0o4755, 0].map(octal)).toEqual(['0644', '4755', '0000']);
});
