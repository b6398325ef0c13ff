/** Clusters that people adopted, each small and in own words: what the import says of them, and what `check` finds then. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterc } from '../support/command-line.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

/** Each looks for an interrupt; outside of this test a process looks at nodes once. */
process.setMaxListeners(0);

type Files = { readonly [path: string]: string };

const CONF = 'etc/cluster/cluster.conf';

/** A cluster.conf of two nodes: what their methods use, and what follows. */
function conf([one, two]: readonly [string, string], devices: string, more = ''): string {
  const node = (id: number, device: string) =>
    `<clusternode name="n${id}.example.com" nodeid="${id}"><fence><method name="m">${device}</method></fence></clusternode>`;
  return (
    '<cluster name="c" config_version="3"><cman two_node="1" expected_votes="1"/>' +
    `<clusternodes>${node(1, one)}${node(2, two)}</clusternodes><fencedevices>${devices}</fencedevices>${more}</cluster>`
  );
}

const board = (id: number, more = '') =>
  `<fencedevice name="b${id}" agent="fence_ipmilan" ipaddr="192.0.2.${id}" login="a" passwd="not-a-secret" ${more}/>`;
const BOARDS = board(1, 'lanplus="1"') + board(2, 'lanplus="1"');
const USES = ['<device name="b1" delay="15"/>', '<device name="b2"/>'] as const;

/** The nodes with equal files, unless one has its own. */
async function imported(both: Files, own: { readonly n1?: Files; readonly n2?: Files } = {}) {
  const root = temporaryFolder();
  for (const name of ['n1', 'n2'] as const)
    for (const [path, text] of Object.entries({ ...both, ...own[name] })) {
      const file = join(root, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  const site = join(root, 'site');
  const { err } = await clusterc(['import', join(root, 'n1'), join(root, 'n2'), '-o', site]);
  const said = ['IMPORT.md', 'site.yaml'].map((file) =>
    existsSync(join(site, file)) ? readFileSync(join(site, file), 'utf8') : '',
  );
  return { site, said: said.join('\n'), err };
}

type Finding = { readonly severity: string; readonly code: string; readonly path?: string };

/** Severity, code and path. */
async function found(site: string): Promise<string> {
  const { out } = await clusterc(['check', site, '--format', 'json']);
  const lines = out.split('\n').filter((line) => line !== '');
  return lines
    .map((line): Finding => JSON.parse(line))
    .map(({ severity, code, path = '' }) => `${severity} ${code} ${path}`)
    .join('\n');
}

it('a login counts where there is a password, whatever authmethod says', async () => {
  const iscsid =
    'node.session.auth.authmethod = None\nnode.session.auth.username = me\nnode.session.auth.password = not-a-secret\n';
  const { said } = await imported({ [CONF]: conf(USES, BOARDS), 'etc/iscsi/iscsid.conf': iscsid });
  expect(said).toMatch(/authmethod = None .* logs in with CHAP/);
});

it('plugs that are crossed stay crossed, and check says so', async () => {
  const uses = ['<device name="x" port="n2" delay="15"/>', '<device name="x" port="n1"/>'] as const;
  const { site } = await imported({ [CONF]: conf(uses, '<fencedevice name="x" agent="fence_xvm"/>') });
  expect(await found(site)).toContain('warning fence/crossed-plug hosts/');
});

it('an empty lanplus is on, and clean_start is left out', async () => {
  const devices = board(1, 'lanplus=""') + board(2, 'lanplus=""');
  const { said } = await imported({ [CONF]: conf(USES, devices, '<fence_daemon clean_start="1"/>') });
  expect(said).toMatch(/<fence_daemon> clean_start="1" is never written.*left out/);
  expect(said).toMatch(/b1:[^:]*:[^]*?lanplus: true/);
  expect(said).not.toContain('lanplus: false');
});

it('a delay of a device belongs to the one node that uses it', async () => {
  const uses = ['<device name="b1"/>', '<device name="b2"/>'] as const;
  const devices = board(1, 'lanplus="1" delay="5"') + board(2, 'lanplus="1"');
  const { said, site } = await imported({ [CONF]: conf(uses, devices) });
  expect(said).toMatch(/\{ device: b1, delay: 5s \}/);
  expect(await found(site)).not.toContain('fence/race');
});

it('a filter that accepts everything is left out', async () => {
  const lvm = 'devices {\n  filter = [ "a/.*/" ]\n}\nglobal {\n  locking_type = 3\n}\n';
  const { said } = await imported({ [CONF]: conf(USES, BOARDS), 'etc/lvm/lvm.conf': lvm });
  expect(said).toMatch(/the filter accepts "\.\*", which names neither a LUN nor a local disk; left out/);
});

it('a node without a number gets one', async () => {
  const text = conf(USES, BOARDS).replace(' nodeid="1"', '');
  expect((await imported({ [CONF]: text })).said).toMatch(/n1\S* had no nodeid; it gets 1/);
});

it('an element without its end is malformed XML, with its place', async () => {
  const { err } = await imported({ [CONF]: conf(USES, BOARDS, '<quorumd label="q">') });
  expect(err).toMatch(/error import\/malformed-xml\n .*<quorumd>.*\n .*cluster\.conf:\d+:\d+/);
});

it('a VM inside a service is on its own then, and a VM without a definition has nothing to start', async () => {
  const rm =
    '<rm><vm name="vm1" path="/shared/vm" use_virsh="1"/><service name="s"><vm name="vm2" path="/shared/vm" use_virsh="1"/></service></rm>';
  const { said, site } = await imported({ [CONF]: conf(USES, BOARDS, rm) });
  expect(said).toMatch(/the VM "vm2" is inside the service "s", where it cannot migrate; /);
  for (const vm of ['vm1', 'vm2']) expect(await found(site)).toContain(`warning libvirt/nothing-to-start vms/${vm}`);
});

it('a definition that one node lacks is named', async () => {
  const rm = '<rm><vm name="vm1" path="/etc/cluster/vms" use_virsh="1"/></rm>';
  const vm =
    '<domain type="kvm"><name>vm1</name><uuid>6ba7b810-9dad-11d1-80b4-00c04fd430c8</uuid><memory>1048576</memory>' +
    '<vcpu>1</vcpu><os><type arch="x86_64" machine="pc">hvm</type></os></domain>';
  const { said } = await imported({ [CONF]: conf(USES, BOARDS, rm) }, { n1: { 'etc/cluster/vms/vm1.xml': vm } });
  expect(said).toMatch(/n2: \/etc\/cluster\/vms\/vm1\.xml is built, and was not there/);
});
