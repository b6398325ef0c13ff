/** dlm stops by killall: a push to a cluster that has it, or gets it, looks for that program on each member. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { as, type FileId } from '../../../../src/base/brand.ts';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { compile } from '../../../../src/compile.ts';
import { questionsOf } from '../../../../src/deploy/node/probes.ts';
import { planPush } from '../../../../src/deploy/plan/make-plan.ts';
import { node as profile } from '../../../../src/stack/pacemaker/push/node.ts';
import { bundleOf, templates } from '../../../support/fixtures.ts';
import { state } from '../../../support/nodes.ts';

const pair = bundleOf('pacemaker-pair');

/** Objections to a push where host2 has no killall. All else succeeds, and says nothing. */
function objections(bundle: Bundle) {
  const seen = bundle.nodes.map(({ host }) => ({
    state: state(host, []),
    answers: Object.fromEntries(
      questionsOf(bundle).map(({ name, argv: [program] }) => {
        const exit = program === 'killall' && host === 'host2' ? ('absent' as const) : 0;
        return [name, { exit, text: '' }];
      }),
    ),
  }));
  const { diagnostics } = planPush({ bundle, profile, seen, services: null, activation: 'live', allowed: new Set() });
  return diagnostics.filter(({ message }) => message.includes('killall'));
}

it('it is refused where a member lacks it, with what installs it there', () => {
  expect(objections(pair)).toMatchObject([
    {
      code: 'push/not-well',
      severity: 'error',
      message: 'the cluster is not healthy: host2 has no killall, by which the agent of dlm stops it',
      help: 'apt-get install psmisc, on host2, then push again',
    },
  ]);
});

it('a cluster without shared volume groups needs none', () => {
  const bytes = readFileSync('fixtures/broken/sys/missing-package.yaml');
  const { bundle } = compile([{ id: as<FileId>('site.yaml'), bytes }], templates);
  expect(bundle?.gates.map(({ probe: { argv } }) => argv[0])).toEqual(expect.arrayContaining(['crm_mon']));
  expect(JSON.stringify(bundle?.gates)).not.toContain('killall');
});

it('facts of a host say so before any push', () => {
  const there = ['corosync', 'pacemaker', 'resource-agents', 'lvm2-lockd', 'dlm-controld'];
  const packages = there.map((name) => `      ${name}: 1.0-1\n`).join('');
  const facts = `facts:\n  host1:\n    collected: 2026-11-26T10:15:00Z\n    packages:\n${packages}`;
  const text = `${readFileSync('fixtures/pacemaker-pair/model/site.yaml', 'utf8')}\n${facts}`;
  const { diagnostics } = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(text) }], templates);
  const found = diagnostics.filter(({ code }) => code === 'sys/missing-package').map(({ message }) => message);
  expect(found).toEqual(['host1 lacks psmisc, which the site needs there']);
});
