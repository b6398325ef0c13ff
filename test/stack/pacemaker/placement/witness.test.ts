/** Where pacemaker runs things, by our placement and by crm_simulate: every change of a site, on the same document. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { HostName } from '../../../../src/base/brand.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../src/base/xml.ts';
import type { Model } from '../../../../src/model/model.ts';
import type { Change, Running } from '../../../../src/placement/placement.ts';
import { simulatorOf, type Step } from '../../../../src/placement/simulate.ts';
import { document } from '../../../../src/stack/pacemaker/emit/cib.ts';
import type { PacemakerModel } from '../../../../src/stack/pacemaker/options.ts';
import { parsedElement } from '../../../../src/stack/pacemaker/placement/document.ts';
import { placer } from '../../../../src/stack/pacemaker/placement/index.ts';
import { situationIn } from '../../../../src/stack/pacemaker/placement/situation.ts';
import { compileFixture } from '../../../support/fixtures.ts';
import { describeWith } from '../../../support/tools.ts';
import type { Plan, UnitPlan } from '../../cman/placement/made-up.ts';
import { simulate } from '../impact/witness.ts';
import { modelFor, modelOf, pacemakerModel } from './made-up.ts';

const NOW = 1_000_000_000;

function textOf({ name, attributes, children }: XmlElement): string {
  const written = attributes.map(
    (one) => ` ${one.name}="${one.value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
  );
  const inner = children.map((child) => ('name' in child ? textOf(child) : '')).join('');
  return `<${name}${written.join('')}>${inner}</${name}>`;
}

/** By primitive: the nodes on which the simulator ends with it running. */
async function witnessed(before: Step, change: Change, after: Step, model: PacemakerModel): Promise<Running> {
  const situation = {
    change,
    before: before.members,
    members: after.members,
    quorate: after.votes.quorate,
    running: before.running,
    room: new Map<HostName, number>(),
  };
  const cib = situationIn(parsedElement(document(model)), situation, model);
  const said = await simulate(textOf(cib), NOW);
  if (said === null) throw new Error('crm_simulate refuses the document');
  return placesIn(said.after, model);
}

async function placesIn(cib: string, model: PacemakerModel): Promise<Running> {
  const { parsed } = await import('../impact/witness.ts');
  const hosts = new Map(model.hosts.map(({ name, nodeName }) => [nodeName, name]));
  const places = new Map<string, HostName[]>();
  for (const state of elementsIn(await parsed(cib), 'status').flatMap((status) => elementsIn(status, 'node_state')))
    for (const record of resourcesIn(state)) {
      const host = hosts.get(attributeOf(state, 'uname') ?? '');
      if (host !== undefined && isActive(record))
        places.set(attributeOf(record, 'id') ?? '', [...(places.get(attributeOf(record, 'id') ?? '') ?? []), host]);
    }
  return places;
}

function resourcesIn(state: XmlElement): readonly XmlElement[] {
  if (attributeOf(state, 'in_ccm') !== 'true') return [];
  return elementsIn(state, 'lrm')
    .flatMap((lrm) => elementsIn(lrm, 'lrm_resources'))
    .flatMap((all) => elementsIn(all, 'lrm_resource'));
}

/** By the operation with the highest call id: started, and not stopped since. */
function isActive(record: XmlElement): boolean {
  const last = elementsIn(record, 'lrm_rsc_op')
    .filter((one) =>
      ['start', 'stop', 'monitor', 'migrate_to', 'migrate_from'].includes(attributeOf(one, 'operation') ?? ''),
    )
    .toSorted((a, b) => Number(attributeOf(b, 'call-id')) - Number(attributeOf(a, 'call-id')))[0];
  const [task, rc] = [last && attributeOf(last, 'operation'), last && attributeOf(last, 'rc-code')];
  return rc === '0' && task !== 'stop' && task !== 'migrate_to';
}

const names = (model: Model) => model.vms.map(({ name }) => name);

async function compare(model: PacemakerModel, changes: readonly Change[]): Promise<void> {
  const simulator = simulatorOf(model, placer(model));
  let before = simulator.start(model.hosts.map(({ name }) => name));
  for (const change of changes) {
    const after = simulator.next(before, change);
    const said = await witnessed(before, change, after, model);
    for (const name of names(model))
      expect({ change, name, hosts: said.get(name) ?? [] }).toEqual({
        change,
        name,
        hosts: after.running.get(name) ?? [],
      });
    before = after;
  }
}

function changesOf({ hosts, vms }: Model): readonly Change[] {
  const each = hosts.flatMap(({ name }): readonly Change[] => [
    { kind: 'fail', hosts: [name] },
    { kind: 'return', hosts: [name] },
    { kind: 'drain', hosts: [name] },
    { kind: 'return', hosts: [name] },
  ]);
  const crashes = vms.map(({ at }): Change => ({ kind: 'crash', name: at.join('/') }));
  return [...each, ...crashes, { kind: 'fail', hosts: hosts.map(({ name }) => name).slice(1) }];
}

const UNIT: UnitPlan = {
  vm: true,
  memory: 1,
  ordered: true,
  restricted: true,
  failback: true,
  hosts: [0, 1, 2],
  exclusive: false,
  depend: null,
};

/** Scores, stickiness, colocations, orders; and VMs that may run anywhere. */
const PLANS: readonly Plan[] = [
  {
    hosts: 3,
    central: false,
    units: [UNIT, { ...UNIT, hosts: [1, 2], failback: false }, { ...UNIT, ordered: false, hosts: [2, 0] }],
  },
  { hosts: 3, central: false, units: [{ ...UNIT, exclusive: true }, UNIT, { ...UNIT, depend: 1, hosts: [2, 1] }] },
  {
    hosts: 3,
    central: false,
    units: Array.from({ length: 7 }, () => ({ ...UNIT, ordered: false, restricted: false, hosts: [0] })),
  },
  {
    hosts: 4,
    central: false,
    units: Array.from({ length: 9 }, (_, index) => ({
      ...UNIT,
      ordered: false,
      hosts: [0, 1, 2, 3],
      exclusive: index === 8,
    })),
  },
];

describeWith('crm_simulate', 'placement by crm_simulate', () => {
  it('of the fixture, after each change', async () => {
    const model = pacemakerModel(compileFixture('pacemaker-pair').model);
    await compare(model, changesOf(model));
  });

  it('of hosts that a device has to unfence, after each change', async () => {
    const site = parse(readFileSync('fixtures/pacemaker-pair/model/site.yaml', 'utf8'));
    site.fence_devices.keys = { agent: 'fence_scsi', devices: '/dev/mapper/san-vms' };
    for (const host of Object.values<{ unfence: unknown }>(site.hosts)) host.unfence = [{ device: 'keys' }];
    const model = modelOf(site);
    await compare(model, changesOf(model));
  });

  it.each(PLANS.map((plan, index) => ({ index, plan })))(
    'of made-up cluster $index, after each change',
    async ({ plan }) => {
      const model = modelFor(plan);
      await compare(model, changesOf(model));
    },
  );
});
