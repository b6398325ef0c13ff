/** What corosync, pacemaker, LVM and libvirt themselves say of what is built for them. What they do not see is for our checks. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Compilation } from '../../src/compile.ts';
import { shown } from '../../src/bundle/content.ts';
import { compileFixture, everyCluster, pairOn, releasesOf } from '../support/fixtures.ts';
import { describeWith, withSbin } from '../support/tools.ts';

const scratch = mkdtempSync(join(tmpdir(), 'judges-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const own = everyCluster.filter((name) => name.startsWith('pacemaker-'));
const ALL: readonly (readonly [title: string, site: Compilation])[] = [
  ...own.map((name) => [name, compileFixture(name)] as const),
  ...['debian12', 'rhel9'].map((release) => [`the pair on ${release}`, pairOn(release)] as const),
];

describeWith('corosync', 'corosync -t', () => {
  it.each(ALL)('accepts corosync.conf of %s', (title, site) => {
    expect(tested(title, configuration(site))).toEqual({ status: 0, said: expect.any(String) });
  });

  it.each([
    ['a node id that occurs twice', (text: string) => text.replace('nodeid: 2', 'nodeid: 1')],
    ['a brace that is missing', (text: string) => text.replace(/\}\s*$/, '')],
    ['a cipher that there is not', (text: string) => text.replace('aes256', '3des')],
  ])('refuses %s', (title, change) => {
    expect(tested(title, change(configuration(pairOn('debian12')))).status).not.toBe(0);
  });

  /** The first address has to be one of this machine, and the key and the folder of the log have to be there. */
  function tested(title: string, text: string): Ended {
    const folder = folderFor(`corosync ${title}`);
    const key = written(folder, 'key', 'k'.repeat(128));
    const local = text
      .replace('192.168.1.11\n', '127.0.0.1\n')
      .replace('192.168.20.11\n', '127.0.0.2\n')
      .replace(/(cluster_name: .*\n)/, `$1    keyfile: ${key}\n`)
      .replaceAll('/var/log/corosync/', `${folder}/`);
    return run('corosync', '-t', '-c', written(folder, 'corosync.conf', local));
  }
});

function configuration(site: Compilation): string {
  return textOf(site, '/etc/corosync/corosync.conf');
}

describeWith('crm_verify', 'crm_verify', () => {
  it.each(ALL)('has nothing to say about the CIB of %s', (title, site) => {
    const file = written(folderFor(`verify ${title}`), 'cib.xml', cibOf(site));
    expect(run('crm_verify', '-x', file, '-V')).toEqual({ status: 0, said: '' });
  });

  it('refuses an order of a resource that there is not', () => {
    const broken = cibOf(pairOn('debian12')).replace(/then="vm1"/, 'then="vm9"');
    expect(run('crm_verify', '-x', written(folderFor('verify order'), 'cib.xml', broken)).status).not.toBe(0);
  });
});

describeWith('crm_simulate', 'crm_simulate', () => {
  it.each(ALL)('starts every guest and service of %s when all nodes are up', (title, site) => {
    const { model } = site;
    const cib = cibOf(site).replace('<cib ', '<cib have-quorum="1" ');
    const file = written(folderFor(`simulate ${title}`), 'cib.xml', cib);
    const up = model?.hosts.flatMap(({ nodeName }) => ['-u', nodeName]) ?? [];
    const { said } = run('crm_simulate', '-x', file, ...up, '-S');
    const revised = said.split('Revised Cluster Status').at(-1) ?? '';
    const started = [...revised.matchAll(/^ *\* (\S+)\s+\(.*Started (\S+)/gm)];
    const where = new Map(started.map(([, id, node]) => [id, node]));
    for (const vm of model?.vms ?? []) {
      const [first] = model?.hosts.filter(({ name }) => name === vm.runOn[0]) ?? [];
      expect([vm.name, where.get(vm.name)]).toEqual([vm.name, first?.nodeName]);
    }
    expect(revised).not.toMatch(/Stopped|blocked|FAILED/);
  });
});

describeWith('lvmconfig', 'lvmconfig --validate', () => {
  it.each(ALL)('accepts lvm.conf of %s', (title, site) => {
    const folder = folderFor(`lvm ${title}`);
    written(folder, 'lvm.conf', textOf(site, '/etc/lvm/lvm.conf'));
    const { status } = spawnSync('lvmconfig', ['--validate'], {
      env: { ...withSbin(), LVM_SYSTEM_DIR: folder, LVM_SUPPRESS_FD_WARNINGS: '1' },
    });
    expect(status).toBe(0);
  });
});

describeWith('virt-xml-validate', 'virt-xml-validate', () => {
  it.each(ALL)('accepts the guests of %s', (title, site) => {
    for (const { path, content } of site.bundle?.files.filter((file) => file.path.startsWith('/etc/cluster/vms/')) ??
      []) {
      const file = written(folderFor(`guests ${title}`), path, shown(content));
      expect(run('virt-xml-validate', file, 'domain')).toMatchObject({ status: 0 });
    }
  });
});

it.each(releasesOf('pacemaker'))('the pair compiles for %s by its platform alone, or says what it needs', (release) => {
  const errors = pairOn(release).diagnostics.filter(({ severity }) => severity === 'error');
  // Without DLM no volume group can be shared: the message asks for one that is not.
  expect(errors.map(({ code }) => code)).toEqual(release.startsWith('rhel10') ? ['lvm/no-dlm'] : []);
});

type Ended = { readonly status: number | null; readonly said: string };

function run(program: string, ...words: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(program, words, { env: withSbin(), encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

/** With a word for each secret. */
function textOf({ bundle }: Compilation, path: string): string {
  const found = bundle?.files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`there is no ${path}`);
  return shown(found.content).replace(/\$\{secret:[^}]*\}/g, 'secret');
}

function cibOf(site: Compilation): string {
  return textOf(site, '/var/lib/pacemaker/cib/cib.xml');
}

function folderFor(title: string): string {
  return join(scratch, title.replace(/[^a-z0-9]+/gi, '-'));
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
