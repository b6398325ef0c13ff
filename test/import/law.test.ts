/** The law of imports: what a build of the imported site writes means what was read, or the report names the difference. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { as, type FileId, type Json } from '../../src/base/brand.ts';
import type { JsonMap } from '../../src/base/json.ts';
import type { Remark } from '../../src/import/site/notes.ts';
import { siteFiles } from '../../src/import/site/site-files.ts';
import { parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';
import { admitted, examined } from '../../src/cli/import/examine.ts';
import { readNodes, type Node } from '../../src/cli/import/read.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { importNodes, type Imported } from '../../src/import/import.ts';
import { CLUSTER_CONF } from '../../src/stack/cman/import/conf-files.ts';
import { importer } from '../../src/stack/cman/import/index.ts';
import { fitting } from '../../src/cli/import/platform.ts';
import { DERIVED } from '../../src/cli/import/import.ts';
import type { Examined } from '../../src/cli/import/examine.ts';
import { clusters, compileFixture } from '../support/fixtures.ts';
import { filledFiles } from '../support/filled.ts';

const SECRET = 'canary-of-import';

async function imported(folder: string): Promise<Imported & Examined> {
  const { nodes, diagnostics } = await readNodes([folder]);
  expect(diagnostics).toEqual([]);
  return importedNodes(nodes);
}

async function importedNodes(nodes: readonly Node[]): Promise<Imported & Examined> {
  const site = admitted(
    fitting((guess) =>
      importNodes(importer, nodes, { ...DERIVED, platform: undefined, ...(guess === undefined ? {} : { guess }) }),
    ),
  );
  return { ...site, ...(await examined(site, { importer, nodes })) };
}

/** What the YAML for people says. */
function reread(site: JsonMap, remarks: readonly Remark[]): Json {
  const files = [...siteFiles(site, remarks)].map(([name, text]) => ({ id: as<FileId>(name), text }));
  const { value } = parse(files);
  return value === undefined ? null : plain(value);
}

/** What the files of these clusters do not say, so that it cannot come back. */
const NAMED: { readonly [cluster: string]: readonly RegExp[] } = {
  // No file names the group that moves between the hosts when no service uses it.
  multipath: [/activation\/volume_list is not built/],
};

describe.each(clusters)('%s', (cluster) => {
  it('comes back from its files with the same meaning', async () => {
    const accepted = (compileFixture(cluster).spec?.accept ?? []).map(({ code }) => code);
    const [first] = filledFiles(cluster, SECRET);
    const { file = '', node = '', path = '' } = first ?? {};
    const root = dirname(file.slice(0, -`${node}${path}`.length + 1) + 'x');
    const { comparison, findings, notes, site, remarks } = await imported(root);
    const others = comparison?.deviations.filter(
      ({ message }) => !(NAMED[cluster] ?? []).some((known) => known.test(message)),
    );
    expect(others).toEqual([]);
    expect(findings.filter(({ severity, code }) => severity === 'error' && !accepted.includes(code))).toEqual([]);
    expect(notes.filter(({ kind }) => kind === 'lost')).toEqual([]);
    expect(JSON.stringify(site)).not.toContain(SECRET);
    expect(reread(site, remarks)).toEqual(site);
  });
});

/** What rgmanager's own test program was given when it was asked what a change does. */
const { bases }: { readonly bases: readonly string[] } = JSON.parse(
  readFileSync('fixtures/recorded/delta-vectors.json', 'utf8'),
);

/** Values that the agents take anyway, and the folder that is not libvirt's. */
const HARMLESS =
  /gets (exclusive|max_restarts|restart_expire_time|autostart|recovery|migrate|votes)=|path: "\/etc\/libvirt\/qemu"|<fence_daemon> is built/;

describe.each(bases.map((text, index) => ({ text, index })))('recorded cluster.conf $index', ({ text }) => {
  it('comes back with the same meaning, but for what the report names', async () => {
    const { root } = await readXml(as<FileId>('cluster.conf'), Buffer.from(text));
    if (root === undefined) throw new Error('no XML');
    const xml = new Map([[CLUSTER_CONF, { file: 'cluster.conf', root }]]);
    const { comparison, firstPush } = await importedNodes([{ name: 'host1', folder: '.', texts: new Map(), xml }]);
    const others = comparison?.deviations.filter(
      ({ file, message }) => file === 'cluster.conf' && !HARMLESS.test(message),
    );
    expect(others).toEqual([]);
    // A child of a VM, and libvirt's own folder, are nothing that a site can say.
    const restarts = firstPush.filter((line) => /^(vm|service):\S+ (stops|restarts)/.test(line));
    expect(restarts.filter((line) => !line.includes('/etc/libvirt/qemu'))).toEqual([]);
  });
});
