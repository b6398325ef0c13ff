/** Agents of a node: what is written of them is small, and gives them back exactly; a push is predicted by them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { analyse } from '../../src/analyse.ts';
import { rmTypes } from '../../src/catalogue/rm.ts';
import { effectsOf } from '../support/effects.ts';
import { agentFacts } from '../../src/stack/cman/facts/agents.ts';
import { factsYaml } from '../../src/facts/file.ts';
import type { Agent, Agents } from '../../src/stack/cman/impact/agents.ts';
import { agentsWith, differencesOf } from '../../src/stack/cman/impact/differences.ts';
import { renderPlan } from '../../src/report/plan/plan.ts';
import { xmlOf } from '../impact/read.ts';
import { bundleWith, file, found, ONE, planned, state } from '../support/nodes.ts';
import { VM_METADATA } from './node.ts';

const name = fc.constantFrom('name', 'domain', 'path', 'recovery', '__proto__', 'constructor');
const attribute = fc.record(
  {
    primary: fc.boolean(),
    reconfig: fc.boolean(),
    inherit: fc.constantFrom('a', 'b'),
    default: fc.constantFrom('', '1'),
  },
  { requiredKeys: [] },
);
const agent: fc.Arbitrary<Agent> = fc.record({
  max: fc.integer({ min: 0, max: 2 }),
  initOnAdd: fc.boolean(),
  migrates: fc.boolean(),
  children: fc.dictionary(name, fc.record({ start: fc.nat(2), stop: fc.nat(2) })),
  attributes: fc.dictionary(name, attribute),
});
const agents: fc.Arbitrary<Agents> = fc.dictionary(fc.constantFrom('vm', 'service', 'fs', '__proto__'), agent);

/** With everything said, and without the words of the catalogue. */
function whole(all: Agents) {
  const entries = Object.entries(all).map(([type, { max, initOnAdd, migrates, children = {}, attributes }]) => {
    const said = Object.entries(attributes).map(
      ([key, { primary = false, reconfig = false, inherit, default: fallback }]) => [
        key,
        { primary, reconfig, inherit, fallback },
      ],
    );
    const levels = Object.entries(children).map(([child, { start, stop }]) => [child, { start, stop }]);
    return [
      type,
      { max, initOnAdd, migrates, children: Object.fromEntries(levels), attributes: Object.fromEntries(said) },
    ];
  });
  return Object.fromEntries(entries);
}

describe('differences', () => {
  it('give back what the node has, whatever the catalogue says', () => {
    fc.assert(
      fc.property(agents, agents, (catalogue, node) => {
        const differences = differencesOf(catalogue, node);
        expect(whole(agentsWith(catalogue, differences))).toEqual(whole(node));
      }),
    );
  });

  it('reports no agent that is as the catalogue has it', () => {
    const catalogue = rmTypes({ family: 'rhel6', minor: 4 });
    expect(differencesOf(catalogue, catalogue)).toEqual({});
  });

  it('are what the metadata says otherwise, and nothing of agents that could not be read', async () => {
    const service = VM_METADATA.replace('name="vm"', 'name="service"');
    const roots = [
      { file: 'vm.sh', root: await xmlOf(VM_METADATA) },
      { file: 'service.sh', root: await xmlOf(service) },
      { file: 'ip.sh', root: undefined },
    ];
    const differences = agentFacts('Red Hat Enterprise Linux Server release 6.4 (Santiago)', roots);
    expect(differences?.['vm']).toMatchObject({ attributes: { path: false, use_virsh: false } });
    expect(differences).toHaveProperty('fs', false);
    expect(differences).not.toHaveProperty('ip');
  });

  it('are not reported where rgmanager is not there', async () => {
    expect(agentFacts(undefined, [{ file: 'vm.sh', root: await xmlOf(VM_METADATA) }])).toBeUndefined();
  });
});

function modelWith(facts: string) {
  const site = readFileSync('fixtures/pair/model/site.yaml');
  const { model } = analyse([
    { id: as<FileId>('site.yaml'), bytes: site },
    { id: as<FileId>('facts.yaml'), bytes: Buffer.from(facts) },
  ]);
  if (model === undefined) throw new Error('the pair has no model');
  return model;
}

describe('a push', () => {
  it('is predicted by the agents that the nodes have', async () => {
    const path = '/etc/cluster/cluster.conf';
    const conf = (value: string) =>
      `<cluster name="c" config_version="1"><rm><vm name="vm1" path="${value}"/></rm></cluster>`;
    const bundle = bundleWith([file(path, { content: [conf('/b')] })]);
    const plan = planned(bundle, [state(ONE, [found(path, { relation: 'differs', text: conf('/a') })])], new Set());
    const reported = async (facts: string) => {
      const effects = await effectsOf(plan, { family: 'rhel6', minor: 4 }, modelWith(facts).facts);
      return renderPlan(plan, bundle, { columns: 100, color: false, effects });
    };
    const collected = '2026-11-26T10:15:00Z';
    const reconfig = { vm: { attributes: { path: { reconfig: true } } } };
    expect(await reported('facts: {}\n')).toContain('VM_REBIND');
    expect(await reported(factsYaml({ host2: { collected, agents: reconfig } }))).toContain('RECONFIG');
    expect(await reported(factsYaml({ host1: { collected, agents: { vm: false } } }))).not.toContain('VM_REBIND');
  });
});
