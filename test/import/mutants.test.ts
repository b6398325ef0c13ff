/** Whatever a file of a node says, an import is a site and notes: never an exception, never YAML that cannot be read. */
import { expect, it } from 'vitest';
import type { XmlElement } from '../../src/base/xml.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { admitted, examined } from '../../src/cli/import/examine.ts';
import { DERIVED } from '../../src/cli/import/import.ts';
import { readNodes, type Node } from '../../src/cli/import/read.ts';
import { parseBraces } from '../../src/formats/braces.ts';
import { importNodes } from '../../src/import/import.ts';
import { siteFiles } from '../../src/import/site/site-files.ts';
import type { XmlFile } from '../../src/import/xml.ts';
import { CLUSTER_CONF } from '../../src/stack/cman/import/conf-files.ts';
import { importer } from '../../src/stack/cman/import/index.ts';
import { parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';
import { diceOf, type Dice } from '../laws/mutants.ts';

const ROUNDS = 60;

/** Values that someone may have written where another is expected. */
const ODD = [
  '',
  '0',
  '-1',
  '1',
  'yes',
  'true',
  'x',
  ' 7 ',
  '4294967296',
  '1e9',
  '0x10',
  '07',
  '10m',
  'ä',
  '*',
  '{',
  '#',
  ': ',
  '- a',
  '~',
  'null',
  '&<"',
  'a b',
  '../..',
  '{name}',
  '${secret:x}',
  '\u2028',
  '!!str',
  '0:0',
  '2011-01-01',
];

type Pick = <T>(list: readonly T[]) => T | undefined;

function count(element: XmlElement): number {
  return element.children.reduce((sum, child) => sum + ('name' in child ? count(child) : 0), 1);
}

/** The tree with one element changed: the nth. */
function changed(
  element: XmlElement,
  nth: number,
  change: (one: XmlElement) => readonly XmlElement[],
): readonly XmlElement[] {
  if (nth === 0) return change(element);
  let left = nth - 1;
  const children = element.children.flatMap((child): XmlElement['children'] => {
    if (!('name' in child)) return [child];
    const size = count(child);
    const here = left >= 0 && left < size ? changed(child, left, change) : [child];
    left -= size;
    return here;
  });
  return [{ ...element, children }];
}

function mutate(element: XmlElement, pick: Pick): readonly XmlElement[] {
  const attributes = element.attributes;
  const one = pick(attributes);
  const edits: readonly (() => readonly XmlElement[])[] = [
    () => [{ ...element, attributes: attributes.filter((attribute) => attribute !== one) }],
    () => [
      {
        ...element,
        attributes: attributes.map((attribute) =>
          attribute === one ? { ...attribute, value: pick(ODD) ?? '' } : attribute,
        ),
      },
    ],
    () => [
      {
        ...element,
        attributes: attributes.map((attribute) => (attribute === one ? { ...attribute, name: 'bogus' } : attribute)),
      },
    ],
    () => [
      {
        ...element,
        attributes: [
          ...attributes,
          {
            name: pick(['ref', 'name', 'domain', '__max_restarts', 'constructor', '__proto__']) ?? '',
            value: pick(ODD) ?? '',
          },
        ],
      },
    ],
    () => [element, element],
    () => [],
    () => [{ ...element, name: pick(['vm', 'service', 'constructor', 'fs', 'cman', 'device']) ?? '' }],
    () => [{ ...element, children: [] }],
    () => [{ ...element, children: [{ text: pick(ODD) ?? '' }] }],
    () => [{ ...element, children: [...element.children, element] }],
  ];
  return pick(edits)?.() ?? [];
}

/** Each text with a piece of it gone, and something else in its place. */
function garbled(texts: Node['texts'], dice: Dice): Node['texts'] {
  const entries = [...texts].map(([path, { file, text }]) => {
    const from = dice(text.length + 1);
    return [
      path,
      { file, text: text.slice(0, from) + (ODD[dice(ODD.length)] ?? '') + text.slice(from + dice(20)) },
    ] as const;
  });
  return new Map(entries);
}

function mutated(file: XmlFile, pick: Pick): XmlFile {
  const others = Array.from({ length: count(file.root) - 1 }, (_, index) => index + 1);
  const [root] = changed(file.root, pick(others) ?? 0, (one) => mutate(one, pick));
  return { ...file, root: root ?? file.root };
}

it.each(['quirks', 'paths'])(`${ROUNDS} changed clusters of %s become sites that can be read`, async (name) => {
  const original = `fixtures/adopted/${name}/original`;
  const { nodes } = await readNodes([original]);
  const dice = diceOf(4711);
  const pick: Pick = (list) => list[dice(Math.max(1, list.length))];
  let current: readonly Node[] = nodes;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 20 === 0) current = nodes;
    current = current.map((node) => ({
      ...node,
      texts: garbled(node.texts, dice),
      xml: new Map([...node.xml].map(([path, file]) => [path, mutated(file, pick)])),
    }));
    expect(current[0]?.xml.has(CLUSTER_CONF)).toBe(true);
    const result = importNodes(importer, current, { ...DERIVED, platform: undefined });
    const { site, remarks } = round % 4 === 0 ? admitted(result) : result;
    if (round % 4 === 0) await examined({ ...result, site }, { importer, nodes: current });
    const files = [...siteFiles(site, remarks)].map(([name, text]) => ({ id: as<FileId>(name), text }));
    const { value, diagnostics } = parse(files);
    const faults = diagnostics.filter(({ code }) => code.startsWith('yaml/syntax'));
    expect(faults, JSON.stringify(faults)).toEqual([]);
    if (diagnostics.length === 0 && value !== undefined) expect(plain(value)).toEqual(site);
  }
});

it('a cut or garbled text of sections has faults and no exception', () => {
  const text = 'devices {\n filter = [ "a|x|", "r|.*|" ] # x\n}\nglobal { locking_type = 3 }\n';
  const dice = diceOf(99);
  for (let round = 0; round < 2000; round += 1) {
    const at = dice(text.length);
    const piece = ['', '{', '}', '[', '"', '#', '\n', '=', '\\'][dice(9)] ?? '';
    expect(parseBraces(text.slice(0, at) + piece + text.slice(at + (round % 3))).root.name).toBe('');
  }
});
