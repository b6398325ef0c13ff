/** What resource agents themselves say of their parameters, by their action validate-all. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../src/base/xml.ts';
import { codes } from '../../src/codes.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { compileFixture } from '../support/fixtures.ts';
import { describeWith, withSbin } from '../support/tools.ts';
import { cibOf, textOf } from '../stack/pacemaker/primitives.ts';

const AGENTS = '/usr/lib/ocf/resource.d';
const scratch = mkdtempSync(join(tmpdir(), 'agents-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Parameters = { readonly [name: string]: string };

type Said = { readonly status: number | null; readonly text: string };

/** What validate-all ends with, and says: 2 or 6 if the configuration is at fault, 1 or 5 if this machine lacks something. */
function validated(agent: string, parameters: Parameters): Said {
  const named = Object.entries(parameters).map(([name, value]) => [`OCF_RESKEY_${name}`, value]);
  const { status, stdout, stderr } = spawnSync(join(AGENTS, agent), ['validate-all'], {
    encoding: 'utf8',
    env: {
      ...withSbin(),
      PATH: `${programs}:${withSbin()['PATH']}`,
      OCF_ROOT: '/usr/lib/ocf',
      OCF_RESOURCE_INSTANCE: 'tested',
      OCF_RESKEY_CRM_meta_timeout: '20000',
      HA_RSCTMP: scratch,
      HA_logfacility: 'none',
      ...Object.fromEntries(named),
    },
  });
  return { status, text: stdout + stderr };
}

/** Programs that agents look for, and that this machine need not have. */
const programs = join(scratch, 'bin');
mkdirSync(programs);
for (const name of ['dlm_controld', 'dlm_tool', 'lvmlockd', 'lvmlockctl', 'apache2'])
  writeFileSync(join(programs, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 });

/** What a parameter becomes that names something of a node. */
function onThisMachine(agent: string, parameters: Parameters): Parameters {
  const { config = '' } = parameters;
  if (agent === 'heartbeat/VirtualDomain') return { ...parameters, config: fileOf(textOf(site, config)) };
  if (agent === 'heartbeat/IPaddr2') return { ...parameters, nic: 'lo' };
  if (agent !== 'heartbeat/apache') return parameters;
  return { ...parameters, httpd: join(programs, 'apache2'), configfile: fileOf('Listen 80\n') };
}

function fileOf(text: string): string {
  const file = join(scratch, String(text.length));
  writeFileSync(file, text);
  return file;
}

function primitivesIn(element: XmlElement): readonly XmlElement[] {
  return element.name === 'primitive' ? [element] : elementsIn(element).flatMap(primitivesIn);
}

function parametersOf(primitive: XmlElement): Parameters {
  const pairs = elementsIn(primitive, 'instance_attributes').flatMap((block) => elementsIn(block, 'nvpair'));
  return Object.fromEntries(pairs.map((pair) => [attributeOf(pair, 'name') ?? '', attributeOf(pair, 'value') ?? '']));
}

const site = compileFixture('pacemaker-pair');
const guest = { hypervisor: 'qemu:///system', config: '/etc/cluster/vms/vm1.xml' };
const { root } = await readXml(as<FileId>('cib.xml'), Buffer.from(cibOf(site)));

describeWith(`${AGENTS}/heartbeat/VirtualDomain`, 'validate-all of resource agents', () => {
  const all = (root === undefined ? [] : primitivesIn(root))
    .filter((one) => attributeOf(one, 'class') === 'ocf')
    .map((one) => ({
      id: attributeOf(one, 'id') ?? '',
      agent: `${attributeOf(one, 'provider')}/${attributeOf(one, 'type')}`,
      parameters: parametersOf(one),
    }));

  it('of every agent that the fixture uses', () => {
    expect([...new Set(all.map(({ agent }) => agent))].toSorted()).toEqual([
      'heartbeat/Filesystem',
      'heartbeat/IPaddr2',
      'heartbeat/LVM-activate',
      'heartbeat/VirtualDomain',
      'heartbeat/apache',
      'heartbeat/lvmlockd',
      'pacemaker/controld',
    ]);
  });

  it.each(all)('$agent finds no fault in the parameters of $id', ({ agent, parameters }) => {
    const { status, text } = validated(agent, onThisMachine(agent, parameters));
    // No test makes a volume group: the agent comes as far as looking for it.
    const lacks = agent === 'heartbeat/LVM-activate' ? [1, `Volume group[${parameters['vgname']}] doesn't exist`] : [0];
    expect([status, ...text.split(/[:,\n]/).filter((part) => part.startsWith('Volume group['))]).toEqual(lacks);
    expect(text).not.toMatch(/invalid|not valid|must|please set/i);
  });

  const ext4 = { device: '/dev/vg/lv', directory: '/srv', fstype: 'ext4' };
  const { device, directory } = ext4;

  it.each([
    ['heartbeat/VirtualDomain', { hypervisor: 'qemu:///system' }],
    ['heartbeat/IPaddr2', { ip: '192.168.1.500', cidr_netmask: '24', nic: 'lo' }],
    ['heartbeat/IPaddr2', { ip: '192.168.1.50', cidr_netmask: '99', nic: 'lo' }],
    ['heartbeat/IPaddr2', {}],
    ['heartbeat/LVM-activate', { vg_access_mode: 'lvmlockd' }],
    ['heartbeat/LVM-activate', { vgname: 'vg', vg_access_mode: 'system_id', activation_mode: 'other' }],
    ['heartbeat/Filesystem', { directory, fstype: 'ext4' }],
  ])('%s refuses %j', (agent, parameters) => {
    expect([2, 6]).toContain(validated(agent, parameters).status);
  });

  /** What an agent does not see. Checks of ours refuse it, or no site can say it, as the rule of that code shows. */
  it.each([
    [
      'heartbeat/VirtualDomain',
      onThisMachine('heartbeat/VirtualDomain', { ...guest, shutdown_mode: 'other' }),
      'schema/unknown-key',
    ],
    ['heartbeat/Filesystem', { device, directory }, 'pcmk/missing-param'],
    ['heartbeat/Filesystem', { ...ext4, other: 'x' }, 'schema/unknown-key'],
    ['heartbeat/IPaddr2', { ip: '127.0.0.5', nic: 'lo', other: 'x' }, 'schema/unknown-key'],
    ['heartbeat/lvmlockd', { socket_path: 'no path' }, 'schema/unknown-key'],
    ['pacemaker/controld', { args: '-x' }, 'schema/unknown-key'],
    ['heartbeat/apache', onThisMachine('heartbeat/apache', { port: 'x' }), 'schema/unknown-key'],
  ])('%s accepts %j, which %s is for', (agent, parameters, code) => {
    expect(validated(agent, parameters).status).toBe(0);
    expect(codes.has(code)).toBe(true);
  });

  // What a kernel can mount is the node's: no check of a site sees it, either.
  it('Filesystem only notes a type of file system that the kernel lacks', () => {
    const { status, text } = validated('heartbeat/Filesystem', { ...ext4, fstype: 'other' });
    expect([status, text]).toEqual([0, expect.stringContaining('we do not have other support')]);
  });

  it('LVM-activate ends as without the volume group for a mode that there is not', () => {
    const { status, text } = validated('heartbeat/LVM-activate', { vgname: 'vg', vg_access_mode: 'other' });
    expect([status, text]).toEqual([1, expect.stringContaining('invalid value for vg_access_mode: other')]);
  });
});
