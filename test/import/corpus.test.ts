/**
 * Files that people published, read where CLUSTERC_CASES says: each becomes a site or is refused with a reason, nothing is
 * lost silently, counts add up, and the first push restarts nothing or says why.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { admitted, examined, type Examined } from '../../src/cli/import/examine.ts';
import { DERIVED } from '../../src/cli/import/import.ts';
import { readNodes } from '../../src/cli/import/read.ts';
import { addsUp, NONE } from '../../src/import/deviation.ts';
import { importNodes, type Imported } from '../../src/import/import.ts';
import { describeUnless, missing } from '../support/tools.ts';
import { silentIn } from './independent.ts';
import { silentInLvm } from './lvm-independent.ts';

/** Holds a folder `import` with one folder for each kind of file. Published files are not part of the project. */
const CASES = process.env['CLUSTERC_CASES'];
const FOLDER = join(CASES ?? '', 'import');
const PLACES: { readonly [kind: string]: string } = {
  'cluster-conf': 'etc/cluster/cluster.conf',
  domain: 'etc/cluster/vms/guest.xml',
  iscsid: 'etc/iscsi/iscsid.conf',
  lvm: 'etc/lvm/lvm.conf',
  multipath: 'etc/multipath.conf',
};
const kinds = CASES === undefined ? [] : Object.keys(PLACES).filter((kind) => existsSync(join(FOLDER, kind)));
const files = kinds.flatMap((kind) => readdirSync(join(FOLDER, kind)).map((name) => ({ kind, name })));

/** A pair without services; of a guest it names the VM. */
function conf(vm: string): string {
  const entry = vm === '' ? '' : `<vm name="${vm}" path="/etc/cluster/vms" recovery="restart"/>`;
  return (
    '<cluster name="c" config_version="1"><cman two_node="1" expected_votes="1"/><clusternodes>' +
    '<clusternode name="n1.example.com" nodeid="1"/><clusternode name="n2.example.com" nodeid="2"/></clusternodes>' +
    `<rm>${entry}</rm></cluster>`
  );
}

/** A guest on a volume, so that the files of the storage are needed. */
const GUEST =
  '<domain type="kvm"><name>vm1</name><memory>1048576</memory><vcpu>1</vcpu><os><type arch="x86_64">hvm</type></os><devices>' +
  '<disk type="block" device="disk"><driver name="qemu" type="raw" cache="none" io="native"/><source dev="/dev/vg_vms/vm1"/>' +
  '<target dev="vda" bus="virtio"/></disk></devices></domain>';

type Result = { readonly codes: readonly string[]; readonly said?: Imported & Examined };

async function imported(kind: string, text: string): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-corpus-'));
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const onVolume = kind !== 'domain' && kind !== 'cluster-conf';
  const vm = onVolume ? 'vm1' : kind === 'domain' ? (/<name>\s*([\w.+-]+)\s*<\/name>/.exec(text)?.[1] ?? 'guest') : '';
  put('etc/hostname', 'n1\n');
  if (kind !== 'cluster-conf') put(PLACES['cluster-conf'] ?? '', conf(vm));
  if (onVolume) put('etc/cluster/vms/vm1.xml', GUEST);
  if (onVolume) put('etc/iscsi/initiatorname.iscsi', 'InitiatorName=iqn.2010-02.com.example:n1\n');
  put(PLACES[kind] ?? '', text);
  const { nodes, importer, diagnostics } = await readNodes([folder]);
  rmSync(folder, { recursive: true });
  if (importer === undefined || diagnostics.length > 0) return { codes: diagnostics.map(({ code }) => code) };
  const site = admitted(importNodes(importer, nodes, { ...DERIVED, platform: undefined }));
  return { codes: [], said: { ...site, ...(await examined(site, { importer, nodes })) } };
}

const TITLE = 'published files are imported or refused, and nothing of them is lost silently';

describeUnless(CASES === undefined ? 'CLUSTERC_CASES names no folder' : undefined, TITLE, () => {
  it.each(CASES === undefined ? [{ kind: 'no', name: 'file' }] : files)('$kind $name', async ({ kind, name }) => {
    const text = readFileSync(join(FOLDER, kind, name), 'utf8');
    const { codes, said } = await imported(kind, text);
    if (said === undefined) {
      expect(codes.every((code) => code.startsWith('import/'))).toBe(true);
      expect(codes.length).toBeLessThan(4);
      return;
    }
    const { comparison, notes, built, firstPush } = said;
    const { tally = NONE, deviations = [], notCompared = [] } = comparison ?? {};
    expect({ tally, addsUp: addsUp(tally) }).toEqual({ tally, addsUp: true });
    const messages = [...notes, ...deviations, ...notCompared];
    const path = PLACES[kind] ?? '';
    const file = messages.find((one) => one.file.endsWith(`/${path}`))?.file ?? path;
    if (kind === 'cluster-conf' || kind === 'domain') {
      const own = built.find((one) =>
        kind === 'domain' ? one.path.startsWith('/etc/cluster/vms/') : one.path === `/${path}`,
      );
      expect(silentIn(text, own?.text ?? '', file, messages)).toEqual([]);
    }
    const lvm = built.find((one) => kind === 'lvm' && one.path === `/${path}`);
    if (lvm !== undefined && missing('lvmconfig') === undefined)
      expect(
        silentInLvm(
          text,
          lvm.text,
          messages.map(({ message }) => message),
        ),
      ).toEqual([]);
    const restarts = firstPush.filter((line) => /^(service|vm):\S+ (stops|restarts)/.test(line));
    expect(restarts).toEqual([]);
  });
});
