/** The imported site as files. */
import { expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { siteFiles } from '../../src/import/site/site-files.ts';
import { writeYaml } from '../../src/source/write.ts';
import { parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';

const vm = { memory: '1G', cpus: 1, disks: [{ cdrom: 'empty' }] };
const siteOf = (count: number) => ({
  version: 1,
  cluster: { name: 'c' },
  vms: Object.fromEntries(Array.from({ length: count }, (_, index) => [`vm${index}`, vm])),
});

it.each([
  [12, ['site.yaml']],
  [13, ['site.yaml', 'vms.yaml']],
])('%i VMs stand in %j, and say the same', (count, names) => {
  const files = siteFiles(siteOf(count), [{ at: ['vms', 'vm3', 'memory'], text: 'unknown', where: 'behind' }]);
  expect([...files.keys()]).toEqual(names);
  expect([...files.values()].join('')).toContain('    memory: 1G # unknown\n');
  const { value } = parse([...files].map(([name, text]) => ({ id: as<FileId>(name), text })));
  expect(value === undefined ? undefined : plain(value)).toEqual(siteOf(count));
});

it('texts that YAML takes for something else stay texts, in lists and in comments', () => {
  const value = { odd: ['yes', '1', 'a: b', '- x', '#', '[', ' ] ', '{ }', "it's", '"', '', '0x1', '~', 'a\nb'] };
  const text = writeYaml(
    { deep: { deeper: { deepest: value } } },
    [{ at: ['deep'], text: 'two\nlines: [', where: 'above' }],
    'head',
  );
  const { value: read } = parse([{ id: as<FileId>('x.yaml'), text }]);
  expect(read === undefined ? undefined : plain(read)).toEqual({ deep: { deeper: { deepest: value } } });
});
