/** Who moves where when a node leaves the cluster for a while, and how it gets home. */
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { holds } from '../../src/deploy/node/probes.ts';
import { turns, type Running } from '../../src/deploy/plan/rolling-restart.ts';
import { siteOf } from '../bench/site.ts';

/** Three hosts; vm1 may run on host2 and host3, in a domain of its own. */
function bundleOf(domain: string): Bundle {
  const site = siteOf({ hosts: 3, vms: 1, runOn: 2 })
    .replace('\nvms:', `\nfailover_domains:\n  own: { ${domain} }\nvms:`)
    .replace(/run_on: .*/, 'failover_domain: own');
  const found = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(site) }], readTemplates());
  if (found.bundle === undefined) throw new Error(found.diagnostics.map(({ message }) => message).join('\n'));
  return found.bundle;
}

function runningOf(bundle: Bundle, members: Running['members'], up: Running['up']): Running {
  const { serviceActions } = bundle;
  if (serviceActions === null) throw new Error('the bundle moves no services');
  return { bundle, serviceActions, members, up };
}

function movesOf(bundle: Bundle, owner: string): readonly string[] {
  const hosts = bundle.nodes.map(({ host }) => host);
  const rolled = turns(runningOf(bundle, hosts, [{ name: 'vm:vm1', owner }]));
  const steps = rolled.flatMap((turn) => turn.steps.map(({ action, nodes }) => `${action.id} on ${nodes.join()}`));
  return steps.filter((step) => step.startsWith('service/'));
}

const AWAY = 'service/migrate/vm:vm1/host3.example.com on host1';

it.each([
  ['a domain without failback: migrated', 'hosts: [host2, host3]', 'service/migrate/vm:vm1/host2.example.com on host1'],
  [
    'a domain without an order: migrated',
    'hosts: [host2, host3], ordered: false',
    'service/migrate/vm:vm1/host2.example.com on host1',
  ],
  [
    'failback: waited for',
    'hosts: [host2, host3], failback: true',
    'service/come-back/vm:vm1/host2.example.com on host1',
  ],
  [
    'failback between equals: migrated',
    'hosts: [{ host: host2, priority: 1 }, { host: host3, priority: 1 }], failback: true',
    'service/migrate/vm:vm1/host2.example.com on host1',
  ],
])('comes home after its turn in %s', (_what, domain, home) => {
  expect(movesOf(bundleOf(domain), 'host2')).toEqual([AWAY, home]);
});

it('is left where its domain prefers it', () => {
  expect(movesOf(bundleOf('hosts: [host3, host2], failback: true'), 'host2')).toEqual([AWAY]);
});

it('looks for a node by its whole name, whatever letters it begins with', () => {
  const bundle = bundleOf('hosts: [host2, host3]');
  const nodes = bundle.nodes.map((node) => ({ ...node, nodeName: node.nodeName.replace('host', 'db.') }));
  const hosts = nodes.map(({ host }) => host);
  const steps = turns(runningOf({ ...bundle, nodes }, hosts, [{ name: 'vm:vm1', owner: 'host2' }]));
  const move = steps.flatMap((turn) => turn.steps).find(({ action }) => action.id.startsWith('service/migrate/'));
  const probe = move?.action.probe;
  const says = (owner: string) =>
    probe && holds(probe, { text: `<group name="vm:vm1" state_str="started"  owner="${owner}" x="y"/>`, exit: 0 }, {});
  expect([says('db.3.example.com'), says('dba3.example.com'), says('xdb.3.example.com')]).toEqual([true, false, false]);
});
