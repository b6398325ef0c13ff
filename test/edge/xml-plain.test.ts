/** XML that is parsed without libxml2, and what two texts have in common. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementsIn, type XmlElement } from '../../src/base/xml.ts';
import { disposing, libxml2, orFaults, strictly, type Libxml2 } from '../../src/edge/xml/libxml2.ts';
import { plainTree } from '../../src/edge/xml/xml-plain.ts';
import { treeIn } from '../../src/edge/xml/xml-tree.ts';
import { XmlTwins } from '../../src/edge/xml/xml-twins.ts';

let library: Libxml2;
beforeAll(async () => {
  library = await libxml2();
});

/** By libxml2 alone; undefined if it refuses the text. */
function byLibxml2(text: string): XmlElement | undefined {
  const options = { option: strictly(library), encoding: 'utf-8' };
  const read = orFaults(library, () => disposing(library.XmlDocument.fromString(text, options), () => treeIn(text)));
  return 'faults' in read ? undefined : read;
}

const attribute = fc.constantFrom(
  ' a="1"',
  " b='2'",
  ' c = "x&amp;y"',
  ' a="3"',
  '\n d="a\n\tb"',
  ' xmlns="u"',
  'e="5"',
  ' f="<"',
);
const piece = fc.constantFrom(
  '<a>',
  '</a>',
  '</a >',
  '<b/>',
  '<b />',
  '</b>',
  '<a-b.c_d/>',
  '<1/>',
  '<p:a/>',
  ' t ',
  '\n',
  '\r\n',
  '&lt;',
  '&#65;',
  '&x;',
  '&',
  ']]>',
  '<!-- c -->',
  '<!-- - -->',
  '<!-- -- -->',
  '<!--->',
  '<![CDATA[x]]>',
  '<?p i?>',
  '<?xml version="1.0"?>',
  '<?xml version="1.0" encoding="UTF-8"?>',
  '\u00e9',
  '\u2013',
  '\u0001',
  '<',
  '>',
  '"',
);
const tag = fc
  .tuple(fc.array(attribute, { maxLength: 3 }), fc.constantFrom('/>', '>', '></a>', ' >'))
  .map(([attributes, end]) => `<a${attributes.join('')}${end}`);
const inside = fc.array(fc.oneof(piece, tag, tag), { maxLength: 6 }).map((parts) => parts.join(''));
const document = fc
  .tuple(fc.oneof(fc.constant(''), piece), inside, fc.oneof(fc.constant(''), piece))
  .map(([before, within, after]) => `${before}<a>${within}</a>${after}`);

describe('a text without anything unusual', () => {
  it.each([
    '<a/>',
    '<?xml version="1.0"?>\n<!-- c -->\n<a b="1" c=\'"\'>\n  <d e="x&amp;y"/>t<!-- c --></a>\n',
    '<?xml version="1.0" encoding="UTF-8"?><a\n  b="1\n2"\n/>',
    `<a>${'<a>'.repeat(150)}${'</a>'.repeat(150)}</a>`,
    // Tags that begin as the one before them, and go on otherwise.
    `<a><b c="x&quot; d=" d="1"/><b c="x" d="1"/><b cc="x" d="1"/><b c="x " d="1"/><b c='x"' d="1"/><b d="1" c="x"/></a>`,
    '<a>\n  <b/>\n <c/> x\n  <bb/>&lt;\n  <b c="1"/>\n\t<b c = "1" >\n  </b >\n</a>',
  ])('%s', (text) => {
    expect(plainTree(text)).toBeDefined();
    expect(plainTree(text)).toEqual(byLibxml2(text));
  });

  it.each(['<a b="1" b="2"/>', '<a><b></a></b>', '<a/><b/>', '<a', '', '<a b="&c;"/>', '<a b="<"/>', '<a>]]></a>'])(
    'is nothing that libxml2 refuses: %s',
    (text) => {
      expect(byLibxml2(text)).toBeUndefined();
      expect(plainTree(text)).toBeUndefined();
    },
  );

  it('has the same tree as libxml2 finds, whatever it is made of', () => {
    let plain = 0;
    fc.assert(
      fc.property(document, (text) => {
        const root = plainTree(text);
        if (root === undefined) return;
        plain += 1;
        expect(root).toEqual(byLibxml2(text));
      }),
      { seed: 20_261_129, numRuns: 3000 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  it('of four megabytes in one value or one comment is read, and one with a name of 1,001 letters left to libxml2', () => {
    const long = 'x'.repeat(3_900_000);
    expect(plainTree(`<a b="${long}"/>`)?.attributes[0]?.value).toHaveLength(long.length);
    expect(plainTree(`<a><!--${long}--></a>`)?.children).toEqual([{ comment: long }]);
    expect(plainTree(`<${'x'.repeat(1001)}/>`)).toBeUndefined();
  });
});

describe('a text that is nearly another one', () => {
  const service = (name: string, value: string) =>
    `<service name="${name}">\n<fs name="${name}" device="${value}"/>\n</service>`;
  const file = (parts: readonly string[]) => `<cluster>\n<rm>${parts.join('\n')}</rm></cluster>`;
  const services = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2')).map(([name, value]) => service(name, value)),
    { maxLength: 5 },
  );

  it('is read as if it were alone, lines included', () => {
    fc.assert(
      fc.property(services, services, (old, now) => {
        const twins = new XmlTwins();
        plainTree(file(old), twins);
        expect(plainTree(file(now), twins)).toEqual(plainTree(file(now)));
      }),
      { seed: 20_261_129, numRuns: 300 },
    );
  });

  it('has the same elements where they are written in the same way in the same line, and never one of them twice', () => {
    const twins = new XmlTwins();
    const [old, now] = [file([service('a', '1')]), '<cluster>\n<rm><x y="1"/><x y="1"/></rm></cluster>'];
    const below = (root: XmlElement | undefined) =>
      root === undefined ? [] : elementsIn(root).flatMap((rm) => elementsIn(rm));
    const [before] = below(plainTree(old, twins));
    expect(below(plainTree(old, twins))[0]).toBe(before);
    const more = new XmlTwins();
    plainTree(now, more);
    const [first, second] = below(plainTree(now, more));
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });
});
