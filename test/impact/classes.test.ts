/** The experiments with rg_test, and what a push of each does: class and cause of each. */
import { describe, expect, it } from 'vitest';
import { compareEitherWay } from '../../src/stack/cman/impact/either-way.ts';
import { impactOf, type Verdict } from '../../src/stack/cman/impact/classes.ts';
import { causeOf, outageOf, sentenceOf } from '../../src/stack/cman/impact/sentences.ts';
import { serviceTree } from '../../src/stack/cman/impact/delta/tree.ts';
import { measuredAgents, xmlOf } from './read.ts';

const VM1 = '<vm name="vm1" domain="a" path="/p" use_virsh="1" migrate="live" recovery="restart" autostart="1"/>';
const VM2 = '<vm name="vm2" domain="b" path="/p" use_virsh="1" migrate="live" recovery="restart" autostart="1"/>';
const RESOURCES =
  '<resources><ip address="192.0.2.100" monitor_link="1"/><fs name="data" device="/dev/v/d" mountpoint="/d" fstype="ext4"/>' +
  '<script name="httpd" file="/h"/><lvm name="halvm" vg_name="v" lv_name="d"/><clusterfs name="gfs" device="/dev/v/g" mountpoint="/g"/></resources>';
const IP = '<ip ref="192.0.2.100"/>';
const SCRIPT = '<script ref="httpd"/>';
const WEB = `<service name="web" domain="a" autostart="1" recovery="relocate"><lvm ref="halvm"><fs ref="data">${IP}${SCRIPT}</fs></lvm></service>`;
const GFS = ['s1', 's2'].map((name) => `<service name="${name}"><clusterfs ref="gfs"/></service>`).join('');
const BASE = `${RESOURCES}${VM1}${VM2}${WEB}`;

/** A replacement that has to happen. */
function edited(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`no ${from}`);
    return now.replace(from, to);
  }, text);
}

async function verdicts(old: string, now: string): Promise<readonly Verdict[]> {
  const trees = await Promise.all(
    [old, now].map(async (rm) =>
      serviceTree(await xmlOf(`<cluster name="c" config_version="1"><rm>${rm}</rm></cluster>`), measuredAgents),
    ),
  );
  const [before, after] = trees;
  if (before === undefined || after === undefined) throw new Error('two of them');
  return impactOf(before, after).verdicts;
}

/** `vm:vm1 VM_REBIND`, of those that are affected. */
async function classes(old: string, now: string): Promise<readonly string[]> {
  return (await verdicts(old, now))
    .filter((one) => one.class !== 'NONE')
    .map((one) => `${one.name} ${one.class}${one.class.startsWith('SUBTREE') ? ` ${one.resources.join(' ')}` : ''}`);
}

const REBIND = ['vm:vm1 VM_REBIND'];
const RECONFIG = ['vm:vm1 RECONFIG'];
const WEB_RESTART = ['service:web SVC_RESTART'];
const STACK = 'script:httpd ip:192.0.2.100 fs:data';

type Row = readonly [what: string, from: string, to: string, expected: readonly string[], base?: string];

const vm = (what: string, from: string, to: string, expected: readonly string[]): Row => [
  what,
  VM1,
  edited(VM1, [from, to]),
  expected,
];
const web = (what: string, from: string, to: string, expected: readonly string[]): Row => [
  what,
  WEB,
  edited(WEB, [from, to]),
  expected,
];

const ROWS: readonly Row[] = [
  ['1 a comment', VM1, `<!-- c -->${VM1}`, []],
  ['1 order of two vm', `${VM1}${VM2}`, `${VM2}${VM1}`, []],
  ['1 order of attributes', 'domain="a" path="/p"', 'path="/p" domain="a"', []],
  ['1 order of siblings', `${IP}${SCRIPT}`, `${SCRIPT}${IP}`, []],
  vm('2 vm domain', 'domain="a"', 'domain="b"', RECONFIG),
  vm('2 vm recovery', 'recovery="restart"', 'recovery="relocate"', RECONFIG),
  vm('2 vm autostart', 'autostart="1"', 'autostart="0"', RECONFIG),
  vm('2 vm exclusive', '/>', ' exclusive="1"/>', RECONFIG),
  vm('3 vm max_restarts', '/>', ' max_restarts="2"/>', RECONFIG),
  vm('3 vm restart_expire_time', '/>', ' restart_expire_time="600"/>', RECONFIG),
  vm('3 vm status_program', '/>', ' status_program="x"/>', RECONFIG),
  [
    '4 vm migration_mapping changed',
    '_mapping=""',
    '_mapping="h:i"',
    RECONFIG,
    BASE.replace('path', 'migration_mapping="" path'),
  ],
  vm('5 vm migration_mapping added', '/>', ' migration_mapping="h:i"/>', REBIND),
  vm('5 vm recovery removed', ' recovery="restart"', '', REBIND),
  vm('5 vm domain removed', ' domain="a"', '', REBIND),
  ['5 vm domain added', ' path="/p"', ' domain="a" path="/p"', REBIND, BASE.replace(' domain="a"', '')],
  ['5 vm domain added, empty', ' path="/p"', ' domain="" path="/p"', REBIND, BASE.replace(' domain="a"', '')],
  vm('6 vm path', '/p', '/q', REBIND),
  vm('6 vm migrate', 'live', 'pause', REBIND),
  vm('6 vm use_virsh', ' use_virsh="1"', '', REBIND),
  vm('6 vm hypervisor', '/>', ' hypervisor="qemu"/>', REBIND),
  vm('6 vm hypervisor_uri', '/>', ' hypervisor_uri="qemu:///system"/>', REBIND),
  vm('6 vm no_kill', '/>', ' no_kill="true"/>', REBIND),
  vm('6 vm depend', '/>', ' depend="service:web"/>', REBIND),
  vm('6 vm depend_mode', '/>', ' depend_mode="soft"/>', REBIND),
  vm('6 vm xmlfile', '/>', ' xmlfile="/x"/>', REBIND),
  ['7 both kinds', VM1, edited(VM1, ['/p', '/q'], ['"a"', '"b"']), REBIND],
  vm('8 a default removed', ' autostart="1"', '', []),
  vm('8 a default written', '/>', ' exclusive="0" hypervisor="auto"/>', []),
  vm('9 unknown attributes', '/>', ' memory="512" __enforce_timeouts="1"/>', []),
  vm('9 an action', '/>', '><action name="stop" timeout="9"/></vm>', []),
  ['10 vm added', VM2, `${VM2}<vm name="vm3"/>`, ['vm:vm3 VM_ADD']],
  ['11 vm removed', VM2, '', ['vm:vm2 VM_ORPHAN']],
  ['11 all of rm removed', BASE, '', ['vm:vm1 VM_ORPHAN', 'vm:vm2 VM_ORPHAN', 'service:web SVC_STOP']],
  vm('12 vm renamed', '"vm1"', '"vm1b"', ['vm:vm1 VM_ORPHAN', 'vm:vm1b VM_ADD']),
  ['13 vm by reference', BASE, edited(BASE, [VM1, '<vm ref="vm1"/>'], ['<resources>', `<resources>${VM1}`]), []],
  vm('14 a child of a vm', '/>', '><script name="x" file="/x"/></vm>', ['vm:vm1 SUBTREE_START script:x']),
  [
    '15 vm with a child, path',
    '/p',
    '/q',
    ['vm:vm1 SVC_RESTART'],
    BASE.replace(VM1, VM1.replace('/>', '><script name="k" file="/k"/></vm>')),
  ],
  [
    '16 vm into a service',
    `${VM2}${WEB}`,
    WEB.replace('</lvm>', `</lvm>${VM2}`),
    ['vm:vm2 SUBTREE_RESTART vm:vm2', 'service:web SUBTREE_RESTART vm:vm2'],
  ],
  web('17 service domain', 'domain="a"', 'domain="b"', ['service:web RECONFIG']),
  web('17 service recovery removed', ' recovery="relocate"', '', ['service:web RECONFIG']),
  web('17 service autostart', 'autostart="1"', 'autostart="0"', ['service:web RECONFIG']),
  web('18 service domain removed', ' domain="a"', '', WEB_RESTART),
  web('18 service max_restarts', '<service', '<service max_restarts="2"', WEB_RESTART),
  web('18 service nfslock', '<service', '<service nfslock="1"', WEB_RESTART),
  web('18 service depend', '<service', '<service depend="vm:vm1"', WEB_RESTART),
  [
    '19 the same without autostart',
    '<service',
    '<service depend="vm:vm1"',
    ['service:web SVC_STOP'],
    BASE.replace(WEB, WEB.replace('autostart="1"', 'autostart="0"')),
  ],
  web('20 service renamed', '"web"', '"www"', ['service:web SVC_STOP', 'service:www SVC_ADD']),
  ['20 service removed', WEB, '', ['service:web SVC_STOP']],
  ['20 service added', WEB, `${WEB}<service name="n"/>`, ['service:n SVC_ADD']],
  ['21 fs options', 'fstype', 'options="ro" fstype', [`service:web SUBTREE_RESTART ${STACK}`]],
  ['21 lvm vg_name', 'vg_name="v"', 'vg_name="w"', [`service:web SUBTREE_RESTART ${STACK} lvm:halvm`]],
  ['22 ip monitor_link', 'monitor_link="1"', 'monitor_link="yes"', ['service:web SUBTREE_RESTART ip:192.0.2.100']],
  ['22 script file', 'file="/h"', 'file="/i"', ['service:web SUBTREE_RESTART script:httpd']],
  web('23 script added', IP, `${IP}<script name="z" file="/z"/>`, ['service:web SUBTREE_START script:z']),
  web('23 script removed', SCRIPT, '', ['service:web SUBTREE_STOP script:httpd']),
  [
    '24 script to another parent',
    WEB,
    WEB.replace(SCRIPT, '').replace('</lvm>', `</lvm>${SCRIPT}`),
    ['service:web SUBTREE_RESTART script:httpd'],
  ],
  [
    '25 clusterfs of two services',
    '"/g"',
    '"/g2"',
    ['service:s1 SUBTREE_RESTART clusterfs:gfs', 'service:s2 SUBTREE_RESTART clusterfs:gfs'],
    BASE + GFS,
  ],
  [
    'a shared script, with what is below it, in every service',
    'file="/h"',
    'file="/i"',
    [
      'service:web SUBTREE_RESTART script:httpd',
      'service:a SUBTREE_RESTART script:k script:httpd',
      'service:b SUBTREE_RESTART script:httpd',
    ],
    `${BASE}<service name="a"><script ref="httpd"><script name="k" file="/k"/></script></service><service name="b">${SCRIPT}</service>`,
  ],
  [
    'vm migrate_options removed',
    ' migrate_options="--x"',
    '',
    REBIND,
    BASE.replace(' path="/p"', ' path="/p" migrate_options="--x"'),
  ],
  ['26 an unused resource', '<resources>', '<resources><script name="u" file="/u"/>', []],
  [
    '26 special attributes of a reference',
    SCRIPT,
    '<script ref="httpd" __independent_subtree="1" __max_restarts="3"/>',
    [],
  ],
  [
    '27 a failover domain',
    '<resources>',
    '<failoverdomains><failoverdomain name="a" ordered="1"/></failoverdomains><resources>',
    [],
  ],
  [
    '30 a reconfiguration and an addition',
    `${VM1}${VM2}`,
    `${VM1.replace('"a"', '"b"')}${VM2}<vm name="vm3"/>`,
    [...RECONFIG, 'vm:vm3 VM_ADD'],
  ],
];

describe('classes', () => {
  const rows = ROWS.map(([what, from, to, expected, base = BASE]) => ({ what, from, to, expected, base }));

  it.each(rows)('$what', async ({ from, to, expected, base }) => {
    expect(await classes(base, edited(base, [from, to]))).toEqual(expected);
  });

  it('29 an agent that gains an attribute with a default: every VM is taken over again, without a change of the file', async () => {
    const { vm: agent } = measuredAgents;
    if (agent === undefined) throw new Error('no vm');
    const upgraded = {
      ...measuredAgents,
      vm: { ...agent, attributes: { ...agent.attributes, late: { default: '0' } } },
    };
    const cluster = await xmlOf(`<cluster><rm>${BASE}</rm></cluster>`);
    const { verdicts: found } = impactOf(serviceTree(cluster, measuredAgents), serviceTree(cluster, upgraded));
    expect(found.map((one) => one.class)).toEqual(['VM_REBIND', 'VM_REBIND', 'NONE']);
  });
});

it('names what rgmanager would leave out, and what is not known', async () => {
  const rm = '<rm><resource-defaults/><service name="s"><fs ref="gone"/><ip address="1"/><tape name="t"/></service>';
  const more = '<service name="t"><ip address="1"/><action name="status"/><constructor/><script/></service></rm><rm/>';
  const { doubts, roots } = serviceTree(await xmlOf(`<cluster>\n${rm}\n${more}</cluster>`), measuredAgents);
  expect(roots.map(({ children }) => children.map(({ key }) => key))).toEqual([['ip:1'], []]);
  expect(doubts.map(({ line, what }) => `${line}: ${what}`)).toEqual([
    '3: a second <rm>: releases do not agree on which one counts',
    '2: <resource-defaults>: rgmanager applies them when it is too late',
    '2: fs:gone is not defined below <resources>: rgmanager leaves it out',
    '2: there is no metadata of <tape>: what it does is not predicted',
    '3: ip:1 is defined a second time: rgmanager leaves it out',
    '3: there is no metadata of <constructor>: what it does is not predicted',
    '3: a script without name: rgmanager leaves it out',
  ]);
});

describe('words', () => {
  const RHEL6 = { family: 'rhel6', minor: 6 } as const;
  const words = async (now: string, base = BASE) =>
    (await verdicts(base, now)).flatMap((one) =>
      one.class === 'NONE' ? [] : [sentenceOf(one), outageOf(one, RHEL6).words, ...one.causes.map(causeOf)],
    );

  it('name what happens, the outage, and the attribute that causes it', async () => {
    expect(await words(edited(BASE, ['path="/p"', 'path="/q"'], ['file="/h"', 'file="/i"']))).toEqual([
      'vm:vm1 keeps running; rgmanager releases it and takes it over again where it runs',
      'no outage',
      'vm:vm1: path "/p" -> "/q"',
      'service:web stops and starts script:httpd; the rest keeps running',
      'down while that restarts',
      'script:httpd: file "/h" -> "/i"',
    ]);
  });

  it('say what is moved, and how long a guest takes', async () => {
    expect(await words(edited(BASE, [`${VM2}${WEB}`, WEB.replace('</lvm>', `</lvm>${VM2}`)]))).toEqual([
      'vm:vm2 stops and starts vm:vm2; the rest keeps running',
      'down for up to 2 min while the guest shuts down, then its boot',
      'vm:vm2 is in another place',
      'service:web stops and starts vm:vm2; the rest keeps running',
      'down for up to 2 min while the guest shuts down, then its boot',
      'vm:vm2 is in another place',
    ]);
  });

  it('blame a service that is gone for itself, and not what stood in it; and a reference that is gone', async () => {
    expect(await words(edited(BASE, [WEB, '']))).toEqual([
      'service:web stops for good',
      'permanent outage',
      'service:web is not in the new file',
    ]);
    expect(await words(edited(BASE, [IP, '']))).toEqual([
      'service:web stops ip:192.0.2.100 for good; the rest keeps running',
      'what stops is not started again',
      'ip:192.0.2.100 is not in the new file',
    ]);
  });

  it('blame first what stops, and then what would have been taken over live', async () => {
    const found = await words(edited(BASE, ['"a" path="/p"', '"b" path="/q"']));
    expect(found.slice(2)).toEqual(['vm:vm1: path "/p" -> "/q"', 'vm:vm1: domain "a" -> "b"']);
  });

  it('say that a VM with something below it cannot migrate', async () => {
    const [sentence] = await words(BASE.replace(VM1, VM1.replace('/>', '><script name="x" file="/x"/></vm>')));
    expect(sentence).toBe('vm:vm1 keeps running, starts script:x, and can no longer migrate');
  });

  it('never show a secret', async () => {
    const { script } = measuredAgents;
    if (script === undefined) throw new Error('no script');
    const agents = { ...measuredAgents, script: { ...script, attributes: { ...script.attributes, password: {} } } };
    const [before, after] = await Promise.all(
      ['geheim', 'anders'].map(async (secret) => {
        const inside = `<service name="db"><script name="o" file="/o" password="${secret}"/></service>`;
        return serviceTree(await xmlOf(`<cluster name="c"><rm>${inside}</rm></cluster>`), agents);
      }),
    );
    if (before === undefined || after === undefined) throw new Error('two of them');
    const causes = impactOf(before, after).verdicts.flatMap((one) => one.causes.map(causeOf));
    expect(causes).toEqual(['script:o: password (hidden) -> (hidden)']);
  });
});

describe('a change that a vendor may not have backported', () => {
  const of = async (minor: number, change: string) => {
    const [old, now] = ['<vm name="a" path="/p"/>', `<vm name="a" path="/p" ${change}/>`].map(
      (rm) => `<cluster><rm>${rm}</rm></cluster>`,
    );
    const files = { before: await xmlOf(old ?? ''), after: await xmlOf(now ?? '') };
    const { impact, doubts } = compareEitherWay(files, undefined, { family: 'rhel6', minor });
    return [impact.verdicts.map((one) => one.class), doubts.map(({ what }) => what)];
  };

  it('counts as the harder one, and both are said', async () => {
    expect(await of(6, 'no_kill="true"')).toEqual([
      ['VM_REBIND'],
      [expect.stringMatching(/^vm:a is VM_REBIND where .* else NONE$/)],
    ]);
  });

  it('causes no doubt before that release, nor where it is not set', async () => {
    expect(await of(4, 'no_kill="true"')).toEqual([['NONE'], []]);
    expect(await of(6, 'domain="d"')).toEqual([['VM_REBIND'], []]);
  });
});
