/** What rgmanager gets of services and VMs: every type of resource, and every attribute of a VM. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { shown } from '../../src/bundle/content.ts';
import { resourceTypes, rmTypes, type RmAttribute } from '../../src/catalogue/rm.ts';
import { compile, type Compilation } from '../../src/compile.ts';
import { clusterConfSchema, type XmlCheck } from '../support/cluster-conf-schema.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { originAt } from '../../src/model/origins.ts';
import { compilePair, templates } from '../support/fixtures.ts';
import { describeUnless, noProductSchema, productSchema, run } from '../support/tools.ts';

let check: XmlCheck;
beforeAll(async () => {
  check = await clusterConfSchema((name) => readFileSync(`schemas/relaxng/${name}`));
});

/** The services of the fixture replaced by these. */
function withServices(services: object, platform = 'rhel6.10'): Compilation {
  const [site] = readSite('fixtures/services/model').files;
  const text = Buffer.from(site?.bytes ?? []).toString('utf8');
  const before = text
    .slice(0, text.indexOf('failover_domains:'))
    .replace(/platform: rhel6\S*/, `platform: ${platform}`);
  const bytes = Buffer.from(`${before}${stringify({ services })}`);
  return compile(site === undefined ? [] : [{ ...site, bytes }], templates);
}

function clusterConf({ bundle, diagnostics }: Compilation): string {
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const file = bundle?.files.find(({ path }) => path.endsWith('cluster.conf'));
  return file === undefined ? '' : shown(file.content).replace('${late:config-version}', '1');
}

describe('every type of resource', () => {
  // The newest agents know most; what has left them by then is not written.
  const newest = rmTypes({ family: 'rhel6', minor: 10 });
  const types = [...resourceTypes().keys()].map((type) => [type, newest[type] ?? { attributes: {} }] as const);

  it.each(types)('%s, with all that a site may say of it', (type, { attributes }) => {
    const resource = { type, ...exampleOf(Object.entries(attributes)) };
    const text = clusterConf(withServices({ all: { resources: [resource] } }));
    expect(check(text)).toEqual([]);
    const rendered = new RegExp(`<${type.replaceAll('.', '\\.')} (.*)/>`).exec(text)?.[1] ?? '';
    expect([...rendered.matchAll(/(\w+)="/g)].map(([, name]) => name)).toEqual(Object.keys(attributes));
  });

  describeUnless(noProductSchema(), 'with the required attributes', () => {
    it('passes the schema of the product', () => {
      const resources = types.flatMap(([type, { attributes }]) => {
        const required = Object.entries(attributes).filter(([, { required, needed }]) => required ?? needed);
        return type === 'nfsserver' ? [] : [{ type, ...exampleOf(required) }];
      });
      const text = clusterConf(withServices({ all: { resources } }));
      const { output } = run('xmllint', ['--noout', '--relaxng', productSchema ?? '', '-'], { input: text });
      expect(output).toMatch(/validates$/m);
    });
  });
});

it('writes unknown attributes of services and resources as they are where a node has no schema', () => {
  const ip = { type: 'ip', address: '192.168.1.50', raw: { colour: 'blue' } };
  const compilation = withServices({ all: { raw: { size: 'L' }, resources: [ip] } }, 'rhel5.8');
  expect(clusterConf(compilation)).toMatch(
    /<service name="all" .* size="L">\n\s+<ip address="192.168.1.50" colour="blue"\/>/,
  );
  expect(compilation.diagnostics.filter(({ code }) => code === 'raw/unchecked')).toHaveLength(2);
});

function exampleOf(attributes: readonly (readonly [string, RmAttribute])[]): object {
  return Object.fromEntries(attributes.map(([name, { site, example }]) => [site ?? name, example]));
}

describe('a VM', () => {
  const onPair = (policy: string) =>
    compilePair((text) =>
      text
        .replace('platform: rhel6', 'platform: rhel6.10')
        .replace('    run_on: [host1, host2]\n', policy)
        .concat('failover_domains: { any: { hosts: [host2, host1], ordered: false, restricted: false } }\n'),
    );
  const vmIn = (compilation: Compilation) => /<vm name="vm1"([^>]*\/>|[^]*?<\/vm>)/.exec(clusterConf(compilation))?.[0];

  it('can be given everything that vm.sh knows', () => {
    const compilation = onPair(`    failover_domain: any
    depend: vm/vm2
    depend_mode: soft
    migration_mapping: { host2: 10.0.1.12, host1: 10.0.1.11 }
    migrate_options: --timeout 60
    tunnelled: true
    status_program: /usr/local/bin/check-vm1
    no_kill: true
    snapshot: /gfs2/saved
    hypervisor: qemu
    hypervisor_uri: qemu:///system
    migration_uri: qemu+ssh://%s/system
    xmlfile: /etc/cluster/vms/guest1.xml
    enforce_timeouts: true
    actions: [{ name: stop, timeout: 5m }, { name: status, depth: '10', interval: 2m }]
`);
    expect(vmIn(compilation)).toBe(
      `<vm name="vm1" domain="any" autostart="1" exclusive="0" recovery="restart" max_restarts="2" restart_expire_time="600" ` +
        `use_virsh="1" migrate="live" xmlfile="/etc/cluster/vms/guest1.xml" ` +
        `migration_mapping="host1.example.com:10.0.1.11,host2.example.com:10.0.1.12" depend="vm:vm2" ` +
        `migrate_options="--timeout 60" tunnelled="1" snapshot="/gfs2/saved" depend_mode="soft" ` +
        `status_program="/usr/local/bin/check-vm1" hypervisor="qemu" hypervisor_uri="qemu:///system" ` +
        `migration_uri="qemu+ssh://%s/system" no_kill="true" __enforce_timeouts="1">\n` +
        `      <action name="stop" timeout="300"/>\n      <action name="status" depth="10" interval="120"/>\n    </vm>`,
    );
    expect(check(clusterConf(compilation))).toEqual([]);
    const paths = compilation.bundle?.files.map(({ path }) => path);
    expect(paths).toContain('/etc/cluster/vms/guest1.xml');
  });

  it('is given the addresses where members are reached for a migration, as soon as one has an address for it', () => {
    const compilation = compilePair((text) =>
      text.replace(
        '    address: 192.168.1.11\n',
        '    address: 192.168.1.11\n    addresses: { migration: 10.0.1.11 }\n',
      ),
    );
    expect(vmIn(compilation)).toContain(
      'migration_mapping="host1.example.com:10.0.1.11,host2.example.com:192.168.1.12"',
    );
    expect(originAt(compilation.model?.origins ?? {}, ['vms', 'vm1', 'migration_mapping'])).toMatchObject({
      kind: 'derived',
    });
  });

  it('of a domain that does not restrict it may run, and has its file, on all hosts', () => {
    const { model } = onPair('    failover_domain: any\n');
    expect(model?.vms[0]?.runOn).toEqual(['host2', 'host1']);
  });
});

it('a domain of a run_on list gives way where the site has one of that name, whatever the capitals', () => {
  const { model } = compilePair((text) => `${text}failover_domains: { Prefer-Host1: { hosts: [host2] } }\n`);
  expect(model?.failoverDomains.map(({ name }) => name)).toEqual([
    'Prefer-Host1',
    expect.stringMatching(/^prefer-host1-[0-9a-f]{6}$/),
    'prefer-host2',
  ]);
  expect(model?.vms[0]?.failoverDomain).toMatch(/^prefer-host1-/);
});
