/** What the releases differ in, seen in what the pair becomes on each of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Sealed, unseal } from '../src/base/sealed.ts';
import { shown, secretsIn } from '../src/bundle/content.ts';
import type { Compilation } from '../src/compile.ts';
import { stageArchive } from '../src/deploy/node/activator.ts';
import { dialectOf, FAMILIES, platformName, platformOf } from '../src/platform/platform.ts';
import { LIBVIRT } from '../src/platform/libvirt.ts';
import { FAMILIES as OURS } from '../src/stack/pacemaker/families.ts';
import { pacemakerDialectOf } from '../src/stack/pacemaker/dialect.ts';
import { compilePair, pairOn, releases } from './support/fixtures.ts';
import { scripted } from './support/nodes.ts';

describe('the name of a release', () => {
  it.each(releases)('%s', (release) => {
    expect(platformName(platformOf(release))).toBe(release);
    expect(codes(pairOn(release), 'error')).toEqual([]);
  });

  it.each([
    ['rhel5', 'rhel5.6'],
    ['rhel6', 'rhel6.2'],
    ['fedora', 'fedora13'],
  ])('%s alone means %s', (bare, release) => {
    expect(platformName(platformOf(bare))).toBe(release);
  });

  it('an editor offers those that a family has', () => {
    const { properties }: { properties: { platform: { examples: readonly string[] } } } = JSON.parse(
      readFileSync('schemas/cluster.schema.json', 'utf8'),
    );
    const families = new Set(properties.platform.examples.map((name) => platformOf(name).family));
    expect(families).toEqual(new Set(Object.keys(FAMILIES)));
  });

  it.each(['rhel5.3', 'rhel5.12', 'rhel6.11', 'fedora11', 'fedora14'])('%s is refused, once', (release) => {
    const { diagnostics } = pairOn(release);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'cluster/platform', facts: { problem: expect.stringContaining(release) } },
    ]);
  });

  it.each(['rhel4', 'rhel7.1', 'rhel6.04', 'rhel6.', 'fedora.13', 'centos6', 'constructor'])('%s is none', (release) =>
    expect(codes(pairOn(release), 'error')).toEqual(['platform/unknown']),
  );

  it('of a host is of the family of the cluster', () => {
    const { diagnostics } = withHost('fedora13');
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'cluster/platform', at: { path: ['hosts', 'host2', 'platform'] } },
    ]);
  });
});

describe('the tables of a release', () => {
  it.each(releases)('%s knows the machine that is written for it, and those of the releases before it', (release) => {
    const platform = platformOf(release);
    const { machine, machines } = dialectOf(platform);
    expect(machines).toContain(machine);
    const before = { ...platform, minor: Math.max(platform.minor - 1, FAMILIES[platform.family].oldest) };
    expect(machines).toEqual(expect.arrayContaining([...dialectOf(before).machines]));
  });

  it.each(Object.entries(LIBVIRT))('%s: what a release knows, the next one knows', (_what, knows) => {
    for (const { family, minor } of releases.map(platformOf).filter((one) => knows(dialectOf(one))))
      if (minor < FAMILIES[family].newest) expect(knows(dialectOf({ family, minor: minor + 1 }))).toBe(true);
  });

  it('compare versions as numbers', () => {
    expect(LIBVIRT.scsi(dialectOf(platformOf('rhel6.3')))).toBe(false);
    expect(LIBVIRT.scsi(dialectOf(platformOf('rhel6.4')))).toBe(true);
    expect(LIBVIRT.cpuOfHost(dialectOf(platformOf('rhel6.3')))).toBe(true);
  });
});

describe('the domain XML', () => {
  it.each([
    ['rhel5.4', 'rhel5.4.0'],
    ['rhel5.5', 'rhel5.5.0'],
    ['rhel5.11', 'rhel5.6.0'],
    ['rhel6.0', 'rhel6.0.0'],
    ['rhel6.5', 'rhel6.5.0'],
    ['rhel6.10', 'rhel6.6.0'],
    ['fedora12', 'pc-0.11'],
    ['fedora13', 'pc-0.12'],
  ])('on %s has the machine %s', (release, machine) => {
    expect(file(pairOn(release), 'vm1.xml')).toContain(`machine="${machine}"`);
  });

  it('has the machine that the oldest host knows', () => {
    expect(file(withHost('rhel6.5'), 'vm1.xml')).toContain('machine="rhel6.2.0"');
    expect(file(withHost('rhel6.0'), 'vm1.xml')).toContain('machine="rhel6.0.0"');
  });

  it.each(releases.filter((release) => !/^rhel6[.][^0]/.test(release)))(
    'on %s has nothing that came with libvirt 0.8.3 or later',
    (release) => expect(file(pairOn(release), 'vm1.xml')).not.toMatch(/ io=|<memballoon|unit=|<listen|<cpu/),
  );
});

describe('a fence delay', () => {
  const knowing = ['rhel5.8', 'rhel5.11', 'rhel6.2', 'rhel6.10'];

  it.each(knowing)('on %s is derived', (release) => {
    expect(file(pairOn(release), 'cluster.conf')).toContain('delay="15"');
    expect(codes(pairOn(release), 'warning')).toEqual([]);
  });

  it.each([
    ['rhel5', 'update the hosts to rhel5.8'],
    ['rhel6.1', 'update the hosts to rhel6.2'],
    ['fedora', 'accept it'],
  ])('on %s is not, and there is a way out: %s', (release, cure) => {
    const compilation = pairOn(release);
    expect(file(compilation, 'cluster.conf')).not.toContain('delay="15"');
    const open = compilation.diagnostics.filter(({ severity }) => severity === 'warning');
    expect(open).toMatchObject([{ code: 'fence/race', help: expect.stringMatching(`^${cure}`) }]);
  });

  it('is reported as useless where no agent knows it', () => {
    const compilation = compilePair((text) =>
      text
        .replace('platform: rhel6', 'platform: rhel5')
        .replace('device: ilo-host1 }', 'device: ilo-host1, delay: 20s }'),
    );
    expect(codes(compilation, 'warning')).toEqual(['fence/delay-ignored']);
  });

  it('needs all hosts to know it', () => {
    expect(codes(withHost('rhel6.1'), 'warning')).toEqual(['fence/race']);
  });
});

describe('cluster.conf', () => {
  const install = (release: string) =>
    pairOn(release).bundle?.files.find(({ path }) => path.endsWith('/cluster.conf'))?.install;

  it('is carried by ccsd on RHEL 5, and renamed into place elsewhere', () => {
    expect(install('rhel5.8')).toEqual({ action: 'cman/announce' });
    expect([install('rhel6'), install('fedora')]).toEqual(['rename', 'rename']);
  });

  it('is announced with what the release has for it', () => {
    const run = (release: string) => pairOn(release).bundle?.actions.find(({ id }) => id === 'cman/announce')?.run;
    expect(run('rhel5.8')).toEqual([{ argv: ['ccs_tool', 'update', { staged: '/etc/cluster/cluster.conf' }] }]);
    expect(run('fedora')).toEqual(run('rhel6'));
  });

  it.each([
    ['rhel5.8', 'carried/cluster/config_version'],
    ['rhel6', 'version/cluster/config_version'],
  ])('on %s is %s for the activator of a member', async (release, late) => {
    const { bundle } = pairOn(release);
    if (bundle === undefined) throw new Error('the pair does not compile');
    const names = bundle.files.flatMap(({ content }) => secretsIn(content));
    const secrets = new Map(names.map((name) => [name, Sealed.of(name, 'canary')]));
    const [host] = bundle.nodes.map((node) => node.host);
    if (host === undefined) throw new Error('the pair has no nodes');
    const pack = (_label: string, files: ReadonlyMap<string, Sealed>) =>
      Promise.resolve(files.get('index') ?? Sealed.of('none', ''));
    const how = { secrets, late: { 'config-version': 2 }, removed: [], own: [], record: '' };
    const { ports } = scripted();
    const indexFor = async (isMember: boolean) =>
      String(unseal(await stageArchive(bundle, host, { ...how, isMember }, { ...ports, archive: { pack } })));
    const line = (word: string) => new RegExp(` root root ${word} 0755 /etc/cluster/cluster[.]conf$`, 'm');
    expect(await indexFor(true)).toMatch(line(late));
    expect(await indexFor(false)).toMatch(line('version/cluster/config_version'));
  });
});

/** Codes of a severity that no one accepted. */
function codes({ diagnostics }: Compilation, wanted: string): readonly string[] {
  return diagnostics
    .filter(({ severity, accepted }) => severity === wanted && accepted === undefined)
    .map(({ code }) => code);
}

/** The pair with a release of its own for host2. */
function withHost(release: string): Compilation {
  return compilePair((text) => text.replace('node_id: 2', `node_id: 2\n    platform: ${release}`));
}

/** The first file of that name. */
function file({ bundle }: Compilation, name: string): string {
  const found = bundle?.files.find(({ path }) => path.endsWith(`/${name}`));
  return found === undefined ? '' : shown(found.content);
}

describe('the table of releases of today in docs/platforms.md', () => {
  const text = readFileSync('docs/platforms.md', 'utf8');

  it.each(OURS)('says of %s what its dialect is', (family) => {
    const { oldest, newest, assumed, alone } = FAMILIES[family];
    const [first, last] = [oldest, newest].map((minor) => platformName({ family, minor }));
    const row = text.split('\n').find((line) => line.startsWith(`| \`${first}\``)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    const [, releases = '', means = '', pacemaker = '', corosync = '', libvirt = '', disks = '', source = ''] = cells;
    expect(releases).toBe(first === last ? `\`${first}\`` : `\`${first}\` - \`${last}\``);
    const named = first === last ? 'itself' : `\`${platformName({ family, minor: assumed })}\``;
    expect(means).toBe(alone === null ? 'never' : named);
    const versions = Array.from({ length: newest - oldest + 1 }, (_, step) =>
      pacemakerDialectOf({ family, minor: oldest + step }),
    );
    expect(pacemaker.match(/[0-9.]+/g)).toEqual([...new Set([versions[0]?.pacemaker, versions.at(-1)?.pacemaker])]);
    for (const one of versions) {
      expect(corosync).toBe(one.corosync);
      expect(one.units.libvirt.services).toContain(`${libvirt}.service`);
      expect(disks).toBe(one.devicesFile ? 'a devices file' : 'a filter');
      expect(source.startsWith('measured')).toBe(one.source === 'measured');
    }
  });
});
