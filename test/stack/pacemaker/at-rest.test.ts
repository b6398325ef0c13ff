/** What `clusterc status` says of a cluster that operators have put at rest: by name, with the command that takes it back. */
import { expect, it } from 'vitest';
import { statusJson } from '../../../src/report/status/json.ts';
import { bundleOf } from '../../support/fixtures.ts';
import { recorded, statusOf } from '../../support/recorded.ts';

const MODE = 'the cluster is in maintenance-mode and starts, stops and recovers nothing, says host1';
const LEFT = 'host1 is in maintenance, and what runs there is not recovered, says host1';
const STANDBY = 'host2 is on standby and runs nothing, says host1';
const take = (command: string) => `${command}, on host1`;
const meta = (name: string, key: string) => take(`crm_resource --resource ${name} --meta --delete-parameter ${key}`);
const node = (name: string, key: string) => take(`crm_attribute --node ${name} --name ${key} --delete`);

it.each<[recording: string, said: readonly (readonly [message: string, help: string])[]]>([
  ['crm-mon', []],
  [
    'crm-mon.at-rest',
    [
      [STANDBY, node('host2', 'standby')],
      ['g_vm1 stays stopped by its target-role, says host1', meta('g_vm1', 'target-role')],
      ['vm2 is not managed, and so neither started, stopped nor recovered, says host1', meta('vm2', 'is-managed')],
      ['vm1 has an operation that is pending (Stopping), says host1', take('crm_resource --wait')],
    ],
  ],
  [
    'crm-mon.maintenance',
    [
      [MODE, take('crm_attribute --name maintenance-mode --delete')],
      [LEFT, node('host1', 'maintenance')],
      [STANDBY, node('host2', 'standby')],
    ],
  ],
  [
    'crm-mon.node-maintenance',
    [
      [LEFT, node('host1', 'maintenance')],
      [STANDBY, node('host2', 'standby')],
      ['locking-clone stays stopped by its target-role, says host1', meta('locking-clone', 'target-role')],
    ],
  ],
])('%s', async (recording, said) => {
  const status = await statusOf(bundleOf('pacemaker-pair'), {
    release: 'debian12',
    answers: { host1: { 'crm-mon': recorded(`debian12/${recording}`) } },
  });
  const found = status.diagnostics.filter(({ code }) => code === 'pcmk/at-rest');
  expect(found.map(({ message, help }) => [message, help])).toEqual(said);
  expect(statusJson(status)).toMatchObject({
    findings: expect.arrayContaining(
      said.map(([message, help]) => ({ code: 'pcmk/at-rest', severity: 'note', message, help, host: 'host1' })),
    ),
  });
});
