/** Rules of rgmanager one by one: recovery, dependencies, central processing, loss of quorum. */
import { describe, expect, it } from 'vitest';
import { as, type HostName } from '../../../../src/base/brand.ts';
import type { Change } from '../../../../src/placement/placement.ts';
import { simulate, simulatorOf } from '../../../../src/placement/simulate.ts';
import { placer } from '../../../../src/stack/cman/placement/index.ts';
import { analyse } from '../../../../src/analyse.ts';
import type { FileId } from '../../../../src/base/brand.ts';
import { cmanModelOf } from '../../../support/fixtures.ts';
import { siteOf, type Plan, type UnitPlan } from './made-up.ts';

const UNIT: UnitPlan = {
  vm: true,
  memory: 1,
  ordered: true,
  restricted: true,
  failback: false,
  hosts: [0, 1, 2],
  exclusive: false,
  depend: null,
};

type Extra = { readonly [key: string]: string | number | boolean };

/** Keys for the units besides those of the plan. */
function play(
  units: readonly (Partial<UnitPlan> & { readonly extra?: Extra })[],
  changes: readonly Change[],
  central = false,
) {
  const plan: Plan = { hosts: 3, central, units: units.map((unit) => ({ ...UNIT, ...unit })) };
  const site = siteOf(plan);
  units.forEach(({ vm = true, extra = {} }, index) => {
    const section: { readonly [name: string]: object } = vm ? site.vms : site.services;
    Object.assign(section[`${vm ? 'v' : 's'}${index}`] ?? {}, extra);
  });
  const model = cmanModelOf(analyse([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(JSON.stringify(site)) }]));
  const hosts = model.hosts.map(({ name }) => name);
  const steps = simulate(simulatorOf(model, placer(model)), hosts, changes);
  return steps.map(({ outcomes }) => [...outcomes.values()]);
}

const on = (kind: 'fail' | 'drain' | 'return', ...hosts: readonly string[]): Change => ({
  kind,
  hosts: hosts.map((host) => as<HostName>(host)),
});
const crash = (name: string): Change => ({ kind: 'crash', name });
const [DOMAIN, NOT_QUORATE] = ['no host of its failover domain is in the cluster', 'the cluster is not quorate'];

describe('what fails', () => {
  it.each([
    ['restart', { host: 'host1', move: 'restart' }],
    ['disable', { host: null, move: 'stop', because: 'it failed, and its recovery policy is disable' }],
    // Both others are equally good to best_target_node, which keeps the last one.
    ['relocate', { host: 'host3', move: 'move' }],
  ])('with recovery %s', (recovery, expected) => {
    const steps = play([{ extra: { recovery } }], [crash('vms/v0')]);
    expect(steps[1]?.[0]).toMatchObject(expected);
  });

  it('goes to the next host of its domain with central processing', () => {
    const steps = play([{ extra: { recovery: 'relocate' } }], [crash('vms/v0')], true);
    expect(steps[1]?.[0]).toMatchObject({ host: 'host2', move: 'move' });
  });

  it('is not started again by a later change when it was disabled', () => {
    const steps = play([{ extra: { recovery: 'disable' } }], [crash('vms/v0'), on('fail', 'host3')]);
    expect(steps[2]?.[0]).toMatchObject({ host: null, move: 'none' });
  });
});

describe('a host that returns', () => {
  const failback = { failback: true };

  it('gets a VM back by migration, and a service by stop and start', () => {
    const steps = play([failback, { ...failback, vm: false }], [on('fail', 'host1'), on('return', 'host1')]);
    expect(steps[2]?.map(({ host, move }) => [host, move])).toEqual([
      ['host1', 'move'],
      ['host1', 'migrate'],
    ]);
  });

  it('gets even a VM by stop and start with central processing', () => {
    const steps = play([failback], [on('fail', 'host1'), on('return', 'host1')], true);
    expect(steps[2]?.[0]).toMatchObject({ host: 'host1', from: 'host2', move: 'move' });
  });

  it('gets nothing back without failback', () => {
    const steps = play([{}], [on('fail', 'host1'), on('return', 'host1')]);
    expect(steps[2]?.[0]).toMatchObject({ host: 'host2', move: 'stay' });
  });
});

describe('a service that depends on another', () => {
  const pair = [
    { vm: false, hosts: [0] },
    { vm: false, depend: 0, hosts: [1] },
  ];

  it('starts after it, and stops when that has no host', () => {
    const steps = play(pair, [on('fail', 'host1')]);
    expect(steps.map((step) => step[1]?.move)).toEqual(['start', 'stop']);
    expect(steps[1]?.[0]?.because).toBe(DOMAIN);
    expect(steps[1]?.[1]?.because).toBe('it depends on services/s0, which does not run');
  });

  it('goes on where every host that is left runs something exclusive, as none of them asks for the domain', () => {
    const alone = { vm: false, exclusive: true };
    const units = [
      { ...alone, hosts: [2] },
      { ...alone, hosts: [1], depend: 0 },
      { ...alone, hosts: [0] },
    ];
    const [, lost] = play(units, [on('fail', 'host3')]);
    expect(lost?.map(({ host, move }) => [host, move])).toEqual([
      [null, 'stop'],
      ['host2', 'stay'],
      ['host1', 'stay'],
    ]);
    const [, one] = play(units.slice(0, 2), [on('fail', 'host3')]);
    expect(one?.map(({ move }) => move)).toEqual(['stop', 'stop']);
  });

  it('follows it to another host; what runs elsewhere starts again unless it is soft, with central processing', () => {
    const follower = { vm: false, depend: 0 };
    const units = [
      { vm: false, hosts: [0, 1] },
      { ...follower, hosts: [0, 1] },
      { ...follower, hosts: [1, 0], extra: { depend_mode: 'soft' } },
      { ...follower, hosts: [1, 0] },
    ];
    const [, lost] = play(units, [on('fail', 'host1')], true);
    expect(lost?.map(({ host, move }) => [host, move])).toEqual([
      ['host2', 'move'],
      ['host2', 'move'],
      ['host2', 'stay'],
      ['host2', 'restart'],
    ]);
  });

  it('goes on if the dependency is soft, with central processing only', () => {
    const soft = pair.map((unit, index) => (index === 1 ? { ...unit, extra: { depend_mode: 'soft' } } : unit));
    expect(play(soft, [on('fail', 'host1')], true)[1]?.[1]?.move).toBe('stay');
    expect(play(soft, [on('fail', 'host1')])[1]?.[1]?.move).toBe('stop');
  });
});

describe('quorum', () => {
  it('stops everything when it is lost, and starts it when it is back', () => {
    const steps = play([{}], [on('fail', 'host2', 'host3'), on('return', 'host2')]);
    expect(steps.map(([outcome]) => [outcome?.host, outcome?.move, outcome?.because])).toEqual([
      ['host1', 'start', ''],
      [null, 'stop', NOT_QUORATE],
      ['host1', 'start', ''],
    ]);
  });
});

it('the largest VMs are placed first where any host will do', () => {
  const free = { ordered: false };
  const [start] = play(
    [
      { ...free, memory: 2 },
      { ...free, memory: 6 },
      { ...free, memory: 4 },
      { ...free, memory: 3 },
    ],
    [],
  );
  expect(start?.map(({ host, choices }) => [host, choices.length])).toEqual([
    ['host3', 3],
    ['host1', 3],
    ['host2', 3],
    ['host2', 3],
  ]);
});

it('a service without autostart does not run', () => {
  const [start] = play([{ extra: { autostart: false } }], []);
  expect(start?.[0]).toMatchObject({ host: null, move: 'none', because: 'autostart is off' });
});
