import { describe, expect, it } from 'vitest';
import { as, type SecretName } from '../../src/base/brand.ts';
import { element, remotePath, type Xml } from '../../src/emit/draft.ts';
import { diskLetters } from '../../src/resolve/vm/disks.ts';
import { Slots } from '../../src/emit/slots.ts';
import { renderXml } from '../../src/emit/xml.ts';

const SECRET = { $secret: as<SecretName>('s') };

function body(root: Xml): string {
  const parts = renderXml(root, 'c').map((part) => (typeof part === 'string' ? part : '@'));
  return parts.join('').split('\n').slice(2).join('\n');
}

describe('XML', () => {
  it('has a declaration, a comment and a final newline', () => {
    expect(renderXml(element('a'), 'why')).toEqual(['<?xml version="1.0" encoding="UTF-8"?>\n<!-- why -->\n<a/>\n']);
  });

  it('keeps attributes and children in the order in which they are given', () => {
    const root = element('a', { z: 1, b: 'x' }, [element('d'), element('c', {}, [7])]);
    expect(body(root)).toBe('<a z="1" b="x">\n  <d/>\n  <c>7</c>\n</a>\n');
  });

  it('escapes by position', () => {
    expect(body(element('a', { b: `<&>"'` }, [`<&>"'`]))).toBe(`<a b="&lt;&amp;&gt;&quot;'">&lt;&amp;&gt;"'</a>\n`);
  });

  it('chooses how a secret is written by position too', () => {
    const content = renderXml(element('a', { b: SECRET }, [SECRET]), 'c');
    expect(content.filter((part) => typeof part === 'object')).toEqual([
      { secret: 's', encode: 'xml-attribute' },
      { secret: 's', encode: 'xml-text' },
    ]);
  });

  it.each([
    ['a line break in an attribute', element('a', { b: 'x\ny' })],
    ['a tab in an attribute', element('a', { b: 'x\ty' })],
    ['a control character', element('a', {}, ['\u0001'])],
    ['a name that is none', element('a b')],
    ['an attribute name that is none', element('a', { '1': 'x' })],
  ])('refuses %s', (_what, root) => {
    expect(() => renderXml(root, 'c')).toThrow(/./);
  });

  it('refuses a comment that would end early', () => {
    expect(() => renderXml(element('a'), 'x --> y')).toThrow(/./);
  });
});

describe('slots', () => {
  it('are cut out at their tokens, also twice and next to each other', () => {
    const slots = new Slots();
    const [a, b] = [slots.token(SECRET, 'raw'), slots.token({ $late: 'config-version' }, 'raw')];
    const [secret, late] = [{ secret: 's', encode: 'raw' }, { late: 'config-version' }];
    expect(slots.cut(`${a}${b}x${a}`)).toEqual([secret, late, 'x', secret]);
    expect(slots.cut('')).toEqual([]);
  });

  it('that nobody made are a mistake of ours', () => {
    const token = new Slots().token(SECRET, 'raw');
    expect(() => new Slots().cut(token)).toThrow('bug/slots');
  });
});

it.each([
  [0, 'a'],
  [25, 'z'],
  [26, 'aa'],
  [27, 'ab'],
  [701, 'zz'],
  [702, 'aaa'],
])('disk %i has the letters %s, as the kernel counts', (index, name) => {
  expect(diskLetters(index)).toBe(name);
});

it.each(['etc/a', '/etc/../a', '/etc/./a', '/etc//a', '/etc/a b', '/etc/a\n', '/', '', "/etc/'a'", '/etc/$a'])(
  '%j is no path for a node',
  (path) => {
    expect(() => remotePath(path)).toThrow('bug/path');
  },
);
