import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { elementsIn, attributeOf, type XmlElement } from '../../src/base/xml.ts';
import { describeWith } from '../support/tools.ts';
import { xmlOf } from '../impact/read.ts';

const AGENTS = '/usr/lib/ocf/resource.d';

type Reload = { readonly action: string | null; readonly parameters: readonly string[] };
const { agents }: { readonly agents: { readonly [agent: string]: Reload } } = parse(
  readFileSync('schemas/catalogue/ocf/reload.yaml', 'utf8'),
);

/** Agents of what we emit: none of them reloads. */
const RESTARTING = ['VirtualDomain', 'LVM-activate', 'lvmlockd', 'Filesystem', 'IPaddr2', 'apache', 'nfsserver'].map(
  (name) => `ocf:heartbeat:${name}`,
);

async function metadataOf(agent: string): Promise<XmlElement> {
  const [, provider = '', type = ''] = agent.split(':');
  const { stdout } = spawnSync(`${AGENTS}/${provider}/${type}`, ['meta-data'], {
    encoding: 'utf8',
    env: { ...process.env, OCF_ROOT: '/usr/lib/ocf', PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  return xmlOf(stdout.replace(/<!DOCTYPE[^>]*>/, ''));
}

async function reloadOf(agent: string): Promise<Reload> {
  const metadata = await metadataOf(agent);
  const within = (list: string, item: string) =>
    elementsIn(metadata, list).flatMap((element) => elementsIn(element, item));
  const actions = within('actions', 'action').map((action) => attributeOf(action, 'name'));
  const reloadable = within('parameters', 'parameter').filter((each) => attributeOf(each, 'reloadable') === '1');
  return {
    action: ['reload-agent', 'reload'].find((name) => actions.includes(name)) ?? null,
    parameters: reloadable.map((parameter) => attributeOf(parameter, 'name') ?? ''),
  };
}

describeWith(`${AGENTS}/heartbeat/VirtualDomain`, 'what the metadata of agents says of reloads', () => {
  it.each(Object.entries(agents))('%s', async (agent, reload) => {
    expect(await reloadOf(agent)).toEqual(reload);
  });

  it.each(RESTARTING)('%s restarts for every parameter', async (agent) => {
    expect(await reloadOf(agent)).toEqual({ action: null, parameters: [] });
  });
});
