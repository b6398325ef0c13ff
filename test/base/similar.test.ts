import { expect, it } from 'vitest';
import { similar, similarByOneSlip, similarInParts } from '../../src/base/similar.ts';

const AGENTS = ['fence_ilo', 'fence_ilo2', 'fence_ilo3', 'fence_apc', 'fence_ipmilan', 'fence_virt', 'fence_xvm'];

it.each([
  ['fence_iol', 'fence_ilo'],
  ['fnece_ilo', 'fence_ilo'],
  ['fence_ap', 'fence_apc'],
  ['fence_aapc', 'fence_apc'],
  ['fence_ipmilam', 'fence_ipmilan'],
])('one slip: %s was meant as %s', (word, meant) => {
  expect(similarByOneSlip(word, AGENTS)).toBe(meant);
});

it.each([
  ['two swaps', 'fnece_iol'],
  ['letters swapped that are no neighbours', 'fence_oli'],
  ['another digit', 'fence_ilo5'],
  ['two letters more', 'fence_virtio'],
  ['the agent itself', 'fence_xvm'],
  ['the start of one', 'fence_ip'],
])('no slip: %s, %s', (_what, word) => {
  expect(similarByOneSlip(word, AGENTS)).toBeUndefined();
});

it('two candidates one slip away are not chosen between', () => {
  expect(similarByOneSlip('fence_abd', ['fence_adb', 'fence_abc'])).toBeUndefined();
});

it.each([
  ['HOST1', 'host1'],
  ['hosts2', 'host2'],
  ['host3', undefined],
])('%s among host1 and host2 was meant as %s', (word, meant) => {
  expect(similar(word, ['host1', 'host2'])).toBe(meant);
});

it.each([
  ['vg_vms/web', undefined],
  ['vg_vms/vm3', undefined],
  ['vg_vsm/vm1', 'vg_vms/vm1'],
  ['vg_vms/{vm}', 'vg_vms/vm1'],
])('%s among vg_vms/vm1 and vg_vms/vm2 was meant as %s', (word, meant) => {
  expect(similarInParts(word, ['vg_vms/vm1', 'vg_vms/vm2'])).toBe(meant);
});

it.each([
  ['nofailback', 'failback'],
  ['no_unmount', 'unmount'],
  ['unfence', 'fence'],
  ['failback', 'nofailback'],
])('%s was not meant as %s, its opposite', (word, opposite) => {
  expect(similar(word, [opposite])).toBeUndefined();
});
