/** A member that cannot be reached: what the others say of it, in the words of this stack. */
import { expect, it } from 'vitest';
import { questionsOf } from '../../../../src/deploy/node/probes.ts';
import { planPush } from '../../../../src/deploy/plan/make-plan.ts';
import { node as profile } from '../../../../src/stack/pacemaker/push/node.ts';
import { bundleOf } from '../../../support/fixtures.ts';
import { file, found, state } from '../../../support/nodes.ts';

it('keeps its old files, which no cluster.conf is among', () => {
  const bundle = bundleOf('pacemaker-pair');
  const [one, two] = bundle.nodes;
  if (one === undefined || two === undefined) throw new Error('the pair has two hosts');
  const listed = bundle.nodes.map(({ nodeId }) => `${nodeId} 1 host`).join('\n');
  const answers = Object.fromEntries(questionsOf(bundle).map(({ name }) => [name, { exit: 0, text: listed }]));
  const off = { node: two.host, reachable: false, reason: 'no route', cause: 'no-connection' } as const;
  const seen = [
    { state: state(one.host, [found(file('/etc/hosts').path, { relation: 'differs' })]), answers },
    { state: off, answers: {} },
  ];
  const { diagnostics } = planPush({ bundle, profile, seen, services: null, activation: 'live', allowed: new Set() });
  const said = diagnostics.find(({ code }) => code === 'push/member-unreachable');
  expect(said?.help).toBe(
    'restore the connection to it first: a member that does not get the new files loses the others when one side reads them',
  );
});
