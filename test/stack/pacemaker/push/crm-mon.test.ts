/** What is up and what is down, as the real crm_mon shows a CIB with operations that are pending. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Probe } from '../../../../src/bundle/action.ts';
import { holds } from '../../../../src/deploy/node/probes.ts';
import { xmlIn } from '../../../../src/deploy/node/printed.ts';
import { crmMon, isDown, isUp, NOTHING_LEAVES } from '../../../../src/stack/pacemaker/push/crm-mon.ts';
import { isEmpty } from '../../../../src/stack/pacemaker/push/drain.ts';
import { temporaryFolder } from '../../../support/sandboxes.ts';
import { describeWith, run } from '../../../support/tools.ts';
import { rootOf } from '../../../support/xml.ts';

/** The last operation of the guest on its node; -1 is pending. */
type Last = readonly [operation: string, code: number, status: number];

function cib([operation, code, status]: Last, standby = false): string {
  const key = `1:1:0:00000000-0000-4000-8000-000000000000`;
  const attribute = `<instance_attributes id="s"><nvpair id="s-standby" name="standby" value="on"/></instance_attributes>`;
  return `<cib admin_epoch="0" epoch="1" num_updates="0" validate-with="pacemaker-3.9" crm_feature_set="3.16.2" have-quorum="1" dc-uuid="1">
  <configuration>
    <crm_config><cluster_property_set id="o"><nvpair id="f" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
    <nodes><node id="1" uname="host1">${standby ? attribute : ''}</node></nodes>
    <resources><primitive id="vm1" class="ocf" provider="pacemaker" type="Dummy"/></resources><constraints/>
  </configuration>
  <status><node_state id="1" uname="host1" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="1"><lrm_resources>
    <lrm_resource id="vm1" class="ocf" provider="pacemaker" type="Dummy"><lrm_rsc_op id="vm1_last_0" operation_key="vm1_${operation}_0"
      operation="${operation}" crm_feature_set="3.16.2" transition-key="${key}" transition-magic="${status}:${code};${key}" on_node="host1"
      call-id="2" rc-code="${code}" op-status="${status}" interval="0" last-rc-change="1700000000" exec-time="0" queue-time="0"/></lrm_resource>
  </lrm_resources></lrm></node_state></status></cib>`;
}

const STATES: readonly (readonly [state: string, last: Last, up: boolean, down: boolean])[] = [
  ['has started', ['start', 0, 0], true, false],
  ['has begun to start', ['start', 193, -1], false, false],
  ['has begun to stop', ['stop', 193, -1], false, false],
  ['has stopped', ['stop', 0, 0], false, true],
  ['has failed to start', ['start', 1, 4], false, false],
];

describeWith('crm_mon', 'a guest that', () => {
  async function says(document: string, { argv, ...probe }: Probe): Promise<boolean> {
    const file = join(temporaryFolder(), 'cib.xml');
    writeFileSync(file, document);
    const [program, ...words] = argv.map(String);
    const { status: exit, output: text } = run(program ?? '', words, { env: { CIB_file: file } });
    return holds({ argv, ...probe }, { exit, text, xml: await rootOf(xmlIn(text) ?? '') }, {});
  }

  it.each(STATES)('%s', async (_state, last, up, down) => {
    expect(await says(cib(last), crmMon(isUp('vm1')))).toBe(up);
    expect(await says(cib(last), crmMon(isDown('vm1')))).toBe(down);
  });

  it('has begun to stop is not gone from its node yet', async () => {
    expect(await says(cib(['stop', 193, -1], true), isEmpty('host1'))).toBe(false);
    expect(await says(cib(['stop', 193, -1]), crmMon(NOTHING_LEAVES))).toBe(false);
    expect(await says(cib(['stop', 0, 0], true), isEmpty('host1'))).toBe(true);
  });
});
