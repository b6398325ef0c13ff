/** What resource agents themselves say of their parameters, by their action validate-all. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../src/base/xml.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { compileFixture } from '../support/fixtures.ts';
import { describeWith, withSbin } from '../support/tools.ts';
import { cibOf, textOf } from '../stack/pacemaker/primitives.ts';

const AGENTS = '/usr/lib/ocf/resource.d';
const scratch = mkdtempSync(join(tmpdir(), 'agents-'));
afterAll(() => rmSync(scratch, { recursive: true }));

type Parameters = { readonly [name: string]: string };

/** The exit code of validate-all: 2, 3 or 6 if the configuration is at fault, 1 or 5 if this machine lacks something. */
function validated(agent: string, parameters: Parameters): number | null {
  const named = Object.entries(parameters).map(([name, value]) => [`OCF_RESKEY_${name}`, value]);
  const { status } = spawnSync(join(AGENTS, agent), ['validate-all'], {
    env: {
      ...withSbin(),
      OCF_ROOT: '/usr/lib/ocf',
      OCF_RESOURCE_INSTANCE: 'tested',
      OCF_RESKEY_CRM_meta_timeout: '20000',
      HA_RSCTMP: scratch,
      HA_logfacility: 'none',
      ...Object.fromEntries(named),
    },
  });
  return status;
}

function primitivesIn(element: XmlElement): readonly XmlElement[] {
  return element.name === 'primitive' ? [element] : elementsIn(element).flatMap(primitivesIn);
}

function parametersOf(primitive: XmlElement): Parameters {
  const pairs = elementsIn(primitive, 'instance_attributes').flatMap((block) => elementsIn(block, 'nvpair'));
  return Object.fromEntries(pairs.map((pair) => [attributeOf(pair, 'name') ?? '', attributeOf(pair, 'value') ?? '']));
}

const site = compileFixture('pacemaker-pair');
const { root } = await readXml(as<FileId>('cib.xml'), Buffer.from(cibOf(site)));

describeWith(`${AGENTS}/heartbeat/VirtualDomain`, 'validate-all of resource agents', () => {
  const all = (root === undefined ? [] : primitivesIn(root))
    .filter((one) => attributeOf(one, 'class') === 'ocf')
    .map((one) => ({
      id: attributeOf(one, 'id') ?? '',
      agent: `${attributeOf(one, 'provider')}/${attributeOf(one, 'type')}`,
      parameters: parametersOf(one),
    }));

  it.each(all)('$agent finds no fault in the parameters of $id', ({ id, agent, parameters }) => {
    const { config } = parameters;
    if (config !== undefined && agent === 'heartbeat/VirtualDomain') {
      const file = join(scratch, `${id}.xml`);
      writeFileSync(file, textOf(site, config));
      expect(validated(agent, { ...parameters, config: file })).toBe(0);
    } else expect([0, 1, 5]).toContain(validated(agent, parameters));
  });

  it.each([
    ['heartbeat/VirtualDomain', { hypervisor: 'qemu:///system' }],
    ['heartbeat/IPaddr2', { ip: '192.168.1.500', cidr_netmask: '24' }],
    ['heartbeat/IPaddr2', {}],
  ])('%s refuses %j', (agent, parameters) => {
    expect([2, 6]).toContain(validated(agent, parameters));
  });
});
