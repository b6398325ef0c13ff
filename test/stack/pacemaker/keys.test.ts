/** No key of a VM, a service or a host is dropped silently: it changes what is built, or a diagnostic names it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { compile } from '../../../src/compile.ts';
import { readSite } from '../../../src/edge/site/site.ts';
import { templates } from '../../support/fixtures.ts';

type Values = { readonly [key: string]: unknown };

const VM: Values = {
  uuid: 'b11f4645-5a86-5c29-a30d-45a5135323eb',
  memory: '3G',
  balloon: '1G',
  cpus: 3,
  cpu: { mode: 'host-model' },
  machine: 'pc-q35-7.0',
  clock: 'localtime',
  accelerator: 'tcg',
  boot: ['cdrom', 'disk'],
  on_poweroff: 'restart',
  on_reboot: 'destroy',
  on_crash: 'restart',
  disks: [{ volume: 'vg_vms/vm2', cache: 'none', bus: 'scsi' }],
  nics: [],
  graphics: { type: 'none' },
  video: 'vga',
  serial: false,
  tablet: false,
  watchdog: { model: 'i6300esb', action: 'reset' },
  rng: true,
  memballoon: false,
  overlay: { features: '<viridian/>' },
  profile: 'small',
  groups: ['web'],
  run_on: ['host2'],
  failover_domain: 'anywhere',
  unset: ['recovery'],
  migrate: 'pause',
  autostart: false,
  exclusive: true,
  recovery: 'relocate',
  max_restarts: 7,
  restart_expire_time: '20m',
  depend: 'vm/vm1',
  depend_mode: 'soft',
  migration_mapping: { host1: 'host1-mig.example.com', host2: 'host2-mig.example.com' },
  migrate_options: '--timeout 60',
  tunnelled: true,
  status_program: '/usr/local/bin/check',
  no_kill: true,
  snapshot: '/srv/saved',
  hypervisor: 'qemu',
  hypervisor_uri: 'qemu:///session',
  migration_uri: 'qemu+ssh://%s/system',
  pacemaker: { start_timeout: '3m' },
  path: '/etc/cluster/others',
  xmlfile: '/etc/cluster/vms/other.xml',
  enforce_timeouts: true,
  actions: [{ name: 'stop', timeout: '5m' }],
  raw: { hardrecovery: '1' },
};

const SERVICE: Values = {
  run_on: ['host2'],
  failover_domain: 'none',
  autostart: false,
  exclusive: true,
  recovery: 'relocate',
  max_restarts: 7,
  restart_expire_time: '20m',
  unset: ['recovery'],
  depend: 'vm/vm1',
  depend_mode: 'soft',
  nfslock: true,
  nfs_client_cache: true,
  priority: 1,
  enforce_timeouts: true,
  actions: [{ name: 'stop', timeout: '5m' }],
  raw: { hardrecovery: '1' },
  resources: [{ type: 'ip', address: '192.168.1.51/24' }],
};

const HOST: Values = {
  node_id: 3,
  address: '192.168.1.13',
  addresses: { cluster: '192.168.1.14' },
  node_name: 'host1-hb.example.com',
  alt_name: 'host1-b.example.com',
  votes: 2,
  weight: 2,
  links: ['192.168.20.13'],
  host_keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO/Px9SNX6hPV+lml1P/Mc9X6iCJXUMhFaf5uee1yCIT'],
  platform: 'debian13',
  memory: '2G',
  cpus: 1,
  initiator: 'iqn.1993-08.org.debian:other',
  bridges: ['br1'],
  local_disks: ['/dev/sdb'],
  local_volume_groups: ['vg_root'],
  local_luns: { mpatha: '3600508b1001c7e2f0a9b4d6c8e1f0a2b' },
  iscsi_interfaces: { san: ['em2'] },
  chap: { san: { user: 'host1', password: { secret: 'iscsi/host1' } } },
  fence: [],
  unfence: [{ device: 'pdu', plug: '7' }],
  raw: { alias: 'kvm' },
};
/** For clusterc itself: how it logs in, and what --limit chooses. */
const OF_CLUSTERC = ['ssh', 'groups'];

const RESOURCE: Values = {
  independent_subtree: true,
  enforce_timeouts: true,
  max_failures: 3,
  failure_expire_time: '10m',
  max_restarts: 3,
  restart_expire_time: '20m',
  raw: { timeout: '5' },
};

const ACTIONS: readonly Values[] = [
  { name: 'start', timeout: '7m' },
  { name: 'stop', timeout: '7m' },
  { name: 'stop', interval: '7m' },
  { name: 'status', interval: '7m' },
  { name: 'monitor', timeout: '7m' },
  { name: 'status', depth: '*', interval: '7m' },
  { name: 'recover', timeout: '7m' },
  { name: 'migrate', timeout: '7m' },
  { name: 'reconfig', timeout: '7m' },
];

const VM_AT = ['vms', 'vm2'];
const SERVICE_AT = ['services', 'web'];
const IP_AT = [...SERVICE_AT, 'resources', 1];

describe('every key has an effect or a diagnostic', () => {
  const plain = outcome([], null);

  it.each([
    ...Object.entries(VM).map(([key, value]) => [[...VM_AT, key], value] as const),
    ...Object.entries(SERVICE).map(([key, value]) => [[...SERVICE_AT, key], value] as const),
    ...Object.entries(HOST).map(([key, value]) => [['hosts', 'host1', key], value] as const),
    ...Object.entries(RESOURCE).map(([key, value]) => [[...IP_AT, key], value] as const),
    ...ACTIONS.map((value) => [[...IP_AT, 'actions'], [value]] as const),
  ])('%j: %j', (path, value) => {
    const changed = outcome(path, value);
    expect(changed).not.toMatch(/"(schema|yaml)\//);
    expect(changed).not.toBe(plain);
  });

  it.each([
    ['vm', VM, []],
    ['service', SERVICE, []],
    ['host', HOST, OF_CLUSTERC],
  ] as const)('the table has every key of a %s', (kind, table, others) => {
    const { properties } = JSON.parse(readFileSync(`schemas/${kind}.schema.json`, 'utf8'));
    expect([...Object.keys(table), ...others].sort()).toEqual(Object.keys(properties).sort());
  });

  it.each([
    [[...VM_AT, 'status_program'], VM['status_program']],
    [[...VM_AT, 'migration_uri'], VM['migration_uri']],
    [[...VM_AT, 'actions'], VM['actions']],
    [[...SERVICE_AT, 'priority'], SERVICE['priority']],
    [['hosts', 'host1', 'alt_name'], HOST['alt_name']],
  ])('%j belongs to another stack', (path, value) => {
    expect(outcome(path, value)).toContain('stack/key');
  });
});

/** What is built, and what is said with it. */
function outcome(path: readonly (string | number)[], value: unknown): string {
  const files = readSite('fixtures/pacemaker-pair/model').files.map(({ id, bytes }) => ({
    id,
    bytes: Buffer.from(withValue(Buffer.from(bytes).toString('utf8'), path, value)),
  }));
  const { bundle, diagnostics } = compile(files, templates);
  const said = diagnostics.map(({ code, message }) => `${code} ${message}`);
  return JSON.stringify([bundle?.files ?? null, said]);
}

function withValue(text: string, path: readonly (string | number)[], value: unknown): string {
  const site = parse(text);
  site.profiles = { small: { cpus: 3 } };
  site.groups = { web: { rng: true } };
  let place = site;
  for (const key of path.slice(0, -1)) place = place[key];
  const last = path.at(-1);
  if (last !== undefined) place[last] = value;
  // A domain and a list of hosts are one or the other.
  if (last === 'run_on') delete place.failover_domain;
  if (last === 'failover_domain') delete place.run_on;
  if (last === 'depend_mode') place.depend ??= 'vm/vm1';
  return stringify(site);
}
