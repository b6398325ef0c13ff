/** Which place of the site a changed line of cluster.conf leads to. */
import { describe, expect, it } from 'vitest';
import type { Compilation } from '../../src/compile.ts';
import type { Xml } from '../../src/emit/draft.ts';
import { elementLines } from '../../src/emit/xml-lines.ts';
import { siteKeys } from '../../src/stack/cman/import/site-keys.ts';
import { placesIn } from '../../src/report/places.ts';
import { clusters, compileFixture, compilePair } from '../support/fixtures.ts';

const SITE = compilePair((text) =>
  text
    .replace(
      '  domain: example.com\n',
      `  domain: example.com
  totem: { token: 20s }
  network: { transport: multicast, multicast: { address: 239.192.1.1 }, raw: { debug_mask: "3" } }
  logging: { syslog: true, facility: local4 }
  rgmanager: { log_level: 6 }
profiles:
  calm: { recovery: relocate }
`,
    )
    .replace('device: ilo-host1 }', 'device: ilo-host1, delay: 5s }')
    .replace(
      '  vm1:\n',
      '  vm1:\n    profile: calm\n    autostart: false\n    actions: [{ name: status, interval: 30s }]\n',
    ),
);

function confOf({ drafts = [], diagnostics }: Compilation): Xml {
  const body = drafts.find(({ path }) => path === '/etc/cluster/cluster.conf')?.body;
  if (body === undefined || !('xml' in body)) throw new Error(JSON.stringify(diagnostics));
  return body.xml;
}

/** What is in the site at the place of an attribute, or of an element. */
function reader(compilation: Compilation): (element: string, attribute?: string) => string | undefined {
  const conf = confOf(compilation);
  const placeOf = placesIn(compilation, conf, siteKeys);
  const text = compilation.files[0]?.text.split('\n') ?? [];
  return (element, attribute) => {
    const line = elementLines(conf).findIndex((one) => one?.element === `cluster/${element}`) + 1;
    expect(line, element).toBeGreaterThan(0);
    const [, row = '', column = ''] = /site[.]yaml:(\d+):(\d+)$/.exec(placeOf(line, attribute) ?? '') ?? [];
    return row === '' ? undefined : text[Number(row) - 1]?.slice(Number(column) - 1).replace(/[ ,}].*/, '');
  };
}

describe('a change of cluster.conf', () => {
  const said = reader(SITE);

  it.each([
    ['an attribute that the site spells alike', 'rm/vm[1]', 'autostart', 'false'],
    ['one that a profile says', 'rm/vm[1]', 'recovery', 'relocate'],
    ['one that is not set: its VM', 'rm/vm[1]', 'max_restarts', 'vm1:'],
    ['the place of a VM', 'rm/vm[2]', 'domain', 'run_on:'],
    ['a whole VM', 'rm/vm[2]', undefined, 'vm2:'],
    ['what is in a VM', 'rm/vm[1]/action', 'interval', 'vm1:'],
    ['a domain that is made for a VM', 'rm/failoverdomains/failoverdomain[1]', undefined, 'run_on:'],
    ['another spelling', 'clusternodes/clusternode[1]', 'nodeid', '1'],
    ['a raw attribute', 'cman', 'debug_mask', '"3"'],
    ['a whole host', 'clusternodes/clusternode[2]', undefined, 'host2:'],
    ['a device of a method', 'clusternodes/clusternode[1]/fence/method/device', 'delay', '5s'],
    ['a parameter of a fence agent', 'fencedevices/fencedevice[2]', 'ipaddr', '192.168.1.112'],
    ['a setting of totem', 'totem', 'token', '20s'],
    ['all of totem', 'totem', undefined, 'totem:'],
    ['what the catalogue of the importer knows', 'logging', 'syslog_facility', 'local4'],
    ['a key in another section', 'cman', 'transport', 'multicast'],
    ['a ring of its own', 'cman/multicast', 'addr', '239.192.1.1'],
    ['what follows from the hosts', 'cman', 'two_node', 'hosts:'],
    ['rgmanager itself', 'rm', 'log_level', '6'],
    ['a default of the cluster: nowhere', 'fence_daemon', 'post_join_delay', undefined],
    ['what several sections could say: nowhere', 'cman', 'port', undefined],
  ])('%s', (_what, element, attribute, expected) => {
    expect(said(element, attribute)).toBe(expected);
  });

  it('has no place above the root, nor below the end', () => {
    const placeOf = placesIn(SITE, confOf(SITE), siteKeys);
    expect([1, 2, 999].map((line) => placeOf(line, undefined))).toEqual([undefined, undefined, undefined]);
  });
});

describe('a change of a service', () => {
  const said = reader(compileFixture('services'));

  it.each([
    ['its policy', 'rm/service[1]', 'recovery', 'relocate'],
    ['a resource in it', 'rm/service[1]/lvm/fs', 'mountpoint', '/srv/files'],
    ['one that is defined apart', 'rm/resources/ip', 'sleeptime', '10s'],
    ['a reference', 'rm/service[1]/ip', undefined, 'ip/192.168.1.50'],
    ['a whole service', 'rm/service[2]', undefined, 'nightly:'],
  ])('%s', (_what, element, attribute, expected) => {
    expect(said(element, attribute)).toBe(expected);
  });
});

it.each(clusters)('%s: each VM, service, host, device and domain has one', (cluster) => {
  const compilation = compileFixture(cluster);
  const conf = confOf(compilation);
  const placeOf = placesIn(compilation, conf, siteKeys);
  const entities = /\/(vm|service|clusternode|fencedevice|failoverdomain)(\[\d+\])?$/;
  const without = elementLines(conf).flatMap((one, index) =>
    one !== null && entities.test(one.element) && placeOf(index + 1, undefined) === undefined ? [one.element] : [],
  );
  expect(without).toEqual([]);
});
