/** `status` and `diff` look at the nodes although the site has errors; what they say then, and how they end. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/io.ts';
import { clusterc, type Said } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/sandboxes.ts';

/** Each push listens for an interrupt; outside of this test a process has one push only. */
process.setMaxListeners(0);

const SITE = readFileSync('fixtures/pair/model/site.yaml', 'utf8');
const NOTICE = /^the site has errors; the nodes are compared with what is sound, /m;

let site: string;
let sandbox: string;
beforeEach(async () => {
  const folder = temporaryFolder();
  [site, sandbox] = [join(folder, 'site.yaml'), join(folder, 'nodes')];
  writeFileSync(site, SITE);
  expect(await clusterc(['push', site, '--sandbox', sandbox])).toMatchObject({ code: EXIT.done });
});

const change = (edit: (text: string) => string) => writeFileSync(site, edit(SITE));
const called = (command: string, ...more: readonly string[]) =>
  clusterc([command, site, '--sandbox', sandbox, ...more]);

function edited(host: string, path: string, from: string, to: string): void {
  const file = join(sandbox, host, path);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

function expectLookedAt({ code, err }: Said, finding: string): void {
  expect(code).toBe(EXIT.failed);
  expect(err).toContain(`error ${finding}`);
  expect(err).toMatch(NOTICE);
}

describe('a mistake that only a check finds', () => {
  beforeEach(() => change((text) => text.replaceAll('memory: 16G', 'memory: 1G')));

  it('leaves all files to be compared', async () => {
    edited('host2', 'etc/cluster/cluster.conf', 'post_join_delay="30"', 'post_join_delay="3"');
    const found = await called('diff');
    expectLookedAt(found, 'capacity/');
    expect(found.out).toMatch(
      /^1 of 2 nodes differs: 1 difference in 1 file\n {2}~ \/etc\/cluster\/cluster.conf {2}host2/,
    );
    const health = await called('status');
    expectLookedAt(health, 'capacity/');
    expect(health.out).toContain('/etc/cluster/cluster.conf  host2 (changed by hand)');
    expect(health.out).toMatch(/host1 .*6 files as desired/);
  });
});

describe('a VM that cannot be understood', () => {
  beforeEach(() => change((text) => text.replace('memory: 2G', 'memory: lots')));

  it('leaves out the files that it may concern, and calls nothing left over', async () => {
    edited('host1', 'etc/cluster/vms/vm2.xml', '<memory>', '<memory dumpCore="off">');
    const found = await called('diff');
    expectLookedAt(found, 'schema/');
    expect(found.out).toMatch(
      /^1 of 2 nodes differs: [^\n]*; not compared, as the site has errors: \/etc\/cluster\/cluster.conf, \/etc\/cluster\/vms\/vm1.xml, \/etc\/lvm\/lvm.conf\n/,
    );
    expect(found.out).toContain('~ /etc/cluster/vms/vm2.xml  host1');
    expect(found.out).not.toContain('not in the site any more');
  });

  it('tells all the same what was changed by hand since it was installed', async () => {
    edited('host2', 'etc/cluster/cluster.conf', 'post_join_delay="30"', 'post_join_delay="3"');
    const health = await called('status');
    expectLookedAt(health, 'schema/');
    expect(health.out).toContain('/etc/cluster/cluster.conf  host2 (changed by hand)');
    expect(health.out).toMatch(/host1 .*3 files as desired, 3 not compared/);
  });

  it('is JSON as the schemas say', async () => {
    for (const command of ['diff', 'status']) {
      const { out } = await called(command, '--format', 'json');
      const schema: object = JSON.parse(readFileSync(`schemas/output/${command}.schema.json`, 'utf8'));
      const validate = new Ajv2020({ strict: true }).compile(schema);
      expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    }
  });
});

it('a host with an error is not looked at, and the others are', async () => {
  change((text) => text.replace('node_id: 2', 'node_id: two'));
  const health = await called('status');
  expectLookedAt(health, 'schema/');
  expect(health.out).toContain('host1');
  expect(health.out).not.toContain('host2');
});

it('without hosts there is nothing to look at', async () => {
  change(() => 'version: 1\n');
  expect(await called('status')).toMatchObject({ code: EXIT.failed, out: '' });
  expect(await called('diff')).toMatchObject({ code: EXIT.failed, out: '' });
});

it('a push, a plan and a comparison with another bundle want a site without errors', async () => {
  change((text) => text.replace('memory: 2G', 'memory: lots'));
  for (const line of [['push'], ['plan'], ['diff', '--against', 'HEAD']]) {
    const [command = '', ...more] = line;
    const { code, out, err } = await called(command, ...more);
    expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
    expect(err).not.toMatch(NOTICE);
  }
});
