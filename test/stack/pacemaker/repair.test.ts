/** The next step that `clusterc status` names for a cluster of pacemaker that is not well. */
import { expect, it } from 'vitest';
import type { Answers } from '../../../src/deploy/node/answers.ts';
import { bundleOf } from '../../support/fixtures.ts';
import { recorded, statusOf } from '../../support/recorded.ts';

const IDLE: Answers = {
  'crm-mon': { text: 'crm_mon: Connection to cluster failed: Transport endpoint is not connected\n', exit: 102 },
};
const DOWN: Answers = { ...IDLE, 'corosync-quorum': { text: 'Cannot initialize CMAP service\n', exit: 1 } };
const FAILED: Answers = { 'crm-mon': recorded('debian12/crm-mon.failed') };
const UNCLEAN: Answers = {
  'crm-mon': {
    text: '<pacemaker-result><nodes><node name="host1.example.com" online="true"/><node name="host2.example.com" unclean="true"/></nodes><resources/><failures><failure op_key="vm1_stop_0" node="host2.example.com"/></failures></pacemaker-result>',
    exit: 0,
  },
};

it.each<[string, { readonly [host: string]: Answers }, object | null]>([
  ['all is well', {}, null],
  [
    'one host has no corosync',
    { host2: DOWN },
    { do: 'run', nodes: ['host2'], commands: ['systemctl start corosync pacemaker'] },
  ],
  ['no host has corosync', { host1: DOWN, host2: DOWN }, { do: 'run', nodes: ['host1', 'host2'] }],
  [
    'pacemaker is down',
    { host1: IDLE, host2: IDLE },
    { nodes: ['host1', 'host2'], commands: ['systemctl start pacemaker'] },
  ],
  [
    'an operation has failed',
    { host1: FAILED },
    { nodes: ['host1'], commands: ['crm_resource --cleanup --resource vm1'] },
  ],
  [
    'a node waits to be fenced',
    { host1: UNCLEAN, host2: DOWN },
    { do: 'wait', because: 'host2.example.com is to be fenced' },
  ],
])('%s', async (_name, answers, step) => {
  const { next } = await statusOf(bundleOf('pacemaker-pair'), { release: 'debian12', answers });
  if (step === null) expect(next).toBeNull();
  else expect(next).toMatchObject(step);
});

it('a host that no push has been to has daemons that a push starts', async () => {
  const states = { host2: { installed: null } };
  const { next } = await statusOf(bundleOf('pacemaker-pair'), {
    release: 'debian12',
    answers: { host2: DOWN },
    states,
  });
  expect(next).toBeNull();
});
