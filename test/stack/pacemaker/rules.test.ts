/** Every rule has a code with a broken site, or a test that shows why it needs none. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compile, type Compilation } from '../../../src/compile.ts';
import { as, type FileId } from '../../../src/base/brand.ts';
import { codes } from '../../../src/codes.ts';
import { platformOf } from '../../../src/platform/platform.ts';
import { isFrom } from '../../../src/platform/version.ts';
import { pacemakerDialectOf } from '../../../src/stack/pacemaker/dialect.ts';
import { codeOf, scenarios, sites } from '../../broken/fixtures.ts';
import { compileFixture, pairOn, releasesOf, templates } from '../../support/fixtures.ts';
import { vectors } from './impact/recorded.ts';
import { cibOf, primitivesIn, textOf } from './primitives.ts';
import { RULES } from './rules.ts';

const PACEMAKER_PAIR = 'fixtures/pacemaker-pair/model/site.yaml';
const releases = releasesOf('pacemaker').filter((release) => !release.startsWith('rhel10'));
const pair = compileFixture('pacemaker-pair');

function pairWith(change: (text: string) => string): Compilation {
  const text = change(readFileSync(PACEMAKER_PAIR, 'utf8'));
  return compile([{ id: as<FileId>(PACEMAKER_PAIR), bytes: Buffer.from(text) }], templates);
}

/** A shared and an exclusive volume group, two ways to fence; with sbd; with three hosts and a restricted domain. */
const withSbd = pairWith((text) =>
  text.replace('    stickiness: 1\n', '    stickiness: 1\n    sbd: { devices: [/dev/disk/by-id/wwn-0x1] }\n'),
);
const withUnfencing = pairWith((text) =>
  text
    .replace('  pdu: {', '  keys: { agent: fence_scsi, devices: /dev/mapper/vms }\n  pdu: {')
    .replaceAll(/\n {6}- \{ method: power.*\}/g, '')
    .replaceAll(/( {4}fence:\n {6}- \{ method: ipmi)/g, '    unfence: [{ device: keys }]\n$1'),
);

describe('the rules', () => {
  it('are all there, once', () => {
    expect(RULES.length).toBe(76);
    expect(new Set(RULES.map(({ rule }) => rule)).size).toBe(76);
  });

  const covered = new Set([...sites, ...scenarios].filter(isOfThisStack).map(codeOf));
  const titles = readFileSync('test/stack/pacemaker/rules.test.ts', 'utf8');
  const changes = readFileSync('test/stack/pacemaker/impact/corosync.test.ts', 'utf8');

  it.each(RULES)('$rule', ({ code = [], test, pair: pairs = [], change, why }) => {
    expect(code.filter((one) => !codes.has(one) || !covered.has(one))).toEqual([]);
    expect(pairs.filter((id) => !vectors.some((vector) => vector.id === id))).toEqual([]);
    if (test !== undefined) expect(titles).toMatch(new RegExp(`it(\\.each\\([^\\n]*\\))?\\('${test}`));
    if (change !== undefined) expect(changes).toContain(`'${change}',`);
    expect(test === undefined || why !== undefined).toBe(true);
    expect(code.length + pairs.length + [test, change].filter((one) => one !== undefined).length).toBeGreaterThan(0);
  });
});

function isOfThisStack(path: string): boolean {
  const [, release] =
    /(?:platform|release): (debian|ubuntu|rhel8|rhel9|rhel10|fedora4)/.exec(readFileSync(path, 'utf8')) ?? [];
  return release !== undefined;
}

describe('fencing', () => {
  it('a fence device names nodes of the cluster only', () => {
    const nodes = pair.model?.hosts.map(({ nodeName }) => nodeName) ?? [];
    const maps = [...cibOf(pair).matchAll(/name="pcmk_host_(?:map|list)" value="([^"]*)"/g)];
    const named = maps.flatMap(([, text = '']) => text.split(/[; ]/).map((one) => one.split(':')[0] ?? ''));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !nodes.includes(name))).toEqual([]);
  });

  it('a host with several devices has levels', () => {
    const levels = (site: Compilation, host: string) =>
      [...cibOf(site).matchAll(/<fencing-level ([^>]*)\/>/g)]
        .map(([, text = '']) => text)
        .filter((text) => text.includes(`target="${host}.example.com"`))
        .map((text) => /devices="([^"]*)"/.exec(text)?.[1]);
    expect(levels(pair, 'host1')).toEqual(['fence-ipmi-host1', 'fence-pdu']);
    expect(levels(withSbd, 'host1')).toEqual(['fence-ipmi-host1', 'fence-pdu', 'fence-sbd']);
    expect(levels(withUnfencing, 'host2')).toEqual(['fence-ipmi-host2']);
  });
});

it('hosts with sbd need no other device', () => {
  const site = pairWith((text) =>
    text
      .replace('    stickiness: 1\n', '    stickiness: 1\n    sbd: { devices: [/dev/disk/by-id/wwn-0x1] }\n')
      .replaceAll(/ {4}fence:\n( {6}- .*\n)+/g, '')
      .replace(/fence_devices:\n( {2}.*\n)+/, ''),
  );
  expect(site.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(cibOf(site)).toContain('type="fence_sbd"');
  // Of two nodes, one has to wait.
  expect(cibOf(site)).toContain('name="pcmk_delay_base" value="host1.example.com:15s"');
});

describe('placement', () => {
  it('a restricted domain bans every other host', () => {
    const third = `  host3:
    node_id: 3
    address: 192.168.1.13
    links: [192.168.20.13]
    memory: 16G
    cpus: 8
    initiator: iqn.1993-08.org.debian:host3
    bridges: [br0]
    local_disks: [/dev/sda]
    fence: [{ method: power, feeds: [{ device: pdu, plug: '3' }] }]
`;
    const site = pairWith((text) =>
      text.replace('\nstorage:', `${third}\nstorage:`).replace('restricted: false', 'restricted: true'),
    );
    expect(cibOf(site)).toContain('rsc="web" node="host3.example.com" score="-INFINITY"');
    expect(cibOf(site)).toContain('rsc="vm1" node="host3.example.com" score="-INFINITY"');
  });

  it('every order of a VM after its storage has a colocation', () => {
    const orders = [...cibOf(pair).matchAll(/<rsc_order [^>]*first="(lvm-[^"]*|locking-clone)" then="([^"]*)"/g)];
    expect(orders.length).toBeGreaterThan(2);
    for (const [, first, then] of orders)
      expect(cibOf(pair)).toMatch(new RegExp(`rsc="${then}" score="INFINITY" with-rsc="${first}"`));
  });

  it('every clone is interleaved', () => {
    const clones = cibOf(pair).match(/<clone [\s\S]*?<\/clone>/g) ?? [];
    expect(clones.length).toBeGreaterThan(1);
    expect(clones.filter((clone) => !/name="interleave" value="true"/.test(clone))).toEqual([]);
  });
});

describe('the document', () => {
  it('no node is written', () => {
    expect(cibOf(pair)).toMatch(/<nodes\/>/);
    expect(cibOf(pair)).toMatch(/<status\/>/);
  });

  /** Highest schema of each pacemaker: its change log. */
  const SCHEMAS: readonly (readonly [since: string, minor: number])[] = [
    ['2.0.0', 1],
    ['2.0.1', 2],
    ['2.0.4', 3],
    ['2.0.5', 5],
    ['2.1.0', 7],
    ['2.1.5', 9],
    ['2.1.8', 10],
  ];

  it.each(releases)('the schema is one that the pacemaker of the release has: %s', (release) => {
    const { pacemaker } = pacemakerDialectOf(platformOf(release));
    const [, most = 0] = SCHEMAS.findLast(([since]) => isFrom(pacemaker, since)) ?? [];
    const [, minor] = /validate-with="pacemaker-3\.([0-9]+)"/.exec(cibOf(pairOn(release))) ?? [];
    expect(Number(minor)).toBeLessThanOrEqual(most);
  });

  it('pacemaker 3 reads everything that is written', () => {
    const site = pairWith((text) => text.replace('debian12', 'debian13'));
    expect(cibOf(site)).not.toMatch(
      /<master|lifetime|class="(nagios|upstart)"|can-fail|restart-type|poweroff|<(rsc|op)_defaults>\s*<instance_attributes|<rule/,
    );
  });

  it('each resource has one action of a name and an interval', () => {
    for (const { id, ops } of primitivesIn(pair)) expect([id, new Set(ops).size]).toEqual([id, ops.length]);
  });
});

it('corosync.conf has no version of its own', () => {
  expect(textOf(pair, '/etc/corosync/corosync.conf')).not.toContain('config_version');
});

describe('guests', () => {
  const guests = primitivesIn(pair).filter(({ type }) => type === 'VirtualDomain');

  it('the agent of a VM writes nothing into the CIB', () => {
    expect(guests.length).toBe(3);
    for (const name of ['cpu', 'host_memory', 'hv_memory'])
      expect(cibOf(pair).match(new RegExp(`name="autoset_utilization_${name}" value="false"`, 'g'))).toHaveLength(3);
  });

  it('shutdown_mode is never written', () => {
    expect(guests.filter(({ parameters }) => parameters.includes('shutdown_mode'))).toEqual([]);
  });

  it.each(releases)('a guest gets a graphics card that the qemu of the release has: %s', (release) => {
    const hasCirrus = !/^rhel(9|10)/.test(release);
    const card = `<model type="${hasCirrus ? 'cirrus' : 'vga'}" vram="9216" heads="1"/>`;
    expect(textOf(pairOn(release), '/etc/cluster/vms/vm1.xml')).toContain(card);
  });

  it('no action defines a guest', () => {
    expect(JSON.stringify(pair.bundle?.actions ?? null)).not.toMatch(/"define"/);
  });

  const scratch = mkdtempSync(join(tmpdir(), 'guests-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  /** The two commands of VirtualDomain, resource-agents 4.12, that find the name in the definition. */
  it('the agent finds the name of a guest in its definition', () => {
    for (const name of ['vm1', 'vm2', 'database']) {
      const file = join(scratch, name);
      writeFileSync(file, textOf(pair, `/etc/cluster/vms/${name}.xml`));
      const { stdout: lines } = spawnSync('grep', ['-E', '[[:space:]]*<name>.*</name>[[:space:]]*$', file]);
      const { stdout } = spawnSync('sed', ['-e', 's/[[:space:]]*<name>\\(.*\\)<\\/name>[[:space:]]*$/\\1/'], {
        input: lines,
      });
      expect(stdout.toString()).toBe(`${name}\n`);
    }
  });
});

describe('volume groups', () => {
  it('the access mode follows the lock type of the site', () => {
    const modes = [
      ...cibOf(pair).matchAll(/name="vgname" value="([^"]*)"[\s\S]*?name="vg_access_mode" value="([^"]*)"/g),
    ];
    expect(Object.fromEntries(modes.map(([, group, mode]) => [group, mode]))).toEqual({
      vg_db: 'system_id',
      vg_vms: 'lvmlockd',
      vg_www: 'system_id',
    });
  });

  it('lvm.conf fits the volume groups of the site', () => {
    const both = textOf(pair, '/etc/lvm/lvm.conf');
    expect(both).toContain('use_lvmlockd = 1');
    expect(both).toContain('system_id_source = "uname"');
    const shared = pairWith((text) => text.replaceAll('clustered: false, ', ''));
    expect(textOf(shared, '/etc/lvm/lvm.conf')).toContain('system_id_source = "none"');
  });

  it('lvm.conf has no volume_list', () => {
    expect(textOf(pair, '/etc/lvm/lvm.conf')).not.toContain('volume_list');
  });

  it.each(releases)('lvm.conf has a filter or a devices file: %s', (release) => {
    const text = textOf(pairOn(release), '/etc/lvm/lvm.conf');
    expect(/^ *(global_)?filter = /m.test(text)).toBe(!text.includes('use_devicesfile = 1'));
  });
});
