/** The review of a bundle as Markdown: complete, without secrets, and the same wherever the site is. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBundle } from '../../../src/edge/bundle/bundle-read.ts';
import { clusterc } from '../../support/command-line.ts';
import { bundleOf, compileFixture, compilePair, everyCluster } from '../../support/fixtures.ts';
import { markdownOf, reviewIn } from './reviewed.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-review-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(everyCluster)('%s', async (cluster) => {
  const text = await markdownOf(cluster);

  it('begins with the VMs that run', () => {
    expect(text.match(/^## .*/gm)).toEqual([
      '## What happens to running VMs',
      '## Topology',
      '## Capacity after the loss of a host',
      '## Findings and accepted risks',
      '## Values that the site does not set',
      '## Files',
      '## Actions in order',
    ]);
  });

  it('names every host, VM, file and accepted risk', () => {
    const { model, diagnostics } = compileFixture(cluster);
    const names = [...(model?.hosts ?? []), ...(model?.vms ?? [])].map(({ name }) => name);
    const paths = bundleOf(cluster).files.map(({ path }) => `\`${path}\``);
    expect([...names, ...paths].filter((name) => !text.includes(name))).toEqual([]);
    const reasons = diagnostics.flatMap(({ accepted }) => accepted?.because.split(/[^a-zA-Z ,]/)[0] ?? []);
    expect(reasons.filter((reason) => !text.includes(reason))).toEqual([]);
  });

  it('has a table of equally long rows', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const cells = (row: string) => row.replaceAll('\\|', '').split('|').length;
    rows.forEach((row, index) => {
      if (row.startsWith('| ---')) expect(cells(rows[index - 1] ?? '')).toBe(cells(row));
      else if (index > 0 && rows[index - 1]?.startsWith('| ---')) expect(cells(rows[index - 1] ?? '')).toBe(cells(row));
    });
    expect(rows.length).toBeGreaterThan(10);
  });
});

describe('a build', () => {
  it('writes it into the bundle, outside of the identity', async () => {
    const out = join(folder, 'bundle');
    expect((await clusterc(['build', 'fixtures/pair/model', '-o', out])).code).toBe(0);
    const { value, diagnostics } = await readBundle(out);
    expect(diagnostics).toEqual([]);
    expect(value?.id).toBe(bundleOf('pair').id);
    expect(value?.reports).toContainEqual({ path: 'review.md', text: await markdownOf('pair') });
  });

  it('writes the same review of a copy in another folder', async () => {
    const copy = join(folder, 'elsewhere');
    cpSync('fixtures/production/model', copy, { recursive: true });
    const out = join(folder, 'other');
    expect((await clusterc(['build', copy, '-o', out])).code).toBe(0);
    expect(readFileSync(join(out, 'review.md'), 'utf8')).toBe(await markdownOf('production'));
    expect(await markdownOf('production')).toContain('hosts.yaml:10');
  });
});

describe('text of a site', () => {
  it('stays text', async () => {
    const compilation = compilePair((text) =>
      text
        .replace('accept: []', '')
        .concat(
          '\naccept:\n  - { code: fence/single-method, at: hosts/host1/fence, because: "<b>a|b</b> `c` [d](http://e) \\u202e" }\n',
        ),
    );
    const text = await reviewIn(compilation, 'review.md');
    expect(text).toContain('\\<b\\>a\\|b\\</b\\> \\`c\\` \\[d\\](http://e) ');
    expect(text).not.toContain('\u202e');
    const page = await reviewIn(compilation, 'review.html');
    expect(page).toContain('&lt;b&gt;a|b&lt;/b&gt; `c` [d](http://e) ');
    expect(page).not.toContain('\u202e');
  });
});
