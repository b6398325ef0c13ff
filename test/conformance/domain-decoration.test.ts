/** What libvirt adds to a domain of ours when it is defined and printed again is no difference. */
import { expect, it } from 'vitest';
import { readTrees } from '../../src/cli/subject/trees.ts';
import { compareTexts } from '../../src/diff/compare.ts';
import { filledFiles } from '../support/filled.ts';
import { clusters } from '../support/fixtures.ts';
import { describeWith, run } from '../support/tools.ts';

const files = clusters.flatMap((cluster) =>
  filledFiles(cluster, 'twelve-bytes')
    .filter(({ path }) => /vms\/.*\.xml$/.test(path))
    .map((file) => ({ ...file, title: `${cluster} ${file.node}${file.path}` })),
);

describeWith('virsh', 'a domain as libvirt prints it', () => {
  it.each(files)('$title means the same', async ({ file, path, text }) => {
    const name = /<name>(.*)<\/name>/.exec(text)?.[1] ?? '';
    const { output } = run('virsh', ['-c', 'test:///default', `define ${file}; dumpxml --security-info ${name}`]);
    const found = output.slice(output.indexOf('<domain'));
    expect(found).toContain("placement='static'");
    const context = {
      trees: await readTrees([found, text]),
      own: [],
      release: { lvm2Merges: false },
      unknown: new Set<never>(),
    };
    const { hunks } = compareTexts(path, { found, desired: text }, context);
    expect(
      hunks.flatMap(({ lines }) => lines.filter(({ sign }) => sign !== ' ')),
      found,
    ).toEqual([]);
  });
});
