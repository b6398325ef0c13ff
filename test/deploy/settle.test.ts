/** How a push ends that waits for the cluster: the message says how long it waited, and what ended the wait. */
import { expect, it } from 'vitest';
import { as, type Millis, type RemotePath } from '../../src/base/brand.ts';
import type { Takeover } from '../../src/deploy/plan/plan.ts';
import type { AskServices } from '../../src/deploy/push/outcome.ts';
import { Run } from '../../src/deploy/push/run.ts';
import { node as profile } from '../../src/stack/pacemaker/push/node.ts';
import { bundleWith, ONE, planOf, scripted, type Answer } from '../support/nodes.ts';

const TAKEOVER: Takeover = { nodes: [ONE], started: ['vm:a'], gone: ['vm:b'], within: as<Millis>(480_000) };

const B = [{ name: 'vm:b', up: true, state: 'started' }];

type Wait = {
  /** When the command that waits for the cluster ends, in milliseconds, and how. */
  readonly takes: number;
  readonly exit: number | null;
  /** What the cluster says then that it runs. */
  readonly runs: Awaited<ReturnType<AskServices>>;
  readonly interrupted?: true;
};

/** The messages of a push to a cluster that keeps its configuration as a document. */
async function said({ takes, exit, runs, interrupted }: Wait): Promise<readonly string[]> {
  const script = scripted((): ReturnType<Answer> => {
    void script.ports.clock.sleep(as<Millis>(takes));
    return { exitCode: exit };
  });
  const ports = { ...script.ports, profile, interrupted: () => interrupted === true };
  const work = { ...planOf([]), document: { ...TAKEOVER, path: as<RemotePath>('/cib'), parts: [], version: '0.1' } };
  const services = () => Promise.resolve(runs);
  const run = new Run({ work, bundle: bundleWith([]), secrets: new Map(), ports, services }, undefined);
  await run.settle({ do: 'settle', wave: 1, steps: [{ do: 'settle', node: ONE }] }, TAKEOVER);
  return run.diagnostics.map(({ message }) => message);
}

it.each<readonly [why: string, wait: Wait, after: string]>([
  ['at rest', { takes: 49_800, exit: 0, runs: B }, '50 s after the push, and the cluster has nothing left to do'],
  ['as long as it may', { takes: 480_100, exit: 124, runs: B }, '480 s after the push, which is the limit of its wait'],
  ['the node is gone', { takes: 12_000, exit: null, runs: B }, '12 s after the push, and no node answered any more'],
  [
    'no node says what runs',
    { takes: 3_000, exit: 0, runs: null },
    '3 s after the push, and no node answered any more',
  ],
  [
    'interrupted',
    { takes: 7_000, exit: null, runs: B, interrupted: true },
    '7 s after the push, when it was interrupted',
  ],
])('%s', async (_why, wait, after) => {
  const known = wait.runs === null ? [] : [`vm:b is still known to the cluster ${after}`];
  expect(await said(wait)).toEqual([`vm:a is not started ${after}`, ...known]);
});

it('a service that the cluster has given up has no time, and one that it runs no message', async () => {
  const found = (state: string) => ({ takes: 1000, exit: 0, runs: [{ name: 'vm:a', up: state === 'started', state }] });
  expect(await said(found('failed'))).toEqual(['vm:a did not start: the cluster has tried, and given up']);
  expect(await said(found('started'))).toEqual([]);
});
