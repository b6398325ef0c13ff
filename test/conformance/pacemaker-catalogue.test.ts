/** Names of our catalogue against the metadata of the installed pacemaker and resource agents. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { COUNTERPARTS } from '../../src/stack/pacemaker/catalogue/ocf.ts';
import { CLUSTER_OPTIONS } from '../../src/stack/pacemaker/catalogue/options.ts';
import { describeWith } from '../support/tools.ts';

/** What the cluster writes by itself, and what no site should use: 3.0 has no remove-after-stop. */
const NOT_OURS = ['cluster-infrastructure', 'cluster-name', 'dc-version', 'have-watchdog', 'remove-after-stop'];
/** Options of the CIB manager, which prints no metadata, and one that is newer than what is installed. */
const NOT_THERE = ['cluster-ipc-limit', 'enable-acl', 'node-pending-timeout'];

describeWith('/usr/lib/pacemaker/pacemaker-schedulerd', 'cluster options', () => {
  it('are those of the scheduler and the controller', () => {
    const installed = ['schedulerd', 'controld'].flatMap((daemon) =>
      parametersIn(`/usr/lib/pacemaker/pacemaker-${daemon}`, 'metadata'),
    );
    const ours = new Set([...Object.keys(CLUSTER_OPTIONS), ...NOT_OURS].filter((name) => !NOT_THERE.includes(name)));
    expect([...new Set(installed)].sort()).toEqual([...ours].sort());
  });
});

describeWith('/usr/lib/ocf/resource.d/heartbeat/VirtualDomain', 'parameters of resource agents', () => {
  const agents = Object.values(COUNTERPARTS).filter(({ provider }) => provider === 'heartbeat');
  const used = agents.map(({ type, parameters }) => [String(type), Object.keys(parameters)] as const);

  it.each([
    ...used,
    ['VirtualDomain', ['config', 'hypervisor', 'migration_transport', 'migrate_options', 'snapshot']] as const,
  ])('%s has those that we write', (type, parameters) => {
    const known = parametersIn(`/usr/lib/ocf/resource.d/heartbeat/${type}`, 'meta-data');
    expect(known).not.toEqual([]);
    expect(parameters.filter((name) => !known.includes(name))).toEqual([]);
  });
});

function parametersIn(program: string, action: string): readonly string[] {
  const { stdout } = spawnSync(program, [action], {
    encoding: 'utf8',
    env: { ...process.env, OCF_ROOT: '/usr/lib/ocf' },
  });
  return [...stdout.matchAll(/<parameter name="([^"]+)"/g)].map(([, name = '']) => name);
}
