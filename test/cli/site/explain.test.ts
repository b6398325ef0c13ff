/** `clusterc explain`: of everything that there is something can be said, and it names where it comes from. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shown } from '../../../src/bundle/content.ts';
import { loadKinds } from '../../../src/kinds.ts';
import { eachOrigin } from '../../../src/model/origins.ts';
import { explainCode } from '../../../src/report/explain/code.ts';
import { explainFile, type Built } from '../../../src/report/explain/file.ts';
import { explainPath } from '../../../src/report/explain/path.ts';
import { renderExplanations } from '../../../src/report/explain/explain.ts';
import { schemaKeyAt, schemaPaths } from '../../../src/spec/schema-key.ts';
import { siteSchema } from '../../../src/spec/site-schema.ts';
import { clusterc } from '../../support/command-line.ts';
import { bundleOf, everyCluster, compileFixture, filesBelow, templates } from '../../support/fixtures.ts';

const kinds = await loadKinds();

const pair = 'fixtures/pair/model';
const folder = mkdtempSync(join(tmpdir(), 'clusterc-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is printed about something in the pair that can be explained. */
const said = async (what: string) => {
  const { code, out, err } = await clusterc(['explain', what, pair]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

describe('a code', () => {
  it.each([...kinds.values()].map((kind) => [kind.code, kind] as const))('%s', (code, kind) => {
    const text = renderExplanations([explainCode(kind)]);
    expect(text).toMatch(new RegExp(`^${code}: ${kind.severity}; `));
    expect(text).toContain(kind.explain);
  });

  it('that may be accepted says how', async () => {
    expect(await said('fence/race')).toBe(
      `fence/race: warning; fails with --strict only
  After a network split both nodes fence at the same moment. A delay on the device that kills the preferred node lets it win. Fence agents know it from RHEL 5.8 and 6.2 on; earlier ones ignore it.
  it can be accepted in the site, with a reason:
    accept:
      - code: fence/race
        at: <path, as clusterc check -v names it>
        because: <reason>
`,
    );
  });

  it('that may be allowed says how', async () => {
    expect(await said('drift/not-ours')).toContain('    clusterc push --allow drift/not-ours\n');
  });

  it('needs no site', async () => {
    expect((await clusterc(['explain', 'fence/race', join(folder, 'none')])).code).toBe(0);
  });

  it('that is a path too is explained as both', async () => {
    expect(await said('cluster/name')).toMatch(/^cluster\/name: error; [^]*\n\ncluster\/name = "kvmha"\n/);
  });
});

describe('a path of the site', () => {
  it('written', async () => {
    expect(await said('vms/vm1/memory')).toBe(`vms/vm1/memory = "2G"
  written at fixtures/pair/model/site.yaml:45:13
    45 │     memory: 2G

vms/vm1/memory: a whole number and K, M, G or T (powers of 1024), at most 999T, such as 512M or 20G
  Memory of the guest
  default: none; it has to be written, here or in a profile or a group
  platforms: all
  example: memory: 2G
`);
  });

  it('defaulted', async () => {
    expect(await said('vms/vm1/autostart')).toBe(`vms/vm1/autostart = true
  default: what the cluster does if nothing is set

vms/vm1/autostart: true or false
  It starts with the cluster
  default: true
  platforms: all
  example: autostart: true
`);
  });

  it('derived', async () => {
    expect(await said('cluster/quorum/two_node')).toBe(`cluster/quorum/two_node = true
  derived: true for exactly two hosts
  from
    hosts  fixtures/pair/model/site.yaml:13:1
      13 │ hosts:

cluster/quorum/two_node: true or false
  One of two nodes alone keeps quorum and fencing decides. Derived: true for exactly two hosts without a quorum disk
  default: derived: true for exactly two hosts without a quorum disk
  platforms: all
  example: two_node: true
`);
  });

  it('of an entity, with what is not set below it', async () => {
    const text = await said('hosts/host2');
    expect(text).toContain('  written at fixtures/pair/model/site.yaml:23:3\n    23 │   host2:\n  not set\n');
    expect(text).toContain('    node_name = "host2.example.com"; derived: host name and cluster domain\n');
  });

  it('where only something below it has a value', async () => {
    expect(await said('cluster/quorum')).toMatch(/^cluster\/quorum\n {2}not set\n {4}two_node = true; derived/);
  });

  it.each(everyCluster)('%s: every value that is not set', (cluster) => {
    const compilation = compileFixture(cluster);
    const origins = [...eachOrigin(compilation.model?.origins ?? {})];
    expect(origins.length).toBeGreaterThan(0);
    for (const [path, origin] of origins) {
      const explanation = explainPath(path, compilation);
      expect(explanation, path).toMatchObject({ path, value: origin.value, source: { kind: origin.kind } });
      if (explanation !== undefined)
        expect(renderExplanations([explanation])).toContain(origin.kind === 'layer' ? '  from the ' : `${path} = `);
    }
  });

  it('never shows a secret that was written in plain text', async () => {
    const site = join(folder, 'clear.yaml');
    const text = readFileSync(`${pair}/site.yaml`, 'utf8');
    writeFileSync(site, text.replace('password: { secret: fence/ilo-host1 }', 'password: canary7'));
    for (const what of ['fence_devices', 'fence_devices/ilo-host1', 'fence_devices/ilo-host1/password']) {
      for (const format of ['text', 'json']) {
        const { code, out, err } = await clusterc(['explain', what, site, '--format', format]);
        expect(code).toBe(0);
        expect(`${out}${err}`).not.toContain('canary7');
      }
    }
  });
});

describe('a key of the schema', () => {
  const none = join(folder, 'none');

  it('that the site does not set, and without a site', async () => {
    for (const site of [pair, none])
      expect(await clusterc(['explain', 'cluster/quorum/disk/interval', site])).toEqual({
        code: 0,
        err: '',
        out: `cluster/quorum/disk/interval: a whole number and s, m or h, at least 1s, such as 30s or 5m
  Time between two reads and writes. qdiskd takes 1s when left out
  default: qdiskd takes 1s
  platforms: rhel5, rhel6, fedora (cman)
  with pacemaker: cluster/quorum/device
  example: interval: 1s
`,
      });
  });

  it('a section lists its keys', async () => {
    const { out } = await clusterc(['explain', 'cluster/totem', none]);
    expect(out).toMatch(/ {2}keys\n {4}token +Silence after which a node counts as lost\n/);
  });

  it.each([...schemaPaths(siteSchema)].filter((_, index) => index % 7 === 0))(
    '%s has a form and an example',
    (path) => {
      const key = schemaKeyAt(path, siteSchema);
      expect(key).toMatchObject({ path, form: expect.stringMatching(/\S/), description: expect.stringMatching(/\S/) });
    },
  );

  it('a misspelled one is corrected', async () => {
    const { code, err } = await clusterc(['explain', 'cluster/quorum/disc/intervall', none]);
    expect(code).toBe(1);
    expect(err).toContain('did you mean cluster/quorum/disk/interval?');
  });
});

it('a key without its section names the whole path', async () => {
  const { code, err } = await clusterc(['explain', 'quorum', pair]);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('did you mean cluster/quorum?') });
});

it('a key of several sections names them all', async () => {
  const { code, err } = await clusterc(['explain', 'run_on', pair]);
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining(
      "there is no run_on; there are services/*/run_on, vms/*/run_on\n  help: clusterc explain 'services/*/run_on'\n",
    ),
  });
});

it.each([
  ['vms/memory', 'vms/*/memory'],
  ['storage/targets/luns/size', 'storage/targets/*/luns/*/size'],
  ['vms/vm1/disks/volume', 'vms/*/disks/*/volume'],
  ['hosts/fence', 'hosts/*/fence'],
])('a key without names of entries, %s, is %s', async (what, full) => {
  for (const site of [pair, join(folder, 'none')])
    expect(await clusterc(['explain', what, site])).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${full}: `),
    });
});

it('a name of an entry is none of a key', async () => {
  const site = join(folder, 'name.yaml');
  const text = readFileSync(`${pair}/site.yaml`, 'utf8').replaceAll(/\bvm1\b/g, 'memory');
  writeFileSync(site, text);
  const { out } = await clusterc(['explain', 'vms/memory', site]);
  expect(out).toContain('written at');
  expect(out).not.toContain('vms/*/memory');
});

it('what is nothing is said to be unknown where there is no site', async () => {
  const { code, err } = await clusterc(['explain', 'nonsense', mkdtempSync(join(tmpdir(), 'clusterc-explain-'))]);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('error explain/unknown') });
});

describe('a file', () => {
  it('of one template: emitter, mode, view, places', async () => {
    expect(await said('host1:/etc/iscsi/initiatorname.iscsi')).toBe(`host1:/etc/iscsi/initiatorname.iscsi
  made by the emitter iscsi for host1; mode 0600, owner root:root
  template templates/common/etc/iscsi/initiatorname.iscsi.hbs, with
    initiator = "iqn.1994-05.com.redhat:host1"
  from
    hosts/host1/initiator  fixtures/pair/model/site.yaml:19:16
      19 │     initiator: iqn.1994-05.com.redhat:host1
`);
  });

  it('a line of a template: its line there, and what it reads', async () => {
    expect(await said('host1:/etc/iscsi/initiatorname.iscsi:1')).toBe(`host1:/etc/iscsi/initiatorname.iscsi:1
    │ InitiatorName=iqn.1994-05.com.redhat:host1
  templates/common/etc/iscsi/initiatorname.iscsi.hbs:1
    1 │ InitiatorName={{initiator}}
    reads initiator = "iqn.1994-05.com.redhat:host1"
  made by the emitter iscsi for host1; mode 0600, owner root:root
  from
    hosts/host1/initiator  fixtures/pair/model/site.yaml:19:16
      19 │     initiator: iqn.1994-05.com.redhat:host1
`);
  });

  it('a line of XML: its element, and the entity that it comes from', async () => {
    expect(await said('host1:/etc/cluster/cluster.conf:17')).toBe(`host1:/etc/cluster/cluster.conf:17
    │           <device name="ilo-host2" action="reboot"/>
  element cluster/clusternodes/clusternode[2]/fence/method/device
    hosts/host2/fence/0/devices/0  fixtures/pair/model/site.yaml:31:38
      31 │     fence: [{ method: ilo, devices: [{ device: ilo-host2 }] }]
  made by the emitter cluster-conf for host1, host2; mode 0640, owner root:root
`);
  });

  it('a line that is made from several places names them all', async () => {
    const text = await said('host1:/etc/cluster/vms/vm1.xml:24');
    expect(text).toMatch(/element domain\/devices\/disk\n {4}vms\/vm1\/disks\/0 [^]* storage\/volume_groups/);
  });

  it.each(everyCluster)('%s: every line of every file', (cluster) => {
    for (const { nodes, path, content } of bundleOf(cluster).files) {
      const lines = shown(content).replace(/\n$/, '').split('\n');
      for (const [index, text] of lines.entries()) {
        const explanation = explainFile({ node: nodes[0] ?? '', path, line: index + 1 }, built(cluster));
        const at = explanation?.at;
        const named = at !== undefined && ('element' in at ? at.element !== null || index < 2 : at.template.length > 0);
        expect({ text: at?.text, named }, `${path}:${index + 1}`).toEqual({ text, named: true });
        if (explanation !== undefined) expect(renderExplanations([explanation])).toContain(explanation.emitter);
      }
    }
  });

  it.each(everyCluster)('%s: the emitters and templates that are named exist', (cluster) => {
    for (const { nodes, path } of bundleOf(cluster).files) {
      const explanation = explainFile({ node: nodes[0] ?? '', path, line: null }, built(cluster));
      expect(emitters, path).toContain(explanation?.emitter);
      expect(existsSync(explanation?.template?.file ?? 'templates'), path).toBe(true);
    }
  });
});

/** Names of the source files that can be an emitter. */
const emitters = ['emit', 'stack']
  .flatMap((folder) => filesBelow(`src/${folder}`))
  .map((file) => basename(file, '.ts'));

const compiled = new Map(everyCluster.map((cluster) => [cluster, compileFixture(cluster)]));

function built(cluster: string): Built {
  const { files, diagnostics, ...stages } = compiled.get(cluster) ?? compileFixture(cluster);
  return {
    ...stages,
    files,
    diagnostics,
    drafts: stages.drafts ?? [],
    bundle: stages.bundle ?? bundleOf(cluster),
    templates,
  };
}

describe('what does not exist', () => {
  it.each([
    ['fence/raec', 'fence/race'],
    ['cluster/nodied', 'cluster/nodeid'],
    ['vms/vm1/memroy', 'vms/vm1/memory'],
    ['vms/vm1/runOn', 'vms/vm1/run_on'],
    ['vm/vm1/memory', 'vms/vm1/memory'],
    ['host2', 'hosts/host2'],
    ['vm1', 'vms/vm1'],
    ['host1:/etc/lvm.conf', 'host1:/etc/lvm/lvm.conf'],
    ['host1:/etc/cluster/cluster.conf:999', 'host1:/etc/cluster/cluster.conf'],
  ])('%s: %s is suggested', async (what, suggestion) => {
    const { code, out, err } = await clusterc(['explain', what, pair]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`there is no ${what}; did you mean ${suggestion}?\n  help: clusterc explain ${suggestion}\n`);
  });

  it('a code is suggested without a site too', async () => {
    for (const what of ['fence/raec', 'cluster/nodied']) {
      const { code, err } = await clusterc(['explain', what, join(folder, 'none')]);
      expect(code).toBe(1);
      expect(err).toMatch(/; did you mean (fence\/race|cluster\/nodeid)\?/);
    }
  });

  it('vms/vm3/memory: what there is instead', async () => {
    const { code, err } = await clusterc(['explain', 'vms/vm3/memory', pair]);
    expect(code).toBe(1);
    expect(err).toContain('there is no vms/vm3/memory; vms has vm1, vm2\n  help: clusterc explain vms\n');
  });

  it('of a site that does not compile, a path is explained and a file cannot be', async () => {
    const site = join(folder, 'site.yaml');
    writeFileSync(site, readFileSync(`${pair}/site.yaml`, 'utf8').replace('node_id: 2', 'node_id: 1'));
    expect(await clusterc(['explain', 'vms/vm1/autostart', site])).toMatchObject({ code: 0, err: '' });
    const file = await clusterc(['explain', 'host1:/etc/lvm/lvm.conf', site]);
    expect(file).toMatchObject({ code: 1, out: '' });
    expect(file.err).toContain('cluster/nodeid');
  });
});

it('--format json: the same as data', async () => {
  const { out } = await clusterc(['explain', 'vms/vm1/uuid', pair, '--format', 'json']);
  expect(JSON.parse(out)).toMatchObject([
    {
      kind: 'path',
      path: 'vms/vm1/uuid',
      source: { kind: 'derived', from: [{ path: 'cluster/name', where: { line: 5, column: 9 } }, { path: 'vms/vm1' }] },
    },
    { kind: 'key', path: 'vms/vm1/uuid', stacks: null },
  ]);
});
