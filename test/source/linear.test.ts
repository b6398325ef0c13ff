/** What a site may be full of takes time in proportion, counted on the processor: a ratio, as machines differ. */
import { expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { valueAt, type Diagnostic } from '../../src/diag/diagnostic.ts';
import type { LocatedDiagnostic } from '../../src/diag/located.ts';
import { renderJson } from '../../src/diag/json.ts';
import { renderSarif } from '../../src/diag/sarif.ts';
import { renderText } from '../../src/diag/text.ts';
import { eachEntry, packFiles } from '../../src/edge/bundle/archive.ts';
import { lvmTree } from '../../src/formats/lvm-conf.ts';
import { multipathTree } from '../../src/formats/multipath-conf.ts';
import { locate } from '../../src/source/locate.ts';
import { parse } from '../../src/source/parse.ts';
import { processorMillis } from '../support/effort.ts';

const FINDINGS = 40_000;

/** The message of the last finding. */
function last(count: number): string {
  return `number ${count - 1}`;
}

/** Findings of as many VMs, each with its place, its secret and a related place. */
function crowded(count: number) {
  const lines = Array.from(
    { length: count / 4 },
    (_, i) => `  vm${i}: { memory: 1G, cpus: 1, password: x, note: y }\n`,
  );
  const file = { id: as<FileId>('site.yaml'), text: `vms:\n${lines.join('')}` };
  const keys = ['memory', 'cpus', 'password', 'note'];
  const found = Array.from({ length: count }, (_, i): Diagnostic => {
    const path = ['vms', `vm${Math.floor(i / 4)}`, keys[i % 4] ?? ''];
    const at = { ...valueAt(path), ...(i % 4 === 2 ? { secret: true as const } : {}) };
    const related = [{ at: valueAt(['vms', `vm${Math.floor(i / 8)}`, 'cpus']), message: 'this' }];
    return { code: `x/y${i % 3}`, severity: 'error', message: `number ${i}`, at, related, facts: {} };
  });
  return { files: [file], tree: parse([file]).value, found };
}

/** A ratio of processor times is taken again where another machine on the same processor was in the way. */
const AGAIN = { retry: 2 };

it.each<[string, (count: number) => string, (found: readonly LocatedDiagnostic[]) => string]>([
  ['text', () => 'number 0', (found) => renderText(found, { columns: 80, color: false, brief: true })],
  ['whole text', last, (found) => renderText(found, { columns: 80, color: false })],
  ['json', last, renderJson],
  ['sarif', last, (found) => renderSarif(found, { version: '1', kinds: new Map() })],
])(
  '4 times as many findings take at most 8 times as long to be located and shown as %s',
  AGAIN,
  (_format, part, render) => {
    const shown = (count: number) => {
      const { files, tree, found } = crowded(count);
      return processorMillis(() => {
        const located = locate(files, tree, found);
        expect(located.length).toBe(count);
        expect(render(located)).toContain(part(count));
      });
    };
    shown(FINDINGS / 4); // compiled by V8
    // The least of some, as one may have to collect the garbage of another.
    const least = (count: number) => Math.min(...Array.from({ length: 3 }, () => shown(count)));
    expect(least(FINDINGS) / least(FINDINGS / 4)).toBeLessThan(8);
  },
);

it('an archive with more entries than a bundle may have is refused at the first one beyond', async () => {
  const archive = await packFiles(
    new Map(Array.from({ length: 20 }, (_, i) => [`f${i}`, 'x'.repeat(i * 100)] as const)),
  );
  const read = async (bytes: Uint8Array, most?: number) => {
    const names: string[] = [];
    const problem = await eachEntry([bytes], ({ name }) => Promise.resolve(void names.push(name)), most);
    return problem ?? names.length;
  };
  expect(await read(archive)).toBe(20);
  expect(await read(archive, 20)).toBe(20);
  expect(await read(archive, 19)).toBe('too many');
  // What comes behind it is not looked at: it is not even an archive.
  expect(await read(archive.fill(0xff, archive.length - 4096), 9)).toBe('too many');
});

it.each<[string, (text: string) => unknown, (count: number) => string]>([
  ['settings of lvm.conf', (text) => lvmTree(text, true), (count) => numbered(count, (i) => `a${i} = 1`)],
  ['settings that count once', (text) => lvmTree(text, false), (count) => numbered(count, (i) => `a${i} = 1`)],
  ['sections of lvm.conf', (text) => lvmTree(text, true), (count) => numbered(count, (i) => `s${i} { a = 1 }`)],
  ['settings of multipath.conf', multipathTree, (count) => `defaults {\n${numbered(count, (i) => `a${i} 1`)}\n}\n`],
  [
    'entries of one device in multipath.conf',
    multipathTree,
    (count) => `devices {\n${numbered(count, (i) => `device {\nvendor v\na${i} 1\n}`)}\n}\n`,
  ],
])('8 times as many %s take at most 32 times as long', (_what, read, textOf) => {
  const once = (count: number) => processorMillis(() => void read(textOf(count)));
  const millis = (count: number) => Math.min(once(count), once(count), once(count)); // garbage may be collected in one
  millis(2000); // compiled by V8
  expect(millis(16_000) / Math.max(millis(2000), 1)).toBeLessThan(32);
});

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
