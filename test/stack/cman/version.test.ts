/**
 * The version of cluster.conf is an attribute of its root element, however that is spelled: the script on the node, the
 * controller's reader and libxml2 find the same one in texts that a seed makes.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ParseOption, XmlDocument, XmlLibError } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../../src/base/brand.ts';
import { attributeOf } from '../../../src/base/xml.ts';
import { readXml } from '../../../src/edge/xml/xml-read.ts';
import { versionIn } from '../../../src/stack/cman/version.ts';
import { script } from '../../activator/node.ts';
import { inCi } from '../../support/effort.ts';
import { findProgram } from '../../support/node-path.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';
import { describeWith, run } from '../../support/tools.ts';

const pick = (...texts: readonly string[]) => fc.constantFrom(...texts);
const joined = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''));
const many = (part: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(part, { maxLength }).map((texts) => texts.join(''));

const DECOY = '<cluster config_version="3">';
const blank = pick(' ', ' ', '\n', '\t', '\r\n', '  \n  ');
const blanks = many(blank, 2);
/** One time in thirty something that no XML has. */
const or = (usual: fc.Arbitrary<string>, ...wrong: readonly string[]) =>
  fc.oneof({ weight: 29, arbitrary: usual }, { weight: 1, arbitrary: pick(...wrong) });

const misc = or(
  pick(
    `<!-- ${DECOY} -->`,
    '<!---->',
    `<!--> ${DECOY} -->`,
    '<!--> <!DOCTYPE cluster> -->',
    `<!-- <? ${DECOY} -->`,
    `<?note ${DECOY}?>`,
    '<?note <!-- ?>',
  ),
  '<!-- a -- b -->',
  '<!-- ',
  '<? note ?>',
);
const head = or(
  fc
    .tuple(
      pick('', '', '\ufeff'),
      pick(
        '',
        '<?xml version="1.0"?>',
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<?xml version='1.0' standalone='yes' ?>`,
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
      ),
    )
    .map((texts) => texts.join('')),
  '\ufeff\ufeff',
  '\ufeff <?xml version="1.0"?>',
);
const documentType = fc.oneof(
  { weight: 15, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: pick(
      '<!DOCTYPE cluster>',
      '<!DOCTYPE cluster [<!ENTITY v "12">]>',
      '<!DOCTYPE cluster [<!ATTLIST cluster config_version CDATA "12">]>',
      '<!doctype cluster>',
    ),
  },
);
const start = fc.oneof(
  { weight: 9, arbitrary: fc.constant('cluster') },
  { weight: 1, arbitrary: pick('clusters', 'Cluster', 'c:cluster xmlns:c="urn:c"', 'cluster.x', 'x', 'c:cluster') },
);
const value = or(
  pick(
    '1',
    '12',
    '007',
    '2147483648',
    '',
    ' 12',
    '\n12\t',
    '+5',
    '-5',
    '12x',
    'x12',
    '1 2',
    '0x1F',
    '\u00a012',
    '１２',
    'a>b',
    'a/>b',
    '&#49;2',
    '&#x31;',
    '1&amp;2',
    'config_version=13',
  ),
  '<!-- 4 -->',
  '&v;',
  '<',
);
const quoted = or(
  fc.oneof(
    value.map((text) => `"${text}"`),
    value.map((text) => `'${text}'`),
    pick(`"config_version='13'"`, `'config_version="13"'`),
  ),
  '12',
  '"12',
  `"12'`,
);
const version = joined(fc.constant('config_version'), blanks, or(fc.constant('='), ''), blanks, quoted);
/** With characters that JavaScript, but not XML, takes for blanks: U+FEFF and U+1680 belong to names. */
const others = pick(
  'name',
  'alias',
  'xmlns',
  'xmlns:c="urn:c" c:config_version',
  'config_versions',
  'xconfig_version',
  'config_version.x',
  'config_version\ufeff',
  '\u1680config_version',
  'CONFIG_VERSION',
  'größe',
);
const other = joined(others, blanks, fc.constant('='), blanks, quoted);
const nameIn = (attribute: string) => /^[^ \t\r\n=]*/.exec(attribute)?.[0];
const attributes = fc.oneof(
  { weight: 19, arbitrary: fc.uniqueArray(fc.oneof(version, other), { maxLength: 4, selector: nameIn }) },
  { weight: 1, arbitrary: fc.array(version, { minLength: 2, maxLength: 2 }) },
);
const inner = or(
  pick(
    '',
    ' ',
    '<cman config_version="4"/>',
    `<![CDATA[${DECOY}]]>`,
    `<!-- ${DECOY} --><clusternodes><clusternode name="a" votes='1'/></clusternodes>`,
    '&lt;',
  ),
  '<unclosed>',
  '&v;',
);
const ending = pick('', '\n', `\n<!-- ${DECOY} -->\n`);

const element = fc
  .tuple(start, fc.array(or(blank, ''), { minLength: 4, maxLength: 4 }), attributes, blanks, inner)
  .map(([tag, gaps, written, gap, content]) => {
    const inside = written.map((attribute, index) => `${gaps[index]}${attribute}`).join('');
    const name = tag.replace(/ .*/, '');
    return content === '' ? `<${tag}${inside}${gap}/>` : `<${tag}${inside}${gap}>${content}</${name}>`;
  });
const text = joined(head, blanks, many(misc, 2), documentType, blanks, many(misc, 1), element, ending);

const TEXTS = [...new Set(fc.sample(text, { seed: 20_261_129, numRuns: inCi(1500, 250) }))];

type Real = { readonly root: string; readonly version: string | null } | 'malformed' | 'document type';

function real(written: string | Buffer): Real {
  const option = ParseOption.XML_PARSE_NO_XXE + ParseOption.XML_PARSE_NONET;
  try {
    const document = XmlDocument.fromBuffer(Buffer.from(written), { option });
    const { prefix, name: local, attrs } = document.root;
    const version = attrs.find((one) => one.prefix === '' && one.name === 'config_version')?.value ?? null;
    const found = { root: prefix === '' ? local : `${prefix}:${local}`, version };
    const typed = document.dtd !== null;
    document.dispose();
    return typed ? 'document type' : found;
  } catch (error) {
    if (error instanceof XmlLibError) return 'malformed';
    throw error;
  }
}

describe('the texts', () => {
  it('are of every kind', () => {
    const kinds = TEXTS.map((written) => {
      const found = real(written);
      if (typeof found === 'string') return found;
      return found.root === 'cluster'
        ? `cluster, ${found.version === null ? 'no version' : 'a version'}`
        : 'another root';
    });
    for (const kind of ['malformed', 'document type', 'another root', 'cluster, no version', 'cluster, a version'])
      expect(kinds.filter((one) => one === kind).length, kind).toBeGreaterThan(TEXTS.length / 50);
  });
});

it('the controller reads what libxml2 reads, and refuses what it must', async () => {
  for (const written of TEXTS) {
    const found = real(written);
    const { root: tree } = await readXml(as<FileId>('x'), Buffer.from(written));
    const mine = tree && { root: tree.name, version: attributeOf(tree, 'config_version') ?? null };
    expect(mine, JSON.stringify(written)).toEqual(typeof found === 'string' ? undefined : found);
  }
});

/** What the script finds in a file: its exit code, place and size of the value, and the number. */
type Scanned = { readonly code: number; readonly at: number; readonly size: number; readonly digits: string };

/** Calls the functions of the script, which stand in front of its call, for every file. */
const SCAN = `${script.slice(0, script.indexOf('# === changes ==='))}
late=version/cluster/config_version
for file in "$@"; do
  code=0
  scan "$file" || code=$?
  [ "$value_at" -eq 0 ] || with_version 77 "$file" >"$file.77"
  printf '%s %s %s %s\\n' "$code" "$value_at" "$value_size" "$version"
done
`;

/** Every text as a file of its own. */
function writtenFiles(): readonly string[] {
  const folder = temporaryFolder();
  return TEXTS.map((written, index) => {
    const file = join(folder, String(index));
    writeFileSync(file, written);
    return file;
  });
}

function scanned(files: readonly string[], shell: readonly string[], path: string): readonly Scanned[] {
  const [program = '', ...options] = shell;
  const { status, output } = run(program, [...options, '-c', SCAN, 'x', ...files], { env: { PATH: path } });
  expect(status, output).toBe(0);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [code, at, size, digits = ''] = line.split(' ');
      return { code: Number(code), at: Number(at), size: Number(size), digits };
    });
}

/** A folder in which each tool that the functions call is busybox. */
function applets(busybox: string): string {
  const bin = join(temporaryFolder(), 'bin');
  mkdirSync(bin);
  for (const tool of ['awk', 'head', 'tail']) symlinkSync(busybox, join(bin, tool));
  return bin;
}

const PATH = `${process.env['PATH']}`;
const SHELLS = [
  ['dash', ['dash'], () => PATH],
  ['bash', ['bash', '--norc', '--posix'], () => PATH],
  ['busybox', [`${findProgram('busybox')}`, 'sh'], () => applets(`${findProgram('busybox')}`)],
] as const;

for (const [name, command, path] of SHELLS)
  describeWith(name, `the script on a node, under ${name}`, () => {
    it('reads what libxml2 reads, or says that it cannot', () => {
      const files = writtenFiles();
      const all = scanned(files, command, path());
      expect(all.length).toBe(TEXTS.length);
      for (const [index, written] of TEXTS.entries()) {
        const { code, at, size, digits } = all[index] ?? expect.unreachable();
        const found = real(written);
        const reported = JSON.stringify(written);
        if (found === 'document type') expect(code, reported).toBe(4);
        if (typeof found === 'string') continue;
        expect(code, reported).toBe(
          found.root !== 'cluster' || (code === 4 && /config_version\s*=[^=]*&/.test(written)) ? 4 : 0,
        );
        if (code === 4) continue;
        const tree = { name: 'cluster', children: [], line: 1 };
        const attributes = found.version === null ? [] : [{ name: 'config_version', value: found.version }];
        expect(Number(digits), reported).toBe(versionIn({ ...tree, attributes }));
        expect(at > 0, reported).toBe(found.version !== null);
        if (at === 0) continue;
        const [before, after] = [Buffer.from(written), readFileSync(`${files[index]}.77`)];
        expect(real(after), reported).toEqual({ root: 'cluster', version: '77' });
        const kept = Buffer.concat([before.subarray(0, at - 1), Buffer.from('77'), before.subarray(at - 1 + size)]);
        expect(after.equals(kept), reported).toBe(true);
      }
    });
  });
