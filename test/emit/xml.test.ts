import { serialize } from 'node:v8';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import { as, type SecretName } from '../../src/base/brand.ts';
import { childrenOf, element, madeFrom, remotePath, type Xml } from '../../src/emit/draft.ts';
import { diskLetters } from '../../src/resolve/vm/disks.ts';
import { Slots } from '../../src/emit/slots.ts';
import { renderXml } from '../../src/emit/xml.ts';
import { elementLines, sourceLines } from '../../src/emit/xml-lines.ts';

const SEED = 20_261_130;
const SECRET = { $secret: as<SecretName>('s') };

function body(root: Xml): string {
  const parts = renderXml(root, 'c').map((part) => (typeof part === 'string' ? part : '@'));
  return parts.join('').split('\n').slice(2).join('\n');
}

function appendTo(parent: ReturnType<typeof create>, xml: Xml): void {
  const node = parent.ele(xml.name);
  for (const [key, value] of Object.entries(xml.attributes ?? {})) node.att(key, String(value));
  for (const child of childrenOf(xml)) {
    if (typeof child === 'object' && 'name' in child) appendTo(node, child);
    else node.txt(String(child));
  }
}

describe('XML', () => {
  it('has a declaration, a comment and a final newline', () => {
    expect(renderXml(element('a'), 'why')).toEqual(['<?xml version="1.0" encoding="UTF-8"?>\n<!-- why -->\n<a/>\n']);
  });

  it('keeps attributes and children in the order in which they are given', () => {
    const root = element('a', { z: 1, b: 'x' }, [element('d'), element('c', {}, [7])]);
    expect(body(root)).toBe('<a z="1" b="x">\n  <d/>\n  <c>7</c>\n</a>\n');
  });

  it('takes one byte for a letter of Latin-1, and two only where a value needs them', () => {
    // V8 writes such a text with the tag ", any other with c.
    const tags = ['ä', '😀'].map((value) => {
      const [text] = renderXml(element('a', { b: value, c: 'x' }, [element('d')]), 'an ordinary comment');
      return serialize(text).toString('latin1').match(/["c]/)?.[0];
    });
    expect(tags).toEqual(['"', 'c']);
  });

  it('writes elements that are made when they are looked at like any others, and keeps none of them', () => {
    const children = Array.from({ length: 3000 }, (_, at) => element('b', { at }, at % 2 === 0 ? [] : [element('c')]));
    let made = 0;
    const eachTime = function* () {
      for (const child of children) {
        made += 1;
        yield child;
      }
    };
    const late: Xml = { name: 'a', children: { eachTime } };
    expect(renderXml(late, 'c')).toEqual(renderXml(element('a', {}, children), 'c'));
    expect(renderXml({ name: 'a', children: { eachTime: () => [] } }, 'c')).toEqual(renderXml(element('a'), 'c'));
    made = 0;
    expect([...sourceLines(late)].length).toBe(elementLines(late).length);
    expect(made).toBe(2 * children.length);
  });

  it('says what the first lines are made from without the elements behind them', () => {
    const eachTime = function* () {
      yield madeFrom([['vms', 'vm1']], element('b', {}, [element('c')]));
      throw new Error('this element is on no line that was asked for');
    };
    const lines = sourceLines({ name: 'a', from: [['cluster']], children: { eachTime } });
    const first = Array.from({ length: 6 }, () => lines.next().value);
    expect(first).toEqual([
      [null, []],
      [null, []],
      ['a', [['cluster']]],
      ['b', [['vms', 'vm1']]],
      ['c', [['vms', 'vm1']]],
      ['b', [['vms', 'vm1']]],
    ]);
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

  it('gives every value back to a reader as it was, also one that looks like an entity', () => {
    const value = fc.string({
      unit: fc.constantFrom('&', '<', '>', '"', "'", '&amp;', '&#65;', '&none;', 'a', 'ä', '😀'),
    });
    const property = fc.property(value, value, (attribute, text) => {
      const document = XmlDocument.fromString(renderXml(element('a', { b: attribute }, [`t${text}`]), 'c').join(''));
      const [found, content] = [document.get('/a/@b')?.content, document.root.content];
      document.dispose();
      expect([found, content]).toEqual([attribute, `t${text}`]);
    });
    fc.assert(property, { seed: SEED });
  });

  it('lays a document out as the library does with its whole tree', () => {
    const name = fc.constantFrom('a', 'b', 'c-d', 'e.f');
    const value = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", ' ', 'ä', 'x', '\ue000') });
    const attributes = fc.dictionary(name, value, { maxKeys: 3 });
    const { xml } = fc.letrec<{ xml: Xml }>((again) => ({
      xml: fc.record({
        name,
        attributes,
        children: fc.oneof(
          { maxDepth: 4 },
          value.map((text) => [`t${text}`]),
          fc.array(again('xml'), { maxLength: 4 }),
        ),
      }),
    }));
    const property = fc.property(xml, (root) => {
      const document = create({ version: '1.0', encoding: 'UTF-8' }).com(' c ');
      appendTo(document, root);
      const whole = document.end({ prettyPrint: true, wellFormed: true });
      expect(renderXml(root, 'c')).toEqual([`${whole}\n`]);
    });
    fc.assert(property, { seed: SEED });
  });

  it.each([
    ['a line break in an attribute', element('a', { b: 'x\ny' })],
    ['a tab in an attribute', element('a', { b: 'x\ty' })],
    ['a control character', element('a', {}, ['\u0001'])],
    ['a name that is none', element('a b')],
    ['an attribute name that is none', element('a', { '1': 'x' })],
    ['text next to elements', element('a', {}, ['x', element('b')])],
    ['half of a character', element('a', { b: '\ud800' })],
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

  it('that no one made are a mistake of ours', () => {
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
