/** Which volume groups a host may activate by itself. Source of lvm.sh. */
import { expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import { compile } from '../../src/compile.ts';
import { lockingTypeOf, volumeList } from '../../src/stack/cman/emit/lvm-conf.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

/** The first host of the pair, with another group and VMs that stay where they are. */
function firstHost(groups: Json, change: (name: string) => Json) {
  const luns = { vms: { number: 1, size: '500G' }, more: { number: 2, size: '500G' } };
  const vms = Object.fromEntries(['vm1', 'vm2'].map((name) => [name, change(name)]));
  const changes: readonly (readonly [readonly string[], Json])[] = [
    [['storage', 'targets', 'san', 'luns'], luns],
    [['storage', 'volume_groups'], groups],
    [['hosts', 'host1', 'local_volume_groups'], ['vg_root']],
    [['hosts', 'host2', 'local_volume_groups'], []],
    [['vms'], vms],
  ];
  const site = changes.reduce((map, [path, value]) => withValue(map, path, value), siteOf('pair'));
  const { model, diagnostics } = compile([fileOf(site)], templates);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [host] = model?.hosts ?? [];
  if (model === undefined || host === undefined) throw new Error('the pair does not compile');
  return { list: volumeList(host, model), lockingType: lockingTypeOf(host, model) };
}

const vm = (volume: string, runOn: readonly string[]): Json => ({
  memory: '1G',
  cpus: 1,
  disks: [{ volume }],
  nics: [{ bridge: 'br0' }],
  run_on: [...runOn],
});

it('its own, those of clvmd, and by its tag what rgmanager gave it', () => {
  const groups = {
    vg_vms: { on: ['san/vms'], volumes: { vm1: '1G', vm2: '1G' } },
    vg_web: { clustered: false, on: ['san/more'], volumes: { www: '1G' } },
  };
  expect(firstHost(groups, (name) => vm(`vg_vms/${name}`, ['host1', 'host2']))).toEqual({
    list: ['vg_root', 'vg_vms', '@host1.example.com'],
    lockingType: 3,
  });
});

it('and the group of VMs that run nowhere else', () => {
  const groups = {
    vg_one: { clustered: false, on: ['san/vms'], volumes: { vm1: '1G' } },
    vg_two: { clustered: false, on: ['san/more'], volumes: { vm2: '1G' } },
  };
  const found = firstHost(groups, (name) =>
    name === 'vm1' ? vm('vg_one/vm1', ['host1']) : vm('vg_two/vm2', ['host2']),
  );
  expect(found).toEqual({ list: ['vg_root', 'vg_one', '@host1.example.com'], lockingType: 1 });
});
