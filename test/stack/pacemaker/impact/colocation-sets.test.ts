/** Sets of resources that stay apart, where a reference is not always the id of the resource that it leads to. */
import { describe, expect, it } from 'vitest';
import { schedule } from '../../../../src/stack/pacemaker/impact/scheduler/schedule.ts';
import { describeWith } from '../../../support/tools.ts';
import { differenceAbout } from './pairs.ts';
import { parsed } from './witness.ts';

const DUMMY = 'class="ocf" provider="pacemaker" type="Dummy"';
/** The digest of no parameters. */
const DIGEST = 'f2317cad3d54cec5d7d7aa7d0bf35cf8';

function record(id: string, task: string, rc: number): string {
  const key = `1:-1:${rc}:00000000-0000-0000-0000-000000000000`;
  return `<lrm_resource id="${id}" ${DUMMY}><lrm_rsc_op id="${id}_last_0" operation_key="${id}_${task}_0" operation="${task}" crm_feature_set="3.16.1" transition-key="${key}" transition-magic="0:${rc};${key}" call-id="1" rc-code="${rc}" op-status="0" op-digest="${DIGEST}" interval="0" last-rc-change="1700000000"/></lrm_resource>`;
}

/** host1 runs vm1. host3 has probed `member` when it was no member of the clone `vms` yet. Nothing else has run or been probed. */
const STATUS = [record('vm1', 'start', 0), '', record('member', 'monitor', 7)].map(
  (records, at) =>
    `<node_state id="${at + 1}" uname="host${at + 1}" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="${at + 1}"><lrm_resources>${records}</lrm_resources></lrm></node_state>`,
);

/** A cluster whose resources of one set must not run on the same host. */
function apart(references: readonly string[], stickiness: number): string {
  const nodes = [1, 2, 3].map((at) => `<node id="${at}" uname="host${at}"/>`);
  const guests = ['vm1', 'vm2', 'VM1'].map((id) => `<primitive id="${id}" ${DUMMY}/>`);
  const clone = `<clone id="vms"><primitive id="member" ${DUMMY}/></clone>`;
  const resources = `${clone}${guests.join('')}<primitive id="fence" class="stonith" type="fence_ipmilan"/>`;
  const members = references.map((id) => `<resource_ref id="${id}"/>`);
  const set = `<rsc_colocation id="apart" score="-INFINITY"><resource_set id="set">${members.join('')}</resource_set></rsc_colocation>`;
  const tags = '<tags><tag id="tagged"><obj_ref id="member"/><obj_ref id="vm2"/></tag></tags>';
  const defaults = `<rsc_defaults><meta_attributes id="defaults"><nvpair id="stickiness" name="resource-stickiness" value="${stickiness}"/></meta_attributes></rsc_defaults>`;
  const configuration = `<configuration><crm_config/><nodes>${nodes.join('')}</nodes><resources>${resources}</resources><constraints>${set}</constraints>${tags}${defaults}</configuration>`;
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="1" admin_epoch="0" have-quorum="1" dc-uuid="1">${configuration}<status>${STATUS.join('')}</status></cib>`;
}

async function changes(text: string, id: string): Promise<readonly object[]> {
  const { resources } = schedule(await parsed(text), { now: 1_700_100_000 });
  return resources.filter(({ resource }) => resource === id || resource.startsWith(`${id}:`));
}

const started = (resource: string, node: string) => ({ action: 'start', resource, node });

/** The values are those of crm_simulate 2.1.5. */
describe('a clone and a guest that stay apart', () => {
  it('by the id of the clone: the guest gives way', async () => {
    const text = apart(['vms', 'vm1'], 0);
    expect(await changes(text, 'vm1')).toMatchObject([{ action: 'stop', node: 'host1' }]);
    const instances = [started('member:0', 'host1'), started('member:1', 'host2'), started('member:2', 'host3')];
    expect(await changes(text, 'member')).toEqual(instances);
  });

  it('by the id of the member: the guest stays where it runs, and its host gets no instance', async () => {
    const text = apart(['member', 'vm1'], 0);
    expect(await changes(text, 'vm1')).toEqual([]);
    expect(await changes(text, 'member')).toEqual([started('member:0', 'host2'), started('member:1', 'host3')]);
  });
});

describeWith('crm_simulate', 'resources of a set that stay apart', () => {
  const SETS = [
    ['vms', 'vm1'],
    ['member', 'vm1'],
    ['vm1', 'member'],
    ['member', 'vms', 'vm1'],
    ['vm2', 'member', 'vm1'],
    ['tagged', 'vm1'],
    ['vm1', 'tagged'],
    ['vm2', 'vm1', 'vm2'],
    ['VM1', 'vm2', 'vm1'],
    ['vm2', 'VM1', 'vm1'],
  ];
  it.each(SETS.map((references) => [references]))('%j: the prediction is that of crm_simulate', async (references) => {
    for (const stickiness of [0, 1])
      expect(await differenceAbout(apart(references, stickiness))).toEqual({ ours: [], theirs: [] });
  });
});
