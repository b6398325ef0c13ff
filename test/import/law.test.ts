/** The law of imports: what a build of the imported site writes means what was read, or the report names the difference. */
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { admitted, examined } from '../../src/cli/import-examine.ts';
import { newestConf, readNodes } from '../../src/cli/import-read.ts';
import { importNodes, type Imported } from '../../src/import/import.ts';
import { DERIVED } from '../../src/cli/import.ts';
import type { Examined } from '../../src/cli/import-examine.ts';
import { clusters } from '../support/fixtures.ts';
import { filledFiles } from '../support/filled.ts';

const SECRET = 'canary-of-import';

async function imported(folder: string): Promise<Imported & Examined> {
  const { nodes, diagnostics } = await readNodes([folder]);
  expect(diagnostics).toEqual([]);
  const conf = newestConf(nodes);
  if (conf === undefined) throw new Error('no cluster.conf');
  const site = admitted(importNodes(conf, nodes, { ...DERIVED, platform: undefined }), conf.file);
  return { ...site, ...(await examined(site, nodes)) };
}

/** What the files of these clusters do not say, so that it cannot come back. */
const NAMED: { readonly [cluster: string]: readonly RegExp[] } = {
  // No file names the group that moves between the hosts when no service uses it.
  multipath: [/activation\/volume_list is not built/],
};

describe.each(clusters)('%s', (cluster) => {
  it('comes back from its files with the same meaning', async () => {
    const [first] = filledFiles(cluster, SECRET);
    const { file = '', node = '', path = '' } = first ?? {};
    const root = dirname(file.slice(0, -`${node}${path}`.length + 1) + 'x');
    const { deviations, findings, notes, site } = await imported(root);
    const others = deviations?.filter(({ message }) => !(NAMED[cluster] ?? []).some((known) => known.test(message)));
    expect(others).toEqual([]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(notes.filter(({ kind }) => kind === 'lost')).toEqual([]);
    expect(JSON.stringify(site)).not.toContain(SECRET);
  });
});
