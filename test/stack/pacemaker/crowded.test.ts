/** Checks and documents of many VMs take work in proportion to them: a ratio of processor time, as machines differ. */
import { expect, it } from 'vitest';
import { as } from '../../../src/base/brand.ts';
import { isMap, own } from '../../../src/base/json.ts';
import { runChecks } from '../../../src/check/check.ts';
import type { Model, VmName } from '../../../src/model/model.ts';
import { pacemakerChecks } from '../../../src/stack/pacemaker/check/index.ts';
import { elementLines } from '../../../src/emit/xml-lines.ts';
import { document } from '../../../src/stack/pacemaker/emit/cib.ts';
import type { PacemakerModel } from '../../../src/stack/pacemaker/options.ts';
import { runtime } from '../../../src/stack/pacemaker/push/runtime.ts';
import { compileFixture } from '../../support/fixtures.ts';
import { processorMillis } from '../../support/effort.ts';

const { model: pair } = compileFixture('pacemaker-pair');

/** The pair with so many VMs, each with a failover domain and a volume group of its own. */
function crowded(count: number): PacemakerModel {
  const model = isPacemaker(pair) ? pair : expect.unreachable();
  const [domain] = model.failoverDomains;
  const [vm] = model.vms;
  const group = model.volumeGroups.find(({ clustered }) => !clustered);
  const disk = vm?.disks.find(({ kind }) => kind === 'volume');
  const times = vm && own(model.own.vms, vm.name);
  if (!domain || !vm || !group || disk?.kind !== 'volume' || !times) throw new Error('the pair has all of it');
  const names = Array.from({ length: count }, (_, index) => as<VmName>(`guest-${index}`));
  const withVolume = (name: string) => [{ ...disk, volume: { ...disk.volume, group: name } }];
  return {
    ...model,
    services: [],
    failoverDomains: names.map((name) => ({ ...domain, name })),
    volumeGroups: names.map((name) => ({ ...group, name })),
    vms: names.map((name) => ({ ...vm, name, at: ['vms', name], failoverDomain: name, disks: withVolume(name) })),
    own: { ...model.own, vms: Object.fromEntries(names.map((name) => [name, times])) },
  };
}

function isPacemaker(model: Model | undefined): model is PacemakerModel {
  return isMap(model?.own) && 'stickiness' in model.own;
}

it('8 times as many VMs take at most 32 times as long', () => {
  const millis = (count: number) => {
    const model = crowded(count);
    return processorMillis(() => {
      runChecks(model, pacemakerChecks);
      expect(elementLines(document(model)).length).toBeGreaterThan(count);
      expect(runtime(model).services).toHaveLength(count);
    });
  };
  millis(125); // compiled by V8
  // The least of some, as one may have to collect the garbage of another.
  const least = (count: number) => Math.min(...Array.from({ length: 3 }, () => millis(count)));
  expect(least(1000) / Math.max(least(125), 1)).toBeLessThan(32);
});
