/** What published files taught: each case is small and in own words. */
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import { admitted, examined, type Examined } from '../../src/cli/import/examine.ts';
import { DERIVED } from '../../src/cli/import/import.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { lvmTree } from '../../src/formats/lvm-conf.ts';
import { multipathTree } from '../../src/formats/multipath-conf.ts';
import { sectionAt, settingOf } from '../../src/formats/braces.ts';
import { importNodes, type Imported } from '../../src/import/import.ts';
import { isSecretName } from '../../src/base/secret-names.ts';
import { holdsSecret, redacted } from '../../src/import/masked.ts';
import type { XmlFile } from '../../src/import/xml.ts';
import { CLUSTER_CONF } from '../../src/stack/cman/import/conf-files.ts';
import { importer } from '../../src/stack/cman/import/index.ts';

const NODES =
  '<cman two_node="1" expected_votes="1"/><clusternodes><clusternode name="n1.example.com" nodeid="1"/>' +
  '<clusternode name="n2.example.com" nodeid="2"/></clusternodes>';

async function tree(file: string, text: string): Promise<XmlFile> {
  const { root } = await readXml(as<FileId>(file), Buffer.from(text));
  if (root === undefined) throw new Error(`${file} is no XML`);
  return { file, root };
}

/** `inside`: of the cluster; `guest`: the XML of a domain, if there is one. */
async function imported(inside: string, guest?: string): Promise<Imported & Examined> {
  const xml = new Map([
    [CLUSTER_CONF, await tree('cluster.conf', `<cluster name="c" config_version="1">${inside}</cluster>`)],
  ]);
  if (guest !== undefined) xml.set('etc/cluster/vms/vm1.xml', await tree('vm1.xml', guest));
  const nodes = [{ name: 'n1', folder: '.', texts: new Map(), xml }];
  const site = admitted(importNodes(importer, nodes, { ...DERIVED, platform: 'rhel6.4' }));
  return { ...site, ...(await examined(site, { importer, nodes })) };
}

function at(site: JsonMap, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), site);
}

describe('values that rgmanager compares stay as they are', () => {
  it.each([
    ['a service without a domain', '<service name="web" recovery="restart"><ip address="10.0.0.1"/></service>'],
    [
      'an empty attribute',
      '<service name="web"><fs name="f" device="/dev/x" mountpoint="/m" fstype="ext3" options=""/></service>',
    ],
    ['another spelling', '<service name="web"><ip address="10.0.0.1" monitor_link="yes"/></service>'],
    ['a value that no key can say', '<service name="web"><ip address="10.0.0.1" family="ipv4"/></service>'],
    ['a VM without a policy', '<vm name="vm1" path="/etc/cluster/vms" use_virsh="1"/>'],
    [
      'names with blanks',
      '<resources><script name="Oracle Script" file="/etc/init.d/o"/></resources><service name="My DB"><script ref="Oracle Script"/></service>',
    ],
    [
      'a service that is defined below resources',
      '<resources><service name="web"/><ip address="10.0.0.1"/></resources><service ref="web"><ip ref="10.0.0.1"/></service>',
    ],
  ])('%s', async (_what, rm) => {
    const { firstPush, findings } = await imported(`${NODES}<rm>${rm}</rm>`);
    expect(firstPush).toEqual([]);
    expect(findings.filter(({ severity, code }) => severity === 'error' && !code.startsWith('fence/'))).toEqual([]);
  });
});

it('the effect of the first push on a resource with an unknown agent is reported as unknown', async () => {
  const { firstPush } = await imported(
    `${NODES}<rm><service name="web" recovery="restart"><ip address="10.0.0.1"/><homegrown name="x"/></service></rm>`,
  );
  expect(firstPush).toEqual([expect.stringMatching(/^not known, because of line 1 .*<homegrown>/)]);
});

it('a difference that a note names on one node is named once', async () => {
  const text = `<cluster name="c" config_version="1">${NODES}<fencedevices><fencedevice name="d" agent="fence_own"/></fencedevices></cluster>`;
  const nodes = await Promise.all(
    ['n1', 'n2'].map(async (name) => {
      const xml = new Map([[CLUSTER_CONF, await tree(`${name}/cluster.conf`, text)]]);
      return { name, folder: name, texts: new Map(), xml };
    }),
  );
  const site = admitted(importNodes(importer, nodes, { ...DERIVED, platform: 'rhel6.4' }));
  const { comparison } = await examined(site, { importer, nodes });
  const messages = [...site.notes, ...(comparison?.deviations ?? [])].map(({ message }) => message);
  expect(messages.filter((message) => message.includes('fencedevice'))).toHaveLength(1);
});

describe('fence devices', () => {
  const fenced = (device: string) =>
    imported(
      NODES.replace(
        'nodeid="1"/>',
        'nodeid="1"><fence><method name="1"><device name="d"/></method></fence></clusternode>',
      ) +
        `<fencedevices><fencedevice name="d" agent="fence_ipmilan" ipaddr="10.0.0.9" login="u" ${device}/></fencedevices>`,
    );

  it('a delay at a device belongs to its use', async () => {
    const { site } = await fenced('delay="5" action="off"');
    expect(at(site, 'hosts', 'n1', 'fence')).toEqual([
      { method: 'method-1', devices: [{ device: 'd', action: 'off', delay: '5s' }] },
    ]);
  });

  it.each(['', '0', 'no', '1'])('lanplus="%s" is on', async (value) => {
    const { site } = await fenced(`lanplus="${value}"`);
    expect(at(site, 'fence_devices', 'd', 'lanplus')).toBe(true);
  });
});

describe('guests', () => {
  const VM = `${NODES}<rm><vm name="vm1" path="/etc/cluster/vms" recovery="restart"/></rm>`;
  const domain = (more: string, devices = '', type = 'kvm') =>
    `<domain type="${type}"><name>vm1</name><memory>1048576</memory><vcpu>1</vcpu><os><type arch="x86_64">hvm</type></os>${more}` +
    `<devices>${devices}</devices></domain>`;
  const DISK =
    '<disk type="network" device="disk"><source protocol="rbd" name="p/i"/><target dev="vda" bus="virtio"/></disk>';

  it('a disk that only an overlay can hold is no reason to refuse the VM', async () => {
    const { site, findings } = await imported(VM, domain('', DISK));
    expect(at(site, 'vms', 'vm1', 'disks')).toEqual([]);
    expect(findings.map(({ code }) => code)).not.toContain('schema/missing-key');
    expect(findings.map(({ message }) => message).join()).not.toContain('starts from a disk');
  });

  it('tuning and timers come back', async () => {
    const { comparison } = await imported(
      VM,
      domain(
        '<cputune><shares>512</shares></cputune><clock offset="utc"><timer name="rtc" tickpolicy="catchup"/></clock>',
        DISK,
      ),
    );
    const said = comparison?.deviations.map(({ message }) => message).join('; ') ?? '';
    expect(said).not.toMatch(/cputune|shares|timer/);
  });

  it.each([
    ['xen', domain('', DISK, 'xen')],
    ['aarch64', domain('', DISK).replace('x86_64', 'aarch64')],
    ['s390x', domain('', DISK).replace('x86_64', 's390x')],
  ])('%s is refused with the reason', async (word, guest) => {
    const { site, notes } = await imported(VM, guest);
    expect(at(site, 'vms')).toBeUndefined();
    expect(notes.find(({ message }) => message.includes('is refused'))?.message).toContain(word);
  });

  const CDROM = (source: string) =>
    `<disk type="file" device="cdrom"><source ${source}/><target dev="hdc" bus="ide"/><readonly/></disk>`;
  it.each([
    ['startupPolicy', CDROM('file="/iso/a.iso" startupPolicy="optional"'), ''],
    ['fallback', '', '<cpu match="exact"><model fallback="forbid">Westmere</model></cpu>'],
    [
      'tap-web',
      '<interface type="bridge"><mac address="52:54:00:12:34:56"/><source bridge="br0"/><target dev="tap-web"/><model type="virtio"/></interface>',
      '',
    ],
    ['addresses (pci)', '<memballoon model="virtio"><address type="pci" slot="0x06"/></memballoon>', ''],
    ['addresses (drive)', CDROM('file="/iso/a.iso"').replace('</disk>', '<address type="drive" unit="1"/></disk>'), ''],
    ['vendor', '', '<cpu><vendor>Intel</vendor></cpu>'],
  ])('%s, which has no place in a site, is named', async (word, devices, more) => {
    const { notes, comparison } = await imported(VM, domain(more, DISK + devices));
    const said = [...notes, ...(comparison?.deviations ?? [])].map(({ message }) => message);
    expect(said.filter((message) => message.includes(word))).toHaveLength(1);
  });

  it('cpuset, which has no place in a site, is named', async () => {
    const { notes } = await imported(VM, domain('', DISK).replace('<vcpu>', '<vcpu cpuset="0-3">'));
    expect(notes.map(({ message }) => message)).toContainEqual(expect.stringContaining('cpuset="0-3"'));
  });

  it('a display that listens on a network of libvirt is taken over as it is', async () => {
    const vnc = '<graphics type="vnc" autoport="yes"><listen type="network" network="mgmt"/></graphics>';
    const { site, comparison } = await imported(VM, domain('', `${DISK}${vnc}`));
    expect(at(site, 'vms', 'vm1', 'overlay', 'devices')).toContain('network="mgmt"');
    expect(comparison?.deviations.map(({ message }) => message).join()).not.toMatch(/graphics|listen|video/);
  });

  it('no balloon is none only where it says so', async () => {
    const silent = await imported(VM, domain('', DISK));
    const none = await imported(VM, domain('', `${DISK}<memballoon model="none"/>`));
    expect(at(silent.site, 'vms', 'vm1', 'memballoon')).toBeUndefined();
    expect(at(none.site, 'vms', 'vm1', 'memballoon')).toBe(false);
  });
});

it('counts add up', async () => {
  const { comparison } = await imported(
    `${NODES}<totem token="20000" bogus="1"/><rm><service name="web"><nothing a="1"/></service></rm>`,
  );
  const { read = 0, kept = 0, changed = 0, leftOut = 0 } = comparison?.tally ?? {};
  expect(read).toBe(kept + changed + leftOut);
  expect(leftOut).toBeGreaterThan(0);
});

it('a VM that no known host may run is no crash', async () => {
  const domains = '<failoverdomains><failoverdomain name="d" restricted="1"/></failoverdomains>';
  const { findings } = await imported(`${NODES}<rm>${domains}<vm name="vm1" domain="d"/></rm>`);
  expect(findings.length).toBeGreaterThan(0);
});

describe('settings that a file has twice', () => {
  const TWICE = 'global {\n locking_type = 3\n}\nglobal {\n locking_type = 1\n umask = 18\n}\nglobal/wait = 0\n';
  const valueOf = (merges: boolean, key: string) =>
    settingOf(sectionAt(lvmTree(TWICE, merges).root, 'global'), key)?.value;

  it('lvm2 up to 2.02.111 takes the first section and the first value', () => {
    expect([valueOf(false, 'locking_type'), valueOf(false, 'umask')]).toEqual([3, undefined]);
    expect(lvmTree(TWICE, false).faults).toHaveLength(1);
  });

  it('lvm2 from 2.02.112 on merges sections, takes the last value, and knows paths', () => {
    expect([valueOf(true, 'locking_type'), valueOf(true, 'umask'), valueOf(true, 'wait')]).toEqual([1, 18, 0]);
  });

  it('multipath takes the last value, and merges sections', () => {
    const { root } = multipathTree(
      'defaults {\n a 1\n a 2\n}\ndefaults {\n b 3\n}\nblacklist {\n devnode x\n devnode y\n}\n',
    );
    const defaults = sectionAt(root, 'defaults');
    expect([settingOf(defaults, 'a')?.value, settingOf(defaults, 'b')?.value]).toEqual([2, 3]);
    expect(sectionAt(root, 'blacklist')?.settings).toHaveLength(2);
  });
});

describe('secrets', () => {
  it.each(['passwd', 'DBPASS', 'pass', 'pw', 'auth_token', 'secretkey', 'snmp_priv_passwd'])('%s names one', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['token', 'bypass', 'passive', 'compass', 'name', 'path'])('%s names none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('within a value they are hidden', () => {
    expect(redacted('user=u,password=abc,rw')).toBe('user=u,password=...,rw');
    expect(redacted('passwd=abc/>')).toBe('passwd=.../>');
    expect(holdsSecret('rw,noatime')).toBe(false);
  });
});
