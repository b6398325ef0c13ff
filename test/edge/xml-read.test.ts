/** Foreign XML: every mistake and every attack is a diagnostic with a place, never an exception, a wait or a fetch. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { attributeOf, elementsIn, textIn, type XmlElement } from '../../src/base/xml.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { locate } from '../../src/source/locate.ts';

const FILE = as<FileId>('cluster.conf');

async function read(content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const { root, text, diagnostics } = await readXml(FILE, bytes);
  const found = locate([{ id: FILE, text }], undefined, diagnostics).map(({ code, message, where }) => ({
    said: `${code}: ${message}`,
    at: typeof where === 'string' ? where : `${where.start.line}:${where.start.column}`,
  }));
  return { root, found };
}

async function treeOf(content: string | Uint8Array): Promise<XmlElement> {
  const { root, found } = await read(content);
  if (root === undefined) throw new Error(JSON.stringify(found));
  return root;
}

const nested = '<!DOCTYPE a [<!ENTITY a0 "ha"><!ENTITY a1 "&a0;&a0;">]><a>&a1;</a>';

describe('what is refused', () => {
  it.each([
    ['mismatched tags', '<a>\n  <b>\n</a>', 'malformed-xml: <b> of line 2 is closed by </a>', '3:5'],
    ['an attribute twice', '<a x="1" x="2"/>', 'malformed-xml: the attribute x is written twice', '1:15'],
    ['a bare &', '<a>x & y</a>', 'malformed-xml: an & begins no entity', '1:7'],
    ['an entity of no one', '<a>&nbsp;</a>', 'malformed-xml: &nbsp; means nothing here', '1:10'],
    ['a control character', '<a>\n\u0001</a>', 'malformed-xml: XML cannot hold the character 1', '2:1'],
    ['a control character as a reference', '<a b="&#1;"/>', 'malformed-xml: XML cannot hold the character 1', '1:11'],
    ['a < in an attribute', '<a b="x<y"/>', 'malformed-xml: there is a < in the value of an attribute', '1:8'],
    ['two roots', '<a/>\n<b/>', 'malformed-xml: there is text after the end of the first element', '2:1'],
    ['nothing', '', 'malformed-xml: this is no XML: it does not begin with an element', '1:1'],
    ['blanks', ' \n ', 'malformed-xml: this is no XML: it does not begin with an element', '2:2'],
    ['YAML', 'version: 1\n', 'malformed-xml: this is no XML: it does not begin with an element', '1:1'],
    ['an end in the middle', '<a>\n<b>', 'malformed-xml: <b> of line 2 is never closed', '2:4'],
    ['a prefix of no one', '<q:a/>', 'malformed-xml: the prefix q in <a> is declared nowhere', '1:5'],
    ['a document type', '<?xml version="1.0"?><!-- c --><!DOCTYPE a><a/>', 'document-type: a document type', '1:32'],
    ['an entity of entities', nested, 'document-type: a document type declaration', '1:1'],
    ['one behind a byte order mark', '\ufeff<!DOCTYPE a><a/>', 'document-type: a document type', '1:1'],
    [
      'one behind two of them',
      '\ufeff\ufeff<!DOCTYPE a><a/>',
      'malformed-xml: it begins with two byte order marks',
      '1:1',
    ],
    ['one behind a comment that begins with >', '<!--> --><!DOCTYPE a><a/>', 'document-type: a document type', '1:10'],
    ['a file', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'document-type: a', '1:1'],
    ['an address', '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><a>&x;</a>', 'document-type: a', '1:1'],
    ['an outer subset', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', 'document-type: a', '1:1'],
    ['more than 256 levels', '<a>'.repeat(258), 'xml-limit: this XML is nested more than 256 deep', '1:771'],
    ['another encoding', '<?xml version="1.0" encoding="x"?><a/>', 'malformed-xml: the encoding x is not read', '1:1'],
    ['bytes of no letters', Uint8Array.of(0x3c, 0x61, 0x3e, 0xe9), 'malformed-xml: this is not UTF-8 text', '1:4'],
    ['half of UTF-16', Uint8Array.of(0xff, 0xfe, 0x3c), 'malformed-xml: this is not UTF-16LE text', '1:1'],
  ])('%s', async (_what, content, said, at) => {
    const { root, found } = await read(content);
    expect(root).toBeUndefined();
    expect(found).toEqual([{ said: expect.stringContaining(`import/${said}`), at }]);
  });

  it('a huge file, before it is looked at', async () => {
    const { found } = await read(Buffer.alloc(4 * 1024 ** 2 + 1, ' '));
    expect(found).toEqual([
      { said: expect.stringContaining('import/xml-limit: this XML is larger than 4'), at: 'cluster.conf' },
    ]);
  });

  it('a prolog of many comments, where the first is wrong', async () => {
    const { found } = await read('<!-- -- -->'.repeat(500));
    expect(found).toEqual([{ said: expect.stringContaining('import/malformed-xml'), at: '1:6' }]);
  });

  it('any bytes at all: a tree or one finding, never an exception', async () => {
    const pieces = fc.constantFrom(
      '<a>',
      '</a>',
      '<a b="',
      '"',
      '/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&',
      '<?',
    );
    const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 });
    const content = fc.oneof(
      text.map((parts) => Buffer.from(parts.join(''))),
      fc.uint8Array({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        const { root, found } = await read(bytes);
        expect(found).toHaveLength(root === undefined ? 1 : 0);
      }),
      { seed: 20_240_302, numRuns: 500 },
    );
  });
});

describe('what is read', () => {
  it('elements, attributes, texts and comments in their order, with their lines', async () => {
    const root = await treeOf(
      '<?xml version="1.0"?>\n<!-- head -->\n<a\n  x="1"\n  y="&lt;&#65;">\n<!-- c --><b/>t&amp;<![CDATA[<b>]]><?p i?>u</a>',
    );
    expect(root).toEqual({
      name: 'a',
      line: 3,
      attributes: [
        { name: 'x', value: '1' },
        { name: 'y', value: '<A' },
      ],
      children: [
        { text: '\n' },
        { comment: ' c ' },
        { name: 'b', line: 6, attributes: [], children: [] },
        { text: 't&<b>u' },
      ],
    });
  });

  it('lines beyond what libxml2 counts, and behind what only looks like a tag', async () => {
    const root = await treeOf(`<a>${'\n'.repeat(70_000)}<!-- <x> --><![CDATA[<y>\n]]><?z <z>?>\r\n<b/></a>`);
    expect(elementsIn(root, 'b').map(({ line }) => line)).toEqual([70_003]);
  });

  it('prefixes as they are written', async () => {
    const root = await treeOf('<d xmlns="urn:d" xmlns:q="urn:q"><q:arg q:value="-s" xml:lang="en"/></d>');
    expect(root.attributes).toEqual([
      { name: 'xmlns', value: 'urn:d' },
      { name: 'xmlns:q', value: 'urn:q' },
    ]);
    const [arg] = elementsIn(root);
    expect(arg?.name).toBe('q:arg');
    expect(arg?.attributes.map(({ name }) => name)).toEqual(['q:value', 'xml:lang']);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeff<a b="ü"/>', 'utf8')],
    ['latin1', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>\n<a b="ü"/>', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a b="ü"/>', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('<?xml version="1.0" encoding="UTF-16LE"?><a b="ü"/>', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\ufeff<a b="ü"/>', 'utf16le').swap16()],
  ])('%s', async (_what, bytes) => {
    expect(attributeOf(await treeOf(bytes), 'b')).toBe('ü');
  });

  it('no inclusion: it stays an element', async () => {
    const root = await treeOf('<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></a>');
    expect(elementsIn(root).map(({ name }) => name)).toEqual(['xi:include']);
    expect(textIn(root)).toBe('');
  });
});
