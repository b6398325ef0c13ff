import { describe, expect, it } from 'vitest';
import { describeWith } from '../../../support/tools.ts';
import { below, textOf } from './made/cib.ts';
import { newCluster } from './made/cluster.ts';
import { diceFrom } from './made/dice.ts';
import { compareCluster, differenceAbout } from './pairs.ts';
import { shrunk } from './shrink.ts';

describeWith('crm_simulate', 'made-up changes of made-up clusters', () => {
  it.each([1, 5, 12, 35])('the predictor says what crm_simulate says of the changes of seed %i', async (seed) => {
    const { compared, disagreements } = await compareCluster(seed, 6);
    expect(disagreements).toEqual([]);
    expect(compared).toBeGreaterThan(2);
  });
});

/** A migration from host2 to host1; host1 knows nothing of it. Call ids of what host2 did, in the order of the document. */
function migrated(calls: readonly (readonly [task: string, call: number])[]): string {
  const key = '9:9:0:00000000-0000-0000-0000-000000000000';
  const entries = calls.map(
    ([task, call]) =>
      `<lrm_rsc_op id="vm1_${task}_0" operation_key="vm1_${task}_0" operation="${task}" transition-key="${key}" transition-magic="0:0;${key}" call-id="${call}" rc-code="0" op-status="0" interval="0" last-rc-change="1700000000" migrate_source="host2" migrate_target="host1"/>`,
  );
  const record = `<lrm_resource id="vm1" class="ocf" provider="heartbeat" type="VirtualDomain">${entries.join('')}</lrm_resource>`;
  const stateOf = (id: number, records: string) =>
    `<node_state id="${id}" uname="host${id}" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="${id}"><lrm_resources>${records}</lrm_resources></lrm></node_state>`;
  const vm = '<primitive id="vm1" class="ocf" provider="heartbeat" type="VirtualDomain"/>';
  const device = '<primitive id="fence" class="stonith" type="fence_ipmilan"/>';
  const nodes = '<node id="1" uname="host1"/><node id="2" uname="host2"/>';
  const configuration = `<configuration><crm_config/><nodes>${nodes}</nodes><resources>${device}${vm}</resources><constraints/></configuration>`;
  return `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="1" num_updates="1" admin_epoch="0" have-quorum="1" dc-uuid="1">${configuration}<status>${stateOf(1, '')}${stateOf(2, record)}</status></cib>`;
}

describeWith('crm_simulate', 'a live migration in the history of the source alone', () => {
  it.each([
    ['is active there', [['migrate_to', 80]]],
    [
      'is over when it has stopped',
      [
        ['migrate_to', 8],
        ['stop', 9],
      ],
    ],
    [
      'counts once',
      [
        ['stop', 9],
        ['migrate_to', 8],
        ['migrate_from', 6],
        ['migrate_to', 80],
      ],
    ],
  ] as const)('%s', async (_, calls) => {
    expect(await differenceAbout(migrated(calls))).toEqual({ ours: [], theirs: [] });
  });
});

describe('a disagreement', () => {
  it('is shown in the smallest document that still has it', async () => {
    const cib = newCluster(diceFrom(1));
    const needed = (text: string) => text.includes('<primitive id="vm1"') && text.includes('name="config"');
    expect(below(cib, 'primitive').length).toBeGreaterThan(1);
    const { text } = await shrunk(cib, (one) => Promise.resolve(needed(one)));
    expect(needed(text)).toBe(true);
    expect(text.match(/<primitive /g)).toHaveLength(1);
    expect(text).not.toMatch(/<(rsc_order|rsc_location|rsc_colocation|op ) ?/);
    expect(text.length).toBeLessThan(textOf(cib).length / 3);
  });
});
