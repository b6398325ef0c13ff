/** clusterc-look.sh as a node runs it, under each shell that it has to work in; and what becomes of its answers. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { as, type HostName } from '../../src/base/brand.ts';
import { freshOf } from '../../src/cli/nodes/facts-answers.ts';
import { facts } from '../../src/stack/cman/facts/index.ts';
import { appletPath, findProgram, nodePath } from '../support/node-path.ts';
import { describeWith, run } from '../support/tools.ts';
import { ask, makeNode, NOW, type Shell } from './node.ts';

const made = mkdtempSync(join(tmpdir(), 'clusterc look-')); // the blank is there on purpose
afterAll(() => rmSync(made, { recursive: true }));

function shellOf(name: string): Shell | undefined {
  const program = findProgram(name);
  if (program === undefined) return undefined;
  if (name === 'bash') return { command: [program, '--norc', '--posix'], path: nodePath() };
  if (name === 'dash') return { command: [program], path: nodePath() };
  const path = appletPath(program);
  return { command: [join(path, 'sh')], path };
}

function node(programs: { readonly [path: string]: string } = {}): string {
  const folder = mkdtempSync(join(made, 'node-'));
  makeNode(folder, programs);
  return folder;
}

/** As long as the clock of the node says. */
const TRIP = { sentAt: NOW * 1000, roundTripMillis: 500 };
const REACHED = { node: as<HostName>('host1'), reachable: true } as const;

for (const name of ['dash', 'bash', 'busybox']) {
  const shell = shellOf(name);
  describeWith(name, `clusterc-look.sh under ${name}`, () => {
    if (shell !== undefined) casesUnder(shell);
  });
}

function casesUnder(shell: Shell): void {
  it('a node says what it is, in one trip', async () => {
    const answers = await ask(node(), shell, ['host1.example.com', 'unknown.example.com', 'a;b', '-x']);
    const { fresh } = await freshOf({ ...REACHED, answers, ...TRIP }, facts);
    const { agents, packages, ...others } = fresh;
    expect(others).toEqual({
      release: 'Red Hat Enterprise Linux Server release 6.4 (Santiago)',
      memory: '15950M',
      cpus: 2,
      bridges: ['br0'],
      disks: {
        'ip-192.168.10.5:3260-iscsi-iqn.2010-02.com.example:san-lun-1': {
          size: '500G',
          wwid: '36001405b3f8f0d3c5a64d1e9f7c2a101',
        },
        'pci-0000:00:1f.2-scsi-0:0:0:0': { size: '488386584K' },
      },
      fence_agents: ['fence_ilo'],
      boot: ['NetworkManager', 'cman'],
      time_offset: 0,
      resolves: { 'host1.example.com': ['192.168.1.11'], 'unknown.example.com': [] },
      libvirt: { version: '0.10.2', cpu: 'Westmere', machines: ['pc', 'rhel6.3.0', 'rhel6.4.0'] },
    });
    expect(packages).toMatchObject({ cman: '3.0.12.1-49.el6', libvirt: '0.10.2-18.el6', kernel: expect.any(String) });
    expect(agents).toMatchObject({ drbd: false, vm: { attributes: { tunnelled: false } } });
    expect(agents).not.toHaveProperty('broken');
  });

  it('it writes nothing', async () => {
    const folder = node();
    const state = () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .sort()
        .map((path) => `${path} ${statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs}`);
    const before = state();
    await ask(folder, shell, ['host1.example.com']);
    expect(state()).toEqual(before);
  });

  it('a command that hangs is ended with its children, and the rest is answered', async () => {
    const folder = node({ 'usr/share/cluster/hangs.sh': '#!/bin/sh\nexec hung\n' });
    const answers = await ask(folder, shell, ['host1.example.com', 'slow.example.com', 'host2.example.com']);
    expect([answers['agents']?.exit, answers['names']?.exit, answers['clock-after']?.exit]).toEqual([
      'timeout',
      'timeout',
      0,
    ]);
    const { fresh } = await freshOf({ ...REACHED, answers, ...TRIP }, facts);
    expect(fresh.agents).toBeUndefined();
    expect(fresh.resolves).toEqual({ 'host1.example.com': ['192.168.1.11'] });
    expect(fresh.time_offset).toBe(0);
  });

  it('makes up no fact where all commands are missing', async () => {
    const folder = mkdtempSync(join(made, 'bare-'));
    chmodSync(folder, 0o755);
    const answers = await ask(folder, shell, []);
    const { fresh } = await freshOf({ ...REACHED, answers, ...TRIP, roundTripMillis: 60_000 }, facts);
    const { packages: _kernel, boot: _boot, libvirt: _libvirt, ...others } = fresh;
    expect(others).toEqual({ bridges: [], disks: {}, fence_agents: [], resolves: {} });
  });
}

describeWith('shellcheck', 'clusterc-look.sh', () => {
  it('gives shellcheck nothing to say', () => {
    expect(run('shellcheck', ['-s', 'sh', 'templates/node/clusterc-look.sh'])).toEqual({ status: 0, output: '' });
  });
});
