/** What a real cluster of three hosts did, and what the engine says of the same changes. Recorded on cman 3.2 with rgmanager. */
import { expect, it } from 'vitest';
import { as, type HostName } from '../../../../src/base/brand.ts';
import type { Change } from '../../../../src/placement/placement.ts';
import { simulate, simulatorOf } from '../../../../src/placement/simulate.ts';
import { placer } from '../../../../src/stack/cman/placement/index.ts';
import { hostName, modelOf, unitName, type Plan, type UnitPlan } from './made-up.ts';

/** Two VMs prefer host1, a VM and a service prefer host2; host3 runs none of them. */
const PLAN: Plan = {
  hosts: 3,
  central: false,
  units: [unit(true, [0, 1]), unit(true, [1, 0]), unit(true, [0, 1]), unit(false, [1, 0])],
};

function unit(vm: boolean, hosts: readonly number[]): UnitPlan {
  return { vm, memory: 1, ordered: true, restricted: true, failback: false, hosts, exclusive: false, depend: null };
}

const change = (kind: 'fail' | 'drain' | 'return', ...hosts: readonly number[]): Change => ({
  kind,
  hosts: hosts.map((host) => as<HostName>(hostName(host - 1))),
});

it.each<[what: string, changes: readonly Change[], moves: readonly (readonly (string | null)[])[]]>([
  ['17:43 a start of all three', [], [['host1', 'host2', 'host1', 'host2']]],
  [
    '17:45 host3 goes, and comes back: nothing moves',
    [change('fail', 3), change('return', 3)],
    [
      ['host1', 'host2', 'host1', 'host2'],
      ['host1', 'host2', 'host1', 'host2'],
      ['host1', 'host2', 'host1', 'host2'],
    ],
  ],
  [
    '18:03 rgmanager stops on host1 and all of it starts on host2; 18:05 the other way round, and 18:06 nothing goes back',
    [change('fail', 1), change('return', 1), change('fail', 2), change('return', 2)],
    [
      ['host1', 'host2', 'host1', 'host2'],
      ['host2', 'host2', 'host2', 'host2'],
      ['host2', 'host2', 'host2', 'host2'],
      ['host1', 'host1', 'host1', 'host1'],
      ['host1', 'host1', 'host1', 'host1'],
    ],
  ],
])('%s', (_what, changes, moves) => {
  const model = modelOf(PLAN);
  const hosts = model.hosts.map(({ name }) => name);
  const steps = simulate(simulatorOf(model, placer(model)), hosts, changes);
  const places = steps.map(({ outcomes }) => PLAN.units.map((one, index) => outcomes.get(unitName(one, index))?.host));
  expect(places).toEqual(moves);
});

it('17:57 VMs of a host that is drained migrate', () => {
  const model = modelOf(PLAN);
  const hosts = model.hosts.map(({ name }) => name);
  const [, drained] = simulate(simulatorOf(model, placer(model)), hosts, [change('drain', 1)]);
  expect(['vms/v0', 'vms/v2'].map((name) => drained?.outcomes.get(name))).toEqual([
    expect.objectContaining({ from: 'host1', host: 'host2', move: 'migrate' }),
    expect.objectContaining({ from: 'host1', host: 'host2', move: 'migrate' }),
  ]);
});
