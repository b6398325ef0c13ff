/** A push can be tried on folders as a whole: a change, its history, and a revert. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { history } from '../../../src/cli/push/history.ts';
import { EXIT, type Io } from '../../../src/cli/io.ts';
import { diff } from '../../../src/cli/nodes/diff.ts';
import { status } from '../../../src/cli/nodes/status.ts';
import { push } from '../../../src/cli/push/push.ts';
import { revert } from '../../../src/cli/push/revert.ts';
import type { Transport } from '../../../src/deploy/node/ports.ts';
import { localTransport } from '../../../src/edge/node/local.ts';
import { clusterc } from '../../support/command-line.ts';
import { recordedIo, temporaryFolder } from '../../support/sandboxes.ts';

let site: string;
let sandbox: string;
beforeEach(() => {
  const folder = temporaryFolder();
  [site, sandbox] = [join(folder, 'site'), join(folder, 'sandbox')];
  cpSync('fixtures/pair/model', site, { recursive: true });
});

/** A command of its own process, as far as it says something. */
async function said(work: (io: Io) => Promise<number>): Promise<string> {
  const { io, out, err } = recordedIo();
  expect(await work(io), out() + err()).toBe(EXIT.done);
  return out() + err();
}

const conf = () => readFileSync(join(sandbox, 'host1/etc/cluster/cluster.conf'), 'utf8');
const shown = () =>
  said((io) => history(site, { cluster: undefined, last: undefined, local: false, sandbox, format: 'text' }, io));

it('goes back to what was there before, and knows of each push', async () => {
  await said((io) => push(site, { sandbox }, io));
  const before = conf();
  const file = join(site, 'site.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('cluster:', 'cluster:\n  fence_daemon: { post_join_delay: 40s }'),
  );
  await said((io) => push(site, { sandbox, because: 'a slow switch' }, io));
  expect(conf()).toContain('post_join_delay="40"');
  const words = await said((io) => revert(site, { sandbox }, io));
  expect(words).toContain('verified by checksum');
  expect(words).toMatch(
    /^back to bundle .*\n {2}undoes the push of \S+ \S+Z by \S+ \(a slow switch\)\n(?! {2}undoes)/m,
  );
  expect(conf()).toBe(before.replace('config_version="1"', 'config_version="3"'));
  expect((await shown()).match(/applied/g)).toHaveLength(3);
  expect(await shown()).toContain('a slow switch');
});

it('leaves alone what is only written in another way, and brings it back as it was', async () => {
  const lvm = join(sandbox, 'host1/etc/lvm/lvm.conf');
  const domain = join(sandbox, 'host2/etc/cluster/vms/vm1.xml');
  const own = () => [lvm, domain].map((file) => readFileSync(file, 'utf8'));
  const agreed = async () =>
    await Promise.all([
      said((io) => diff(site, { sandbox, format: 'text' }, io)),
      said((io) => status(site, { sandbox, format: 'text' }, io)),
      said((io) => push(site, { sandbox, check: true }, io)),
    ]);
  await said((io) => push(site, { sandbox }, io));
  writeFileSync(lvm, `# by hand\n${readFileSync(lvm, 'utf8').replaceAll('\t', '  ')}`);
  writeFileSync(domain, readFileSync(domain, 'utf8').replace('</domain>', '<!-- by hand --></domain>'));
  const before = own();
  await agreed();
  const file = join(site, 'site.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('cluster:', 'cluster:\n  fence_daemon: { post_join_delay: 40s }'));
  await said((io) => push(site, { sandbox }, io));
  expect(own()).toEqual(before);
  await agreed();
  const [vm = ''] = /^ {2}vm1:[^]*?memory: .*/m.exec(text) ?? [];
  writeFileSync(file, text.replace(vm, vm.replace(/memory: .*/, 'memory: 3G')));
  expect(vm).not.toBe('');
  await said((io) => push(site, { sandbox }, io));
  expect(own()).toEqual([before[0], expect.not.stringContaining('by hand')]);
  await said((io) => revert(site, { sandbox }, io));
  expect(own()).toEqual(before);
});

it('a revert takes a revision of the site in git, which needs no bundle on this machine', async () => {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', site, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
  const file = join(site, 'site.yaml');
  git('init', '-q');
  git('add', 'site.yaml');
  git('commit', '-qm', 'one');
  await said((io) => push(site, { sandbox }, io));
  const before = conf();
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('cluster:', 'cluster:\n  fence_daemon: { post_join_delay: 40s }'),
  );
  git('commit', '-qam', 'two');
  await said((io) => push(site, { sandbox }, io));
  const { io, err } = recordedIo();
  expect(await revert(site, { sandbox, to: 'HEAD~7' }, io)).toBe(EXIT.failed);
  expect(err()).toContain('error revision/unknown');
  const words = await said((out) => revert(site, { sandbox, to: 'HEAD~1' }, out));
  expect(words).toContain('verified by checksum');
  expect(conf()).toBe(before.replace('config_version="1"', 'config_version="3"'));
});

it('a revert does not object to a file that only has another form', async () => {
  const file = join(site, 'site.yaml');
  const lvm = join(sandbox, 'host2/etc/lvm/lvm.conf');
  await said((io) => push(site, { sandbox }, io));
  writeFileSync(lvm, `${readFileSync(lvm, 'utf8')}# by hand\n`);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('cluster:', 'cluster:\n  fence_daemon: { post_join_delay: 40s }'),
  );
  await said((io) => push(site, { sandbox }, io));
  const words = await said((io) => revert(site, { sandbox }, io));
  expect(words).toContain('verified by checksum');
  expect(words).not.toContain('push/not-as-before');
  expect(readFileSync(lvm, 'utf8')).toContain('# by hand');
});

it('its first line says what running nodes would do, not that nothing would happen', async () => {
  const planned = async () => (await clusterc(['plan', site, '--sandbox', sandbox])).out.split('\n', 1)[0];
  expect(await planned()).toBe('on new nodes, the cluster starts, and with it vm:vm1, vm:vm2');
  await said((io) => push(site, { sandbox }, io));
  const file = join(site, 'site.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('memory: 2G', 'memory: 3G'));
  expect(await planned()).toBe('a sandbox runs no service and no VM; what running nodes would do is listed below');
});

it('leaves nothing behind when it only looks', async () => {
  const { io } = recordedIo();
  expect(await push(site, { sandbox, check: true }, io)).toBe(EXIT.different);
  expect(existsSync(sandbox)).toBe(false);
  expect(await shown()).toContain(`no push of kvmha is recorded in ${sandbox}`);
});

describe('what only running nodes can say', () => {
  const planned = async (...more: readonly string[]) =>
    (await clusterc(['plan', site, '--sandbox', sandbox, ...more])).out;
  const actionsOf = async () =>
    [...(await planned()).matchAll(/^ +\d+\. (\S+)(?: and \d+ more of the kind)? on /gm)].map(
      ([, action = '']) => action,
    );

  it('is named in one line', async () => {
    expect(await planned()).toContain(
      '  only running nodes can say who is a member, what runs where, whether 4 conditions hold and whether 15 actions are ' +
        'needed (-v shows each question)\n',
    );
    await said((io) => push(site, { sandbox }, io));
    expect(await planned()).toMatch(/^nothing to do: [^\n]+\n {2}only running nodes can say who is a member, /);
  });

  it('is a question each with -v, and every step and command is shown', async () => {
    const out = await planned('-v');
    expect(out).toContain('\n    whether the cluster is quorate: cman_tool status says Quorum without blocked\n');
    expect(out).toContain('\n    what runs, and where: clustat -x\n');
    expect(out).toMatch(
      /\n {2}14\. rgmanager\/start on host1, host2: service rgmanager start\n {6}why: [^\n]+\n {6}at most [^\n]+\n {6}not needed, or done, when clustat [^\n]+\n {6}rollback: /,
    );
    const steps = [...out.matchAll(/^ +\d+\. (\S+)/gm)].map(([, step = '']) => step);
    const own = ['lock', 'compare', 'stage', 'check', 'arm', 'put', 'check', 'confirm', 'commit', 'unlock'];
    expect(steps.slice(0, own.length)).toEqual(own);
    expect(steps.slice(own.length)).toHaveLength(14);
    expect(steps).toContain('lvm/volume/vg_vms/vm2');
  });

  it('is followed by the actions in the order in which nodes run them', async () => {
    const actions = (await actionsOf()).filter((one) => /start|group|volume/.test(one));
    const storage = ['lvm/group/vg_vms', 'lvm/volume/vg_vms/vm1'];
    expect(actions).toEqual(['cman/start', 'clvmd/start', 'libvirtd/start', ...storage, 'rgmanager/start']);
    expect(await planned()).toContain(
      '  not run here, as the sandbox has no daemons; on running nodes, those that are needed, in this order:\n',
    );
  });

  it('names of a later push only what a change needs, and counts the others', async () => {
    await clusterc(['push', site, '--sandbox', sandbox]);
    const file = join(site, 'site.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('cluster:', 'cluster:\n  fence_daemon: { post_join_delay: 40s }'),
    );
    expect(await actionsOf()).toEqual(['cman/announce']);
    expect(await planned()).toContain('\n  and 7 actions if something is missing there (-v lists them)\n');
  });

  it('also holds for a push', async () => {
    const { out } = await clusterc(['push', site, '--sandbox', sandbox, '-v']);
    expect(out).toContain('    whether the cluster is quorate: ');
    expect(out).toMatch(/^ {3}1\. lock host1, host2$/m);
  });
});

it('says afterwards why a push was rolled back', async () => {
  const { io, err } = recordedIo();
  const transport: Transport = {
    run: (node, argv, options) =>
      node.host === 'host2' && argv.includes('run')
        ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'clusterc-node: the disk is full' })
        : localTransport.run(node, argv, options),
  };
  expect(await push(site, { sandbox }, { ...io, ports: { transport } }), err()).toBe(EXIT.reverted);
  expect(await shown()).toMatch(/ {2}reverted {2}.*\n {2}push\/\S+: .*host2.*the disk is full/);
});

it('says that folders keep no CIB, where one says what runs', async () => {
  cpSync('fixtures/pacemaker-pair/model', site, { recursive: true });
  await said((io) => push(site, { sandbox }, io));
  const file = join(site, 'site.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('token: 5s', 'token: 6s'));
  const words = await said((io) => push(site, { sandbox }, io));
  expect(words).toContain(
    'on a cluster that runs: a sandbox cannot say which services and VMs start, stop or move; corosync: a reload on one node',
  );
});
