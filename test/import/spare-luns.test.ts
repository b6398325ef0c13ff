/** A LUN that no imported file uses: the site accepts it, since what was read has no mistake. */
import { expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import type { JsonMap } from '../../src/base/json.ts';
import { admitted, diagnosticsOf, examined } from '../../src/cli/import/examine.ts';
import { DERIVED } from '../../src/cli/import/import.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { importNodes } from '../../src/import/import.ts';
import { CLUSTER_CONF } from '../../src/stack/cman/import/conf-files.ts';
import { importer } from '../../src/stack/cman/import/index.ts';

const CONF =
  '<cluster name="c" config_version="1"><cman two_node="1" expected_votes="1"/><clusternodes><clusternode name="n1" nodeid="1"/>' +
  '<clusternode name="n2" nodeid="2"/></clusternodes><rm><vm name="vm1" path="/etc/cluster/vms" use_virsh="1"/></rm></cluster>';
const GUEST =
  '<domain type="kvm"><name>vm1</name><memory>1048576</memory><vcpu>1</vcpu><os><type>hvm</type></os><devices>' +
  '<disk type="block" device="disk"><source dev="/dev/vg_vms/vm1"/><target dev="vda" bus="virtio"/></disk></devices></domain>';
const PATH = '/dev/disk/by-path/ip-192.0.2.5:3260-iscsi-iqn.2010-01.com.example:san-lun-';

async function imported(luns: readonly number[]) {
  const texts = new Map([['etc/cluster/vms/vm1.xml', GUEST] as const, [CLUSTER_CONF, CONF] as const]);
  const xml = new Map(
    await Promise.all(
      [...texts].map(async ([file, text]) => {
        const { root } = await readXml(as<FileId>(file), Buffer.from(text));
        if (root === undefined) throw new Error(`${file} is no XML`);
        return [file, { file, root }] as const;
      }),
    ),
  );
  const accepted = luns.map((number) => `"a|^${PATH}${number}$|"`).join(', ');
  const lvm = { file: 'lvm.conf', text: `devices {\n filter = [ ${accepted}, "r|.*|" ]\n}\n` };
  const nodes = [{ name: 'n1', folder: '.', texts: new Map([['etc/lvm/lvm.conf', lvm]]), xml }];
  const site = admitted(importNodes(importer, nodes, { ...DERIVED, platform: 'rhel6.4' }));
  return { ...site, ...(await examined(site, { importer, nodes })) };
}

const SPARE = { code: 'storage/unused-lun', at: 'storage/targets/san/luns/lun2' };

function foundIn(site: JsonMap) {
  return diagnosticsOf(site).filter(({ code }) => code === SPARE.code || code === 'accept/unused');
}

it('is accepted with a reason, and named among what is to be filled in', async () => {
  const { site, notes, findings } = await imported([1, 2]);
  expect(site['accept']).toEqual([{ ...SPARE, because: expect.stringMatching(/spare/) }]);
  expect(foundIn(site)).toEqual([expect.objectContaining({ code: SPARE.code, accepted: expect.anything() })]);
  expect(findings.map(({ code }) => code)).not.toContain(SPARE.code);
  expect(notes).toContainEqual(
    expect.objectContaining({ kind: 'assumed', message: expect.stringContaining(SPARE.at) }),
  );
});

it('nothing is accepted where a volume group has every LUN', async () => {
  const { site } = await imported([1]);
  expect(site).not.toHaveProperty('accept');
  expect(foundIn(site)).toEqual([]);
});
