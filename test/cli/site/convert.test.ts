/** `clusterc convert`: one site on both kinds of cluster software, and what it means on the other one. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { shown } from '../../../src/bundle/content.ts';
import { isError } from '../../../src/diag/diagnostic.ts';
import { readSite } from '../../../src/edge/site/site.ts';
import { parse } from '../../../src/source/parse.ts';
import { plain } from '../../../src/source/tree.ts';
import { clusterc } from '../../support/command-line.ts';
import { clusters, expectedFiles, filesBelow, pairOn, templates } from '../../support/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-convert-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PAIR = 'fixtures/pair/model';

type Meaning = {
  readonly kind: string;
  readonly name: string;
  readonly outcome: string;
  readonly what: string;
  readonly sentence: string;
};

async function meaningsOf(site: string, to: string): Promise<readonly Meaning[]> {
  const { out } = await clusterc(['convert', site, '--to', to, '--format', 'json']);
  const said: unknown = JSON.parse(out);
  const schema: object = JSON.parse(readFileSync('schemas/output/convert.schema.json', 'utf8'));
  const validate = new Ajv2020({ strict: true }).compile<{ meanings: readonly Meaning[] }>(schema);
  if (!validate(said)) throw new Error(JSON.stringify(validate.errors));
  return said.meanings;
}

describe('the pair with another line for its platform', () => {
  it.each(['rhel6', 'debian12', 'rhel9'])('compiles for %s, and nothing else is asked for', (release) => {
    const { bundle, diagnostics } = pairOn(release);
    expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(bundle?.platform).toMatch(new RegExp(`^${release}`));
  });

  it('is refused for rhel10 with a cure that makes it compile, taken literally', async () => {
    const text = readFileSync(`${PAIR}/site.yaml`, 'utf8').replace('platform: rhel6', 'platform: rhel10');
    const site = join(folder, 'rhel10.yaml');
    writeFileSync(site, text);
    const { err, out } = await clusterc(['check', site]);
    expect(`${out}${err}`).toContain('help: write clustered: false at vg_vms, and use it for one VM');
    const cured = text
      .replace(
        'vg_vms: { on: [san/vms], volumes: { vm1: 20G, vm2: 20G } }',
        'vg_vms: { on: [san/vms], clustered: false, volumes: { vm1: 20G } }',
      )
      .replace(/  vm2:[^]*$/, '');
    writeFileSync(site, cured);
    expect(await clusterc(['check', site])).toMatchObject({ code: 0 });
  });
});

describe.each(clusters)('%s', (cluster) => {
  const site = `fixtures/${cluster}/model`;

  it('is converted: only the open questions keep it from compiling, and nothing else changes', async () => {
    const output = join(folder, cluster);
    const { code } = await clusterc(['convert', site, '--to', 'rhel9', '-o', output]);
    const { diagnostics } = compile(readSite(output).files, templates);
    const errors = diagnostics.filter(isError);
    expect(code).toBe(errors.length === 0 ? 0 : 1);
    expect(errors.filter((one) => one.code.startsWith('stack/'))).toEqual([]);
    const open = (await meaningsOf(site, 'rhel9')).filter(({ outcome }) => outcome === 'open');
    for (const { message } of errors) expect(open.map(({ sentence }) => sentence)).toContain(message);
    for (const name of filesBelow(site).filter((path) => path.endsWith('.yaml'))) {
      const [before, after] = [site, output].map((root) => readFileSync(join(root, name), 'utf8').split('\n'));
      const kept = new Set(after?.map((line) => line.replace(/^[ #]*/, '').trim()));
      const gone = before?.filter((line) => !kept.has(line.replace(/^[ #]*/, '').trim())) ?? [];
      // Only lines with the platform, and those in braces that lose a key.
      expect(gone.filter((line) => !line.includes('platform:') && !line.includes('{'))).toEqual([]);
    }
  });

  it('has a line for where each VM and service runs, what a failure does, and what it is', async () => {
    const meanings = await meaningsOf(site, 'rhel9');
    const { value } = parse(
      readSite(site).files.map(({ id, bytes }) => ({ id, text: Buffer.from(bytes).toString('utf8') })),
    );
    const written = value === undefined ? null : plain(value);
    const names = (key: string) =>
      Object.keys(
        written !== null && typeof written === 'object' && key in written ? Object(Reflect.get(written, key)) : {},
      );
    for (const [kind, all] of [
      ['vm', names('vms')],
      ['service', names('services')],
    ] as const)
      for (const name of all) {
        const own = meanings.filter((one) => one.kind === kind && one.name === name).map(({ what }) => what);
        expect(own, `${kind} ${name}`).toEqual(expect.arrayContaining(['placement', 'recovery']));
        if (kind === 'vm') expect(own, name).toEqual(expect.arrayContaining(['stop', 'identity', 'definition']));
      }
  });
});

it('the report of a site with services and its converted text are as written down (rewrite with WRITE=1)', async () => {
  const output = join(folder, 'golden');
  await clusterc(['convert', 'fixtures/webfarm/model', '--to', 'rhel9', '-o', output]);
  const names = filesBelow(output).filter((name) => !name.startsWith('.clusterc'));
  const actual = new Map(names.map((name) => [name, readFileSync(join(output, name), 'utf8')]));
  const expected = expectedFiles('fixtures/converted/webfarm', actual);
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, text] of actual) expect(text, name).toBe(expected.get(name));
});

/** What clufter drops when it converts such a cluster. Read in its source, last commit 2020. */
describe('what another converter loses', () => {
  const text = readFileSync(`${PAIR}/site.yaml`, 'utf8')
    .replace('fence_devices:', 'fence_devices:\n  scsi: { agent: fence_scsi, devices: /dev/mapper/san }')
    .replaceAll(
      /fence: \[\{ method: ilo, devices: \[\{ device: (\S+) \}\] \}\]/g,
      'fence: [{ method: ilo, devices: [{ device: $1 }] }, { method: disks, devices: [{ device: scsi }] }]',
    )
    .replace('    run_on: [host2, host1]', '    run_on: [host2, host1]\n    autostart: false');
  const site = join(folder, 'clufter.yaml');
  beforeAll(() => writeFileSync(site, text));

  it('stays in the CIB: live migration, order on storage, unfencing, and a VM that is stopped, not unmanaged', async () => {
    const output = join(folder, 'clufter');
    expect(await clusterc(['convert', site, '--to', 'rhel9', '-o', output])).toMatchObject({ code: 0 });
    const { bundle } = compile(readSite(output).files, templates);
    const cib = shown(bundle?.files.find(({ path }) => path.endsWith('cib.xml'))?.content ?? []);
    expect(cib).toMatch(/<primitive id="vm1"[^]*name="allow-migrate" value="true"[^]*name="migrate_to"/);
    expect(cib).toContain('<rsc_order id="order-lvm-vg_vms-clone-vm1" first="lvm-vg_vms-clone" then="vm1"/>');
    expect(cib).toContain(
      '<rsc_colocation id="coloc-vm1-lvm-vg_vms-clone" rsc="vm1" score="INFINITY" with-rsc="lvm-vg_vms-clone"/>',
    );
    expect(cib).toMatch(/<primitive id="fence-scsi[^]*name="provides" value="unfencing"/);
    expect(cib).toMatch(/<primitive id="vm2"[^]*name="target-role" value="Stopped"/);
    expect(cib).not.toContain('is-managed');
    expect(cib).toContain('name="config" value="/etc/cluster/vms/vm1.xml"');
  });

  it('is said for each VM and host', async () => {
    const meanings = await meaningsOf(site, 'rhel9');
    const outcomes = meanings.map(({ name, outcome, what }) => `${name} ${outcome} ${what}`);
    for (const one of [
      'vm1 keeps live migration',
      'vm1 keeps storage',
      'host1 keeps unfencing',
      'vm2 changes autostart',
      'vm1 changes hardware',
    ])
      expect(outcomes).toContain(one);
  });
});

it('settings of totem that corosync has as well go with it', async () => {
  const output = join(folder, 'totem');
  await clusterc(['convert', 'fixtures/webfarm/model', '--to', 'debian12', '-o', output]);
  const text = readFileSync(join(output, 'site.yaml'), 'utf8');
  expect(text).toContain(
    '  corosync: { token: 54s }\n  # convert: does not apply on debian12\n  # totem: { token: 54s }\n',
  );
});

it('a release of the same stack changes the machine of its guests and little else', async () => {
  const meanings = await meaningsOf(PAIR, 'rhel6.5');
  expect(meanings.filter(({ outcome }) => outcome !== 'keeps').map(({ what }) => what)).toEqual([
    'hardware',
    'hardware',
  ]);
});

describe('mistakes', () => {
  it('a platform that there is not', async () => {
    const { code, err } = await clusterc(['convert', PAIR, '--to', 'rehl9']);
    expect(code).toBe(1);
    expect(err).toContain('there is no platform "rehl9" here; did you mean "rhel9"?');
  });

  it('no platform at all', async () => {
    expect(await clusterc(['convert', PAIR])).toMatchObject({ code: 64 });
  });

  it('a site that is not there', async () => {
    const { code, err } = await clusterc(['convert', join(folder, 'none'), '--to', 'rhel9']);
    expect(code).toBe(1);
    expect(err).toContain('none');
  });

  it('a site with errors, which are shown', async () => {
    const site = join(folder, 'wrong.yaml');
    writeFileSync(site, readFileSync(`${PAIR}/site.yaml`, 'utf8').replace('memory: 2G', 'memory: 2X'));
    const { code, err } = await clusterc(['convert', site, '--to', 'rhel9', '-o', join(folder, 'wrong')]);
    expect(code).toBe(1);
    expect(err).toContain('convert it once it compiles');
    expect(existsSync(join(folder, 'wrong'))).toBe(false);
  });

  it('a folder that is there already', async () => {
    const { code, err } = await clusterc(['convert', PAIR, '--to', 'rhel9', '-o', folder]);
    expect(code).toBe(1);
    expect(err).toContain('exists already; nothing was written');
  });
});
