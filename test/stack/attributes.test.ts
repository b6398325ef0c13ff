/** The table of cluster.conf's attributes: it knows what is rendered, all of it can be, and it says what a change costs. */
import { readFileSync } from 'node:fs';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import type { JsonMap } from '../../src/base/json.ts';
import { familyOf } from '../../src/catalogue/fence.ts';
import { compile, type Compilation } from '../../src/compile.ts';
import { clusterConfSchema, type XmlCheck } from '../support/cluster-conf-schema.ts';
import { platformOf } from '../../src/platform/platform.ts';
import { activationOf, modelledAttributes } from '../../src/stack/cman/emit/attributes.ts';
import { rawElements } from '../../src/stack/cman/check/raw.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { clusters, cmanModelOf, compileFixture, templates } from '../support/fixtures.ts';

describe.each(clusters)('%s', (cluster) => {
  it('has no attribute in cluster.conf that the table does not know', () => {
    const compilation = compileFixture(cluster);
    const more = new Set([...parametersOf(compilation), ...rawOf(compilation)]);
    const unknown = attributesIn(confOf(compilation)).filter(
      ([element, name]) => !modelledAttributes(element).includes(name) && !more.has(`${element}/${name}`),
    );
    expect(unknown).toEqual([]);
  });
});

/** cluster.conf of the first node. */
function confOf({ bundle }: Compilation): string {
  const file = bundle?.files.find(({ path }) => path === '/etc/cluster/cluster.conf');
  return (file?.content ?? []).map((part) => (typeof part === 'string' ? part : '1')).join('');
}

function parametersOf({ model }: Compilation): readonly string[] {
  const agents = model?.fenceDevices.map(({ agent }) => familyOf(agent)) ?? [];
  return agents.flatMap(({ parameters }) => Object.values(parameters).map(({ cman }) => `fencedevice/${cman}`));
}

function rawOf(compilation: Compilation): readonly string[] {
  return [...rawElements(cmanModelOf(compilation))].flatMap(({ element, raw }) =>
    raw.map(({ name }) => `${element}/${name}`),
  );
}

function attributesIn(text: string): readonly (readonly [element: string, attribute: string])[] {
  using document = XmlDocument.fromString(text);
  return document
    .find('//*')
    .flatMap((found) =>
      found instanceof XmlElement ? found.attrs.map(({ name }) => [placeOf(found), name] as const) : [],
    );
}

function placeOf({ name, parent }: XmlElement): string {
  return name === 'device' && parent?.name === 'unfence' ? 'unfence/device' : name;
}

/** Sites that no one would build, which write everything there is in the sections of the cluster. */
const DISK = {
  label: 'qd',
  votes: 3,
  interval: '1s',
  tko: 10,
  tko_up: 3,
  upgrade_wait: 2,
  min_score: 1,
  master_wins: false,
  reboot: true,
  allow_kill: true,
  stop_cman: false,
  paranoid: false,
  io_timeout: false,
  use_uptime: true,
  max_error_cycles: 10,
  scheduler: 'rr',
  priority: 1,
  status_file: '/var/run/qdiskd.status',
  cman_label: 'qd',
  heuristics: [{ program: 'ping -c1 -w1 192.0.2.1', score: 1, interval: '2s', tko: 3 }],
};
const LOG = {
  syslog: true,
  file: '/var/log/x.log',
  facility: 'daemon',
  priority: 'err',
  file_priority: 'debug',
  debug: false,
};
const ALL: { readonly [path: string]: Json } = {
  'cluster/quorum': { poll: '21s', disk: DISK },
  'cluster/network/transport': 'multicast',
  'cluster/network/multicast/port': 5405,
  'cluster/network/hash_cluster_id': true,
  'cluster/totem': {
    token: '21s',
    consensus: '23s',
    join: '60ms',
    token_retransmits_before_loss_const: 4,
    fail_recv_const: 2500,
    seqno_unchanged_const: 30,
    miss_count_const: 5,
    netmtu: 1500,
    window_size: 50,
    max_messages: 17,
    secauth: true,
    rrp_problem_count_threshold: 10,
  },
  'cluster/fence_daemon/skip_undefined': false,
  'cluster/dlm/log_debug': false,
  'cluster/dlm/enable_fencing': true,
  'cluster/dlm/enable_quorum': false,
  'cluster/dlm/plock_ownership': true,
  'cluster/gfs_controld/enable_withdraw': true,
  'cluster/clvmd/interface': 'cman',
  'cluster/fence_xvmd': {
    debug: 1,
    port: 1229,
    use_uuid: false,
    multicast_address: '225.0.0.12',
    multicast_interface: 'eth1',
    auth: 'sha256',
    hash: 'sha256',
    key_file: '/etc/cluster/fence_xvm.key',
    uri: 'qemu:///system',
  },
  'cluster/logging': { ...LOG, daemons: { corosync: { subsystems: { CLM: LOG } } } },
  'cluster/rgmanager': {
    status_poll_interval: '10s',
    status_child_max: 5,
    transition_throttling: '5s',
    central_processing: false,
    log_level: 6,
    log_facility: 'local4',
  },
};
const full = written(siteOf('production'), ALL);
const pair = siteOf('pair');
const SITES: { readonly [title: string]: JsonMap } = {
  full,
  'by device': written(full, { 'cluster/quorum/disk/label': undefined, 'cluster/quorum/disk/lun': 'san/qdisk' }),
  broadcast: written(pair, { 'cluster/network': { transport: 'broadcast' } }),
  udpu: written(pair, { 'cluster/network': { transport: 'udpu' } }),
};

function written(site: JsonMap, values: { readonly [path: string]: Json | undefined }): JsonMap {
  return Object.entries(values).reduce((map, [path, value]) => withValue(map, path.split('/'), value), site);
}

const RHEL6 = platformOf('rhel6.10');
const UNKNOWN = activationOf('nothing', 'nothing', RHEL6).source;

describe('with every key of the cluster written', () => {
  const texts = Object.entries(SITES).map(([title, site]) => {
    const compilation = compile([fileOf(site)], templates);
    return { title, text: confOf(compilation), raw: rawOf(compilation) };
  });
  let check: XmlCheck;
  beforeAll(async () => {
    check = await clusterConfSchema((name) => readFileSync(`schemas/relaxng/${name}`));
  });

  it.each(texts)('$title: cluster.conf passes the schema', ({ text }) => {
    expect(check(text)).toEqual([]);
  });

  it.each(texts)('$title: the table knows each attribute', ({ text, raw }) => {
    const unknown = attributesIn(text).filter(
      ([element, name]) => activationOf(element, name, RHEL6).source === UNKNOWN && !raw.includes(`${element}/${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each(
    'cluster cman multicast altmulticast totem quorumd heuristic fence_daemon dlm lockspace master gfs_controld clvmd fence_xvmd group uidgid logging logging_daemon clusternode altname rm'.split(
      ' ',
    ),
  )('<%s>: each attribute of the table is rendered', (element) => {
    const rendered = texts.flatMap(({ text }) => attributesIn(text)).filter(([name]) => name === element);
    expect([...new Set(rendered.map(([, attribute]) => attribute))].sort()).toEqual(
      expect.arrayContaining([...modelledAttributes(element)].sort()),
    );
  });

  it.each([
    ['broadcast', '<cman two_node="1" expected_votes="1" broadcast="yes"/>'],
    ['udpu', '<cman two_node="1" expected_votes="1" transport="udpu"/>'],
    ['by device', 'device="/dev/mapper/san-qdisk"'],
  ])('%s: %s', (title, part) => {
    expect(texts.find((one) => one.title === title)?.text).toContain(part);
  });

  it.each([
    ['rhel5.8', 'votes="1" label="qd"'],
    ['rhel6.4', '<quorumd label="qd"/>'],
  ])('%s: qdiskd is given its votes where it does not count nodes: %s', (platform, part) => {
    const site = written(pair, {
      'cluster/platform': platform,
      'cluster/quorum': { poll: '21s', disk: { label: 'qd' } },
      'cluster/totem': { token: '21s' },
      'cluster/network': { transport: 'multicast' },
    });
    const text = confOf(compile([fileOf(site)], templates));
    expect(text).toContain(part);
    expect(text.includes('transport=')).toBe(platform === 'rhel6.4');
  });
});

describe('a changed attribute counts', () => {
  it.each([
    ['cman', 'expected_votes', 'rhel6.4', 'live'],
    ['clusternode', 'votes', 'rhel6.4', 'live'],
    ['clusternode', 'votes', 'rhel5.8', 'next-join'],
    ['logging', 'debug', 'rhel6.4', 'live'],
    ['logging', 'debug', 'rhel5.8', 'next-join'],
    ['quorumd', 'votes', 'rhel5.8', 'qdiskd-restart'],
    ['totem', 'token', 'fedora13', 'full-stop'],
    ['fencedevice', 'ipaddr', 'rhel6.4', 'at-fencing'],
    ['vm', 'path', 'rhel6.4', 'rgmanager-delta'],
    ['cluster', 'alias', 'rhel6.4', 'full-stop'],
    ['constructor', 'constructor', 'rhel6.4', 'full-stop'],
    ['cluster', 'constructor', 'rhel6.4', 'full-stop'],
  ])('%s %s on %s: %s', (element, attribute, platform, activation) => {
    expect(activationOf(element, attribute, platformOf(platform))).toMatchObject({ activation });
  });
});
