import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { clusterConfSchema, type XmlCheck } from '../support/cluster-conf-schema.ts';
import { describeUnless, describeWith, noProductSchema, productSchema } from '../support/tools.ts';

/** CLUSTERC_RNG=FILE names the schema of the product: then every document goes through it as well. */

type Verdict = 'accepted' | 'rejected';
/** What is planted, where it is planted (a text of the base document), and what is there instead. */
type Fault = readonly [rule: string, original: string, planted: string];

const base = `<?xml version="1.0"?>
<cluster name="vmcluster" config_version="1">
  <cman two_node="1" expected_votes="1"/>
  <totem token="21000"/>
  <quorumd label="qdisk" votes="1"/>
  <fence_daemon post_join_delay="30"/>
  <dlm protocol="tcp"/>
  <logging debug="off"/>
  <clusternodes>
    <clusternode name="host1.example.com" nodeid="1" votes="1">
      <fence><method name="ipmi"><device name="ipmi-host1" action="reboot" delay="15"/></method></fence>
    </clusternode>
    <clusternode name="host2.example.com" nodeid="2" votes="1">
      <fence><method name="ipmi"><device name="ipmi-host2" action="reboot"/></method></fence>
    </clusternode>
  </clusternodes>
  <fencedevices>
    <fencedevice name="ipmi-host1" agent="fence_ipmilan" ipaddr="192.0.2.21" login="fence" lanplus="1"/>
    <fencedevice name="ipmi-host2" agent="fence_ipmilan" ipaddr="192.0.2.22" login="fence" lanplus="1"/>
  </fencedevices>
  <rm>
    <failoverdomains>
      <failoverdomain name="prefer-host1" ordered="1">
        <failoverdomainnode name="host1.example.com" priority="1"/>
      </failoverdomain>
    </failoverdomains>
    <resources><ip address="192.0.2.100"/></resources>
    <service name="web"><lvm name="data" vg_name="vg"><ip ref="192.0.2.100"/></lvm></service>
    <vm name="vm1" domain="prefer-host1" autostart="1" recovery="restart" path="/etc/cluster/vms">
      <action name="status" depth="*" timeout="20"/>
    </vm>
    <vm name="vm2" __max_restarts="2"/>
  </rm>
</cluster>
`;

/** The values of these are checked by no one before the daemon that reads them. */
const accepted: readonly Fault[] = [
  ['a cluster name of 24 characters', 'name="vmcluster"', 'name="abcdefghijklmnopqrstuvwx"'],
  ['a cluster name with a space', 'name="vmcluster"', 'name="vm cluster"'],
  ['config_version abc', 'config_version="1"', 'config_version="abc"'],
  ['config_version -1', 'config_version="1"', 'config_version="-1"'],
  ['a node id that occurs twice', 'nodeid="2"', 'nodeid="1"'],
  ['a node name that occurs twice', 'clusternode name="host2', 'clusternode name="host1'],
  ['two_node yes', 'two_node="1"', 'two_node="yes"'],
  ['token abc', 'token="21000"', 'token="abc"'],
  ['post_join_delay abc', 'post_join_delay="30"', 'post_join_delay="abc"'],
  ['recovery bogus', 'recovery="restart"', 'recovery="bogus"'],
  ['autostart maybe', 'autostart="1"', 'autostart="maybe"'],
  ['a domain that is not defined', 'domain="prefer-host1"', 'domain="nowhere"'],
  ['a vm name that occurs twice', 'vm name="vm2"', 'vm name="vm1"'],
  ['a ref to a resource that is not defined', 'ref="192.0.2.100"', 'ref="192.0.2.200"'],
  ['a failover priority of 500', 'priority="1"', 'priority="500"'],
  ['a failover priority of x', 'priority="1"', 'priority="x"'],
  ['one more fencedevice', '</fencedevices>', '<fencedevice name="spare" agent="x"/></fencedevices>'],
  ['an agent that does not exist', 'agent="fence_ipmilan"', 'agent="fence_bogus"'],
  ['a fencedevice with the attributes of another agent', 'login="fence" lanplus="1"', 'community="public"'],
  ['a service after a vm', '</rm>', '<service name="last"/></rm>'],
  ['totem before cman', '<cman two_node="1" expected_votes="1"/>\n  <totem token="21000"/>', '<totem/><cman/>'],
];

const rejected: readonly Fault[] = [
  ['a missing config_version', ' config_version="1"', ''],
  ['a missing nodeid', ' nodeid="2"', ''],
  ['nodeid 0', 'nodeid="2"', 'nodeid="0"'],
  ['votes 0', 'nodeid="2" votes="1"', 'nodeid="2" votes="0"'],
  ['expected_votes 0', 'expected_votes="1"', 'expected_votes="0"'],
  ['transport tcp', 'two_node="1"', 'transport="tcp"'],
  ['a method without name', '<method name="ipmi">', '<method>'],
  ['an unknown attribute of vm', 'vm name="vm2"', 'vm name="vm2" memory="512"'],
  ['an unknown attribute of rm', '<rm>', '<rm foo="1">'],
  ['an unknown attribute of totem', 'token="21000"', 'bogus="1"'],
  ['the attribute alias of cluster', 'config_version="1"', 'config_version="1" alias="x"'],
  ['a device without its fencedevice', 'device name="ipmi-host2"', 'device name="ipmi-host3"'],
  [
    'a fencedevice name that occurs twice',
    '</fencedevices>',
    '<fencedevice name="ipmi-host1" agent="x"/></fencedevices>',
  ],
  ['a fencedevice name with a space', '</fencedevices>', '<fencedevice name="ipmi host3" agent="x"/></fencedevices>'],
  [
    'a fencedevice name with a leading digit',
    '</fencedevices>',
    '<fencedevice name="3-host" agent="x"/></fencedevices>',
  ],
  ['a fencedevice with the attributes of two agents', 'login="fence"', 'community="public"'],
  ['master_wait of quorumd', 'label="qdisk"', 'label="qdisk" master_wait="4"'],
  ['an attribute no agent knows on a device', 'delay="15"', 'bogus="15"'],
  ['a vm with both name and ref', 'vm name="vm2"', 'vm name="vm2" ref="vm1"'],
  ['a resource without its required attribute', ' vg_name="vg"', ''],
  ['a resource directly below rm', '<vm name="vm2" __max_restarts="2"/>', '<ip address="192.0.2.101"/>'],
];

const vmAttributes =
  'domain autostart exclusive recovery depend depend_mode max_restarts restart_expire_time use_virsh path xmlfile ' +
  'snapshot status_program no_kill hypervisor hypervisor_uri migrate migrate_options migration_mapping migration_uri ' +
  'tunnelled';

const onceEach = ['cman', 'totem', 'quorumd', 'fence_daemon', 'dlm', 'logging', 'clusternodes', 'fencedevices', 'rm'];
const twice = onceEach.map((name): Fault => [`two <${name}>`, '</cluster>', `<${name}/></cluster>`]);

/** The installed schema is put together from the agents of the machine, and those of today know the new spelling. */
const newSpelling = {
  fault: ['ip (new spelling) next to login (old)', 'ipaddr="192.0.2.22"', 'ip="192.0.2.22"'],
  ours: 'rejected',
  installed: 'accepted',
} as const;

const cases = [
  ...accepted.map((fault) => ({ fault, ours: 'accepted', installed: 'accepted' }) as const),
  ...[...rejected, ...twice].map((fault) => ({ fault, ours: 'rejected', installed: 'rejected' }) as const),
  newSpelling,
].map(({ fault: [rule, original, planted], ...verdicts }) => ({
  rule,
  xml: withFault(original, planted),
  ...verdicts,
}));

const ourCases = cases.map(({ rule, ours, xml }) => [rule, ours, xml] as const);
const installedCases = cases.map(({ rule, installed, xml }) => [rule, installed, xml] as const);

/** A fault that is planted nowhere would prove nothing. */
function withFault(original: string, planted: string): string {
  if (!base.includes(original)) throw new Error(`not in the base document: ${original}`);
  return base.replace(original, () => planted);
}

const schemas = new URL('../../schemas/relaxng/', import.meta.url);
let check: XmlCheck;

beforeAll(async () => {
  check = await clusterConfSchema((name) => readFileSync(new URL(name, schemas)));
});

describe('our schema of cluster.conf', () => {
  it('accepts the base document', () => {
    expect(check(base)).toEqual([]);
  });

  it.each(ourCases)('%s is %s', (_rule, verdict, xml) => {
    expect(verdictOf(xml)).toBe(verdict);
  });

  it('names the device that has no fencedevice, and its line', () => {
    const xml = withFault('device name="ipmi-host2"', 'device name="ipmi-host3"');
    expect(check(xml)).toEqual([{ line: 14, message: 'device ipmi-host3 has no fencedevice' }]);
  });

  it('takes a vm with all its attributes at once, where libxml2 would need 2^n steps for n <optional> ones', () => {
    const attributes = vmAttributes.replaceAll(/\w+/g, (name) => `${name}="1"`);
    expect(check(withFault('vm name="vm2"', `vm name="vm2" ${attributes}`))).toEqual([]);
  });
});

function verdictOf(xml: string): Verdict {
  return check(xml).length === 0 ? 'accepted' : 'rejected';
}

describeWith('xmllint', 'our schema of cluster.conf, read by xmllint', () => {
  const file = fileURLToPath(new URL('cluster-conf.rng', schemas));
  it.each(ourCases)('%s is %s', (_rule, verdict, xml) => {
    expect(xmllintVerdict(file, xml)).toBe(verdict);
  });
});

describeUnless(noProductSchema(), 'the installed schema of cluster.conf', () => {
  it.each(installedCases)('%s is %s', (_rule, verdict, xml) => {
    expect(xmllintVerdict(productSchema ?? '', xml)).toBe(verdict);
  });
});

/** xmllint(1): exit code 0 is valid, 3 is a validation error; anything else is no verdict. */
function xmllintVerdict(schema: string, xml: string): string {
  const run = spawnSync('xmllint', ['--noout', '--relaxng', schema, '-'], { input: xml });
  const verdicts: Readonly<Record<number, Verdict>> = { 0: 'accepted', 3: 'rejected' };
  return verdicts[run.status ?? -1] ?? `no verdict: ${run.stderr.toString()}`;
}

describe('a document that is no plain XML', () => {
  it.each([
    ['is not well-formed', 'config_version="1"', 'config_version=1', 2],
    ['uses an entity no one declared', 'vmcluster', '&x;', 2],
    ['has a document type', '<cluster ', '<!DOCTYPE cluster>\n<cluster ', 2],
    ['declares an entity', '<cluster ', '<!DOCTYPE cluster [<!ENTITY x "y">]>\n<cluster ', 2],
    ['names an external document type', '<cluster ', '<!DOCTYPE cluster SYSTEM "x.dtd">\n<cluster ', 2],
  ])('is refused at its line when it %s', (_rule, original, planted, line) => {
    expect(check(withFault(original, planted))[0]).toMatchObject({ line });
  });

  it('is refused when it is empty', () => {
    expect(check('')).toHaveLength(1);
  });

  it('does not get an XInclude resolved', () => {
    const include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="rm.xml"/>';
    expect(verdictOf(withFault('<rm>', `<rm>${include}`))).toBe('rejected');
  });
});
