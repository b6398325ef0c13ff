/** Who moves where when a node leaves the cluster for a while, and how it gets home. */
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { holds } from '../../src/deploy/node/probes.ts';
import { turns, type Running } from '../../src/deploy/plan/rolling-restart.ts';
import { siteOf } from '../bench/site.ts';
import { rootOf } from '../support/xml.ts';

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
  return { bundle, serviceActions, members, up, idle: [] };
}

function movesOf(bundle: Bundle, owner: string): readonly string[] {
  const hosts = bundle.nodes.map(({ host }) => host);
  const rolled = turns(runningOf(bundle, hosts, [{ name: 'vm:vm1', owner }]));
  const steps = rolled.flatMap((turn) => turn.steps.map(({ action, nodes }) => `${action.id} on ${nodes.join()}`));
  return steps.filter((step) => /^service\/(migrate|come-back)\//.test(step));
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

it('stops no daemon while a service that has to keep running is on the node, and goes on only when all of them run', async () => {
  const bundle = bundleOf('hosts: [host2, host3]');
  const hosts = bundle.nodes.map(({ host }) => host);
  const rolled = turns(runningOf(bundle, hosts, [{ name: 'vm:vm1', owner: 'host2' }]));
  const { steps } = rolled.find(({ node }) => node === 'host2') ?? { steps: [] };
  const order = steps.map(({ action }) => action.id.replace(/\/vm:.*|\/host.*/, ''));
  expect(order).toEqual([
    'service/migrate',
    'rgmanager/stop',
    'clvmd/stop',
    'cman/stop',
    'cman/start',
    'clvmd/start',
    'rgmanager/start',
    'service/until-started',
    'service/migrate',
  ]);
  const [gate] = steps.flatMap(({ action }) => (action.id === 'rgmanager/stop' ? [action.gate] : []));
  const open = async (owner: string) => {
    const text = `<clustat><group name="vm:vm1" state_str="started" owner="${owner}"/></clustat>`;
    return gate && holds(gate, { text, xml: await rootOf(text), exit: 0 }, {});
  };
  expect([await open('host3.example.com'), await open('host2.example.com')]).toEqual([true, false]);
});

it('looks for a node by its whole name, and for the owner, not the last one', async () => {
  const bundle = bundleOf('hosts: [host2, host3]');
  const nodes = bundle.nodes.map((node) => ({ ...node, nodeName: node.nodeName.replace('host', 'db.') }));
  const hosts = nodes.map(({ host }) => host);
  const steps = turns(runningOf({ ...bundle, nodes }, hosts, [{ name: 'vm:vm1', owner: 'host2' }]));
  const move = steps.flatMap((turn) => turn.steps).find(({ action }) => action.id.startsWith('service/migrate/'));
  const probe = move?.action.probe;
  const says = async (owner: string) => {
    const text = `<group name="vm:vm1" state_str="started" owner="${owner}" last_owner="db.3.example.com"/>`;
    return probe && holds(probe, { text, xml: await rootOf(text), exit: 0 }, {});
  };
  const owners = ['db.3.example.com', 'dba3.example.com', 'xdb.3.example.com'];
  expect(await Promise.all(owners.map(says))).toEqual([true, false, false]);
});
