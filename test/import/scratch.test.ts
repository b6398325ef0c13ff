import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname, basename } from 'node:path';
import { it } from 'vitest';
import { clusterc } from '../support/command-line.ts';

const ROOT = '/work/shared/cases/import';
const PLACE: Record<string, string> = {
  'cluster-conf': 'etc/cluster/cluster.conf',
  iscsid: 'etc/iscsi/iscsid.conf',
  lvm: 'etc/lvm/lvm.conf',
  multipath: 'etc/multipath.conf',
};
const conf = (vms: string) => `<?xml version="1.0"?>
<cluster name="c" config_version="1"><cman two_node="1" expected_votes="1"/><clusternodes><clusternode name="n1.example.com" nodeid="1"/><clusternode name="n2.example.com" nodeid="2"/></clusternodes><rm>${vms}</rm></cluster>
`;
it('corpus', async () => {
  const out: any[] = [];
  const only = process.env['ONLY'];
  for (const kind of readdirSync(ROOT).filter((k) => k !== 'LOG.tsv')) {
    for (const name of readdirSync(join(ROOT, kind))) {
      if (only && !`${kind}/${name}`.includes(only)) continue;
      const dir = mkdtempSync(join(tmpdir(), 'imp-'));
      const put = (path: string, text: string | Buffer) => {
        const full = join(dir, 'n1', path);
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, text);
      };
      const bytes = readFileSync(join(ROOT, kind, name));
      if (kind === 'domain') {
        const vm = /<name>([^<]*)<\/name>/.exec(bytes.toString())?.[1] ?? 'none';
        put(
          'etc/cluster/cluster.conf',
          conf(`<vm name="${vm.replace(/[&"]/g, '')}" use_virsh="1" path="/etc/cluster/vms"/>`),
        );
        put('etc/cluster/vms/guest.xml', bytes);
      } else {
        if (kind !== 'cluster-conf') put('etc/cluster/cluster.conf', conf(''));
        put(PLACE[kind]!, bytes);
      }
      const site = join(dir, 'site');
      let r: any;
      try {
        const said = await clusterc(['import', dir, '-o', site, '--format', 'json']);
        r = {
          code: said.code,
          err: said.err,
          json: said.out ? JSON.parse(said.out) : null,
          md: existsSync(join(site, 'IMPORT.md')) ? readFileSync(join(site, 'IMPORT.md'), 'utf8') : null,
          site: existsSync(join(site, 'site.yaml')) ? readFileSync(join(site, 'site.yaml'), 'utf8') : null,
        };
      } catch (e: any) {
        r = { crash: String(e.stack) };
      }
      out.push({ kind, name, ...r });
      rmSync(dir, { recursive: true });
    }
  }
  writeFileSync(process.env['OUT'] ?? '/tmp/b/corpus.json', JSON.stringify(out));
}, 1200000);
