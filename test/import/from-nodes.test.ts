/** An import over ssh: one round trip for each node, nothing written there, and the same site as from copied files. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Transport } from '../../src/deploy/node/ports.ts';
import { fetchNodes, readNodes } from '../../src/cli/import/read.ts';
import { filesBelow } from '../support/fixtures.ts';

const ORIGINAL = 'fixtures/adopted/quirks/original';

/** Nodes that are folders, asked through the script; and how often each was. */
function foldersAsNodes(asked: string[]): Transport {
  return {
    run: async ({ host }, [shell = '', ...args], _options) => {
      asked.push(host);
      const root = join(ORIGINAL, host);
      const words = args.map((word) => (word === '/' ? root : word)).filter((word) => word !== 'guests');
      const { status, stdout, stderr } = spawnSync(shell, words, { encoding: 'utf8' });
      return Promise.resolve({ exitCode: status, stdout, stderr });
    },
  };
}

it('the files of nodes arrive as they are, in one round trip each', async () => {
  const asked: string[] = [];
  const before = filesBelow(ORIGINAL).length;
  const fetched = await fetchNodes(['alpha', 'root@beta'], foldersAsNodes(asked));
  expect(fetched.diagnostics).toEqual([]);
  expect(asked).toEqual(['alpha', 'beta']);
  expect(filesBelow(ORIGINAL)).toHaveLength(before);
  const copied = await readNodes([ORIGINAL]);
  for (const node of copied.nodes) {
    const other = fetched.nodes.find(({ name }) => name === node.name);
    const texts = (one: typeof node | undefined) =>
      [...(one?.texts ?? [])].map(([path, { text }]) => [path, text] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(texts(other)).toEqual(texts(node));
    expect([...(other?.xml.keys() ?? [])].toSorted()).toEqual(
      [...node.xml.keys()].filter((path) => path.includes('/')).toSorted(),
    );
  }
});

it('a node that does not answer, and an answer that was cut off, are errors', async () => {
  const refused: Transport = {
    run: () => Promise.resolve({ exitCode: 255, stdout: '', stderr: 'Permission denied (publickey).\n' }),
  };
  const short: Transport = {
    run: () => Promise.resolve({ exitCode: 0, stdout: 'clusterc-fetch 1\nfile etc/hosts\n|YQ==\n', stderr: '' }),
  };
  expect((await fetchNodes(['alpha'], refused)).diagnostics.map(({ code }) => code)).toContain('import/unfetched');
  expect((await fetchNodes(['alpha'], short)).diagnostics.map(({ code }) => code)).toContain('import/cut-off');
});

it('the folders that entries of VMs name are fetched with the rest', () => {
  const root = mkdtempSync(join(tmpdir(), 'clusterc-fetch-'));
  const script = readFileSync('templates/node/clusterc-fetch.sh', 'utf8');
  const put = (path: string, text: string) =>
    spawnSync('sh', ['-c', 'mkdir -p "$(dirname "$1")" && printf %s "$2" >"$1"', 'put', join(root, path), text]);
  put(
    'etc/cluster/cluster.conf',
    '<cluster>\n<vm name="a"\n path="/srv/vms:/mnt/b"/><vm name="c" xmlfile="/opt/c.xml"/></cluster>',
  );
  put('srv/vms/a.xml', '<domain/>');
  put('opt/c.xml', '<domain/>');
  put('opt/d.xml', '<domain/>');
  const words = ['named=path:etc/cluster/cluster.conf', 'named=xmlfile:etc/cluster/cluster.conf'];
  const { stdout } = spawnSync('sh', ['-c', script, 'clusterc-fetch', root, ...words], { encoding: 'utf8' });
  rmSync(root, { recursive: true });
  expect(stdout.split('\n').filter((line) => line.startsWith('file '))).toEqual([
    'file srv/vms/a.xml',
    'file opt/c.xml',
  ]);
});
