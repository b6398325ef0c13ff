/** Clusters of others, in the shapes that crmsh, pcs and playbooks write: what a site can say, and a note for all the rest. */
import { describe, expect, it } from 'vitest';
import type { TextFile } from '../../../../src/import/node-files.ts';
import type { XmlFile } from '../../../../src/import/xml.ts';
import type { Json } from '../../../../src/base/brand.ts';
import { addsUp } from '../../../../src/import/deviation.ts';
import { addFile, importedFrom } from './round-trip.ts';

const CIB = 'var/lib/pacemaker/cib/cib.xml';

type Parts = {
  readonly options?: string;
  readonly resources?: string;
  readonly constraints?: string;
  readonly rest?: string;
  readonly status?: string;
};

function cib({ options = '', resources = '', constraints = '', rest = '', status = '' }: Parts): string {
  return `<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="9" num_updates="4">
<configuration>
<crm_config><cluster_property_set id="o">${options}</cluster_property_set></crm_config>
<nodes><node id="1" uname="n1.example.com"/><node id="2" uname="n2.example.com"/></nodes>
<resources>${resources}</resources>
<constraints>${constraints}</constraints>${rest}
</configuration>
<status>${status}</status>
</cib>`;
}

async function imported(parts: Parts, more: { readonly [path: string]: string } = {}) {
  const files = { texts: new Map<string, TextFile>(), xml: new Map<string, XmlFile>() };
  for (const [path, text] of Object.entries({ [CIB]: cib(parts), ...more }))
    await addFile(files, { path, file: path, text });
  const result = await importedFrom([{ name: 'n1', folder: 'n1', ...files }]);
  expect(result.comparison === undefined || addsUp(result.comparison.tally)).toBe(true);
  const lost = result.notes.filter(({ kind }) => kind === 'lost').map(({ line, message }) => `${line}: ${message}`);
  return { ...result, lost, at: (...path: readonly string[]) => valueAt(result.site, path) };
}

function valueAt(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, key) =>
      at !== null && typeof at === 'object' && key in at
        ? Object.entries(at).find(([name]) => name === key)?.[1]
        : undefined,
    value,
  );
}

const nv = (name: string, value: string) =>
  `<nvpair id="${name}-${value.replace(/[^a-z0-9]/gi, '')}" name="${name}" value="${value}"/>`;
const vm = (id: string, more = '', file = `/etc/pacemaker/${id}.xml`) =>
  `\n<primitive id="${id}" class="ocf" provider="heartbeat" type="VirtualDomain"><instance_attributes id="${id}-i">${nv('config', file)}${more}</instance_attributes></primitive>`;

describe('a VM of a playbook', () => {
  it('keeps its file, its preferred host by a rule, and its ban', async () => {
    const rule =
      '<rsc_location id="a" rsc="g1"><rule id="r" score="50"><expression id="e" attribute="#uname" operation="eq" value="n2.example.com"/></rule></rsc_location>';
    const ban = '\n<rsc_location id="b" rsc="g1" node="n1.example.com" score="-INFINITY" resource-discovery="never"/>';
    const { at, lost, notes } = await imported({
      resources: vm('g1', nv('force_stop', 'true')),
      constraints: rule + ban,
    });
    expect(at('vms', 'g1')).toMatchObject({
      path: '/etc/pacemaker',
      failover_domain: 'g1-hosts',
      migrate: 'pause',
      max_restarts: 0,
    });
    expect(at('failover_domains', 'g1-hosts')).toEqual({ hosts: ['n2'], failback: true });
    expect(lost).toEqual([
      expect.stringMatching(
        /^8: location of g1 on n1.example.com \(-INFINITY\): resource-discovery="never" is not modelled/,
      ),
      expect.stringMatching(/^6: g1: force_stop="true" is not modelled; left out$/),
    ]);
    expect(notes.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^location of g1 on n2.example.com \(50\) is written as 1000/),
    );
  });

  it('whose domain has another name is called as the domain, and that is an error of the report', async () => {
    const domain = '<domain type="kvm"><name>mail</name><memory>1048576</memory><vcpu>1</vcpu></domain>';
    const { at, notes } = await imported(
      { resources: vm('vm-mail', '', '/etc/pacemaker/mail.xml') },
      { 'etc/pacemaker/mail.xml': domain },
    );
    expect(at('vms', 'mail')).toMatchObject({ memory: '1G' });
    const errors = notes.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    expect(errors).toEqual(['resource vm-mail is called mail, as its domain: pacemaker stops vm-mail and starts mail']);
  });
});

it('the status and what the cluster writes itself change nothing', async () => {
  const plain = await imported({ resources: vm('g1') });
  const live = await imported({
    resources: vm('g1'),
    options:
      nv('dc-version', '2.1.5') + nv('cluster-infrastructure', 'corosync') + nv('last-lrm-refresh', '1700000000'),
    status:
      '<node_state id="1" uname="n1.example.com" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="1"><lrm_resources/></lrm></node_state>',
  });
  expect(live.site).toEqual(plain.site);
  expect(live.lost).toEqual(plain.lost);
});

describe('a group of pcs', () => {
  const member = (id: string, type: string, pairs: string, ops = '') =>
    `<primitive id="${id}" class="ocf" provider="heartbeat" type="${type}"><instance_attributes id="${id}-i">${pairs}</instance_attributes><operations>${ops}</operations></primitive>`;
  const group = `<group id="web">${member('web-ip', 'IPaddr2', nv('ip', '10.0.0.5') + nv('cidr_netmask', '24'))}${member('web-fs', 'Filesystem', nv('device', '/dev/vg/web') + nv('directory', '/srv/www') + nv('fstype', 'xfs'), '<op id="m" name="monitor" interval="20s" timeout="40s"/>')}${member('web-cfg', 'Dummy', nv('fake', 'x'))}</group>`;

  it('becomes a service in the same order; other agents are named, and ids that change', async () => {
    const { at, lost, notes } = await imported({ resources: group });
    expect(at('services', 'web', 'resources')).toEqual([
      {
        type: 'ip',
        address: '10.0.0.5/24',
        resources: [
          {
            type: 'fs',
            name: 'web-fs',
            device: '/dev/vg/web',
            mountpoint: '/srv/www',
            fstype: 'xfs',
            actions: [{ name: 'status', timeout: '40s', interval: '20s' }],
          },
        ],
      },
    ]);
    expect(lost).toEqual([
      '5: resource web-cfg: the agent ocf:heartbeat:Dummy is not modelled; left out, with everything in it',
    ]);
    expect(notes.filter(({ message }) => message.includes('gets an id'))).toHaveLength(2);
  });

  it('with constraints, sets, tags and alerts that a site does not have: each is named', async () => {
    const constraints = `<rsc_order id="s"><resource_set id="s1"><resource_ref id="web"/></resource_set></rsc_order>
<rsc_colocation id="c" rsc="g1" with-rsc="web" score="-INFINITY"/>
<rsc_ticket id="t" rsc="web" ticket="T"/>
<rsc_order id="o1" first="web" then="g1" kind="Serialize"/>
<rsc_location id="cli-ban-g1" rsc="g1" node="n1.example.com" score="-INFINITY"/>`;
    const rest = '<tags><tag id="tg"><obj_ref id="web"/></tag></tags><alerts><alert id="al" path="/x"/></alerts>';
    const { lost } = await imported({ resources: group + vm('g1'), constraints, rest });
    for (const words of [
      '<rsc_order "s">',
      'colocation of g1 with web (-INFINITY)',
      '<rsc_ticket "t">',
      'kind=Serialize',
      'an operator left behind',
      '<tag "tg">',
      '<alert "al">',
    ])
      expect(
        lost.filter((one) => one.includes(words)),
        words,
      ).toHaveLength(1);
  });
});

describe('fencing', () => {
  const device = (id: string, type: string, pairs: string) =>
    `\n<primitive id="${id}" class="stonith" type="${type}"><instance_attributes id="${id}-i">${pairs}</instance_attributes></primitive>`;

  it('keeps levels, outlets, delays of one host, and takes passwords out', async () => {
    const resources =
      device(
        'ipmi1',
        'fence_ipmilan',
        nv('ip', '10.0.0.11') +
          nv('username', 'u') +
          nv('password', 'canary-secret') +
          nv('pcmk_host_list', 'n1.example.com') +
          nv('pcmk_delay_base', 'n1.example.com:7s;n2.example.com:0'),
      ) +
      device(
        'pdu',
        'fence_apc_snmp',
        nv('ip', '10.0.0.12') +
          nv('pcmk_host_map', 'n1.example.com:1,2;n2.example.com:3') +
          nv('pcmk_off_timeout', '9'),
      );
    const rest =
      '<fencing-topology><fencing-level id="l1" target="n1.example.com" index="1" devices="ipmi1"/><fencing-level id="l2" target="n1.example.com" index="2" devices="pdu"/></fencing-topology>';
    const { at, lost, site, notes } = await imported({ resources, rest });
    expect(at('hosts', 'n1', 'fence')).toEqual([
      { method: 'method-1', devices: [{ device: 'ipmi1', delay: '7s' }] },
      {
        method: 'method-2',
        feeds: [
          { device: 'pdu', plug: '1' },
          { device: 'pdu', plug: '2' },
        ],
      },
    ]);
    expect(at('hosts', 'n2', 'fence')).toEqual([{ method: 'method-1', devices: [{ device: 'pdu', plug: '3' }] }]);
    expect(at('fence_devices', 'ipmi1', 'password')).toEqual({ secret: 'fence/ipmi1' });
    expect(JSON.stringify([site, notes])).not.toContain('canary-secret');
    expect(lost).toEqual([expect.stringMatching(/pdu: pcmk_off_timeout="9" is not modelled/)]);
  });

  it('that is switched off is an error of the report, and an agent that is not known is named', async () => {
    const { notes } = await imported({
      options: nv('stonith-enabled', 'false'),
      resources: device('x', 'fence_of_a_vendor', ''),
    });
    expect(notes.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      'resource x: the fence agent fence_of_a_vendor is not in the catalogue; left out',
      'option stonith-enabled="false" is never written: without fencing two nodes write to the same storage; left out',
    ]);
  });
});

it('corosync.conf decides over the nodes of the CIB, and each setting without a key is named', async () => {
  const conf = `totem {
    version: 2
    cluster_name: c1
    netmtu: 9000
    transport: knet
}
nodelist {
    node {
        ring0_addr: n1
        name: n1.example.com
        nodeid: 1
    }
    node {
        ring0_addr: 10.0.0.2
        name: n2.example.com
        nodeid: 7
        quorum_votes: 2
    }
}
quorum {
    provider: corosync_votequorum
    device {
        model: net
        votes: 1
        net {
            host: q.example.com
            algorithm: lms
        }
    }
}
`;
  const { at, lost } = await imported(
    {},
    { 'etc/corosync/corosync.conf': conf, 'etc/hosts': '10.0.0.1 n1 n1.example.com\n' },
  );
  expect(at('cluster')).toMatchObject({
    name: 'c1',
    corosync: { cipher: 'none', hash: 'none' },
    quorum: { device: { host: 'q.example.com', algorithm: 'lms' } },
  });
  expect(at('hosts', 'n1', 'address')).toBe('10.0.0.1');
  expect(at('hosts', 'n2')).toMatchObject({ node_id: 7, address: '10.0.0.2', votes: 2 });
  expect(lost).toEqual(['4: totem.netmtu: "9000" is not modelled; left out']);
});

describe('the settings of sbd', () => {
  const watchdog = nv('stonith-watchdog-timeout', '10');
  const disk = '/dev/disk/by-id/scsi-1';

  it.each([
    ['7', '7s'],
    ['10s', '10s'],
    ['1min', '1m'],
    ['2m', '2m'],
    ['1500ms', '1s'],
  ])('a time of %s is one of %s, as sbd reads it', async (text, time) => {
    const { at, lost } = await imported({ options: watchdog }, { 'etc/default/sbd': `SBD_WATCHDOG_TIMEOUT=${text}\n` });
    expect(at('cluster', 'pacemaker', 'sbd', 'watchdog_timeout')).toBe(time);
    expect(lost).toEqual([]);
  });

  it('a time below a second is none', async () => {
    const { lost } = await imported({ options: watchdog }, { 'etc/default/sbd': 'SBD_WATCHDOG_TIMEOUT=500ms\n' });
    expect(lost).toEqual(['1: SBD_WATCHDOG_TIMEOUT: sbd reads no seconds from "500ms"; read as 5 s']);
  });

  it('disks are divided by semicolons, and others are noted', async () => {
    const two = await imported({}, { 'etc/default/sbd': `SBD_DEVICE="${disk}; ${disk}2"\n` });
    expect(two.lost).toEqual([]);
    const { at, lost } = await imported({}, { 'etc/default/sbd': `SBD_DEVICE="${disk},${disk}2"\n` });
    expect(at('cluster', 'pacemaker', 'sbd', 'devices')).toEqual([disk, `${disk}2`]);
    expect(lost).toEqual([
      `1: SBD_DEVICE: sbd splits disks at ";" only, so that it cannot open "${disk},${disk}2"; read as 2 disks`,
    ]);
  });
});

it('dlm.conf counts as DLM reads it: no line with blanks in front, and no words for numbers', async () => {
  const text = ' protocol=sctp\nlog_debug=1\nenable_fencing=yes\n';
  const { at, lost } = await imported({}, { 'etc/dlm/dlm.conf': text });
  expect(at('cluster', 'pacemaker', 'dlm')).toEqual({ log_debug: true });
  expect(lost).toEqual(['3: enable_fencing: "yes" of DLM is not modelled, and DLM reads it as 0, off; left out']);
});
