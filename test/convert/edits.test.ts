/** Edits of a site's text: only what they name changes, and every comment stays. */
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { edited, type Edit } from '../../src/convert/edits.ts';
import { parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';

function after(text: string, ...edits: readonly Edit[]): string {
  const files = [{ id: as<FileId>('site.yaml'), text }];
  const { value } = parse(files);
  if (value === undefined) throw new Error('no YAML');
  return edited(files, value, edits)[0]?.text ?? '';
}

const because = 'convert: gone';
const remove = (...path: readonly (string | number)[]): Edit => ({ kind: 'remove', path, because });

const SITE = `# top
cluster:
  name: c # the name
  totem:
    token: 5s # long

  raw: { a: "1", b: "2" }
hosts:
  # the first
  h1: { node_id: 1, weight: 3, address: 10.0.0.1 } # keep me
list:
  - first: 1
    second: 2
`;

describe('a key is taken out', () => {
  it('of a block: its lines become comments below the reason', () => {
    expect(after(SITE, remove('cluster', 'totem'))).toBe(
      SITE.replace('  totem:\n    token: 5s # long\n', `  # ${because}\n  # totem:\n  #   token: 5s # long\n`),
    );
  });

  it('of braces: first, in the middle, last', () => {
    expect(after(SITE, remove('hosts', 'h1', 'node_id'))).toContain('h1: { weight: 3, address: 10.0.0.1 } # keep me');
    expect(after(SITE, remove('hosts', 'h1', 'weight'))).toContain('h1: { node_id: 1, address: 10.0.0.1 } # keep me');
    expect(after(SITE, remove('hosts', 'h1', 'address'))).toContain('h1: { node_id: 1, weight: 3 } # keep me');
  });

  it('with the map that it leaves empty', () => {
    const both = after(SITE, remove('cluster', 'raw', 'a'), remove('cluster', 'raw', 'b'));
    expect(both).toBe(SITE.replace('  raw: {', `  # ${because}\n  # raw: {`));
    expect(after(SITE, remove('cluster', 'totem', 'token'))).toContain('  # totem:\n  #   token: 5s # long\n');
  });

  it('of an item of a list, before others', () => {
    expect(after(SITE, remove('list', 0, 'first'))).toContain('list:\n  - second: 2\n');
  });

  it('that is not there: nothing', () => {
    expect(after(SITE, remove('cluster', 'none'), remove('vms', 'vm1', 'raw'))).toBe(SITE);
  });
});

it('a value is replaced, and its comment stays', () => {
  expect(after(SITE, { kind: 'replace', path: ['cluster', 'name'], text: 'other' })).toBe(
    SITE.replace('name: c #', 'name: other #'),
  );
});

it('a key is added before one that is taken out', () => {
  const text = after(SITE, remove('cluster', 'totem'), {
    kind: 'before',
    path: ['cluster', 'totem'],
    text: 'x: { y: 1 }',
  });
  expect(text).toContain(`  x: { y: 1 }\n  # ${because}\n  # totem:\n`);
  const { value } = parse([{ id: as<FileId>('site.yaml'), text }]);
  expect(value === undefined ? null : plain(value)).toMatchObject({ cluster: { name: 'c', x: { y: 1 } } });
});
