/** How cluster.conf spells what differs between platforms and agents. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { filesOf } from '../../src/bundle/bundle.ts';
import { as, type HostName, type Json } from '../../src/base/brand.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

/** The `<device>` elements of host1 when only this device fences it, in one use. */
function deviceOf(platform: string, device: Json, use: { readonly [key: string]: Json }): readonly string[] {
  return devicesOf(platform, device, { devices: [{ device: 'ilo-host1', ...use }] });
}

function devicesOf(platform: string, device: Json, method: { readonly [key: string]: Json }): readonly string[] {
  const changes: readonly (readonly [path: readonly string[], value: Json])[] = [
    [['cluster', 'platform'], platform],
    [['fence_devices', 'ilo-host1'], device],
    [['hosts', 'host1', 'fence'], [{ method: 'only', ...method }]],
  ];
  const site = changes.reduce((map, [path, value]) => withValue(map, path, value), siteOf('pair'));
  const { bundle, diagnostics } = compile([fileOf(site)], templates);
  if (bundle === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const file = filesOf(bundle, as<HostName>('host1')).find(({ path }) => path.endsWith('/cluster.conf'));
  return JSON.stringify(file?.content).match(/<device name=\\"ilo-host1\\"[^/]*/g) ?? [];
}

const XVM = { agent: 'fence_xvm', key_file: '/etc/cluster/fence_xvm.key' };
const CMC = { agent: 'fence_drac5', address: '192.168.1.111', login: 'root', password: { secret: 'cmc' } };

describe('the plug', () => {
  it.each([
    ['rhel6.4', XVM, 'port'],
    ['rhel5.8', XVM, 'domain'],
    ['rhel6.4', CMC, 'module_name'],
  ])('on %s of %o is called %s', (platform, device, spelling) => {
    const [element] = deviceOf(platform, device, { plug: 'node1' });
    expect(element).toContain(` ${spelling}=\\"node1\\" `);
  });
});

describe('an outlet', () => {
  const PDU = { agent: 'fence_apc', address: '192.168.1.121', login: 'fence', password: { secret: 'pdu' } };

  it.each([3, '3', '03'])('is written as %j is', (plug) => {
    expect(deviceOf('rhel6.4', PDU, { plug })[0]).toContain(` port=\\"${plug}\\" `);
  });
});

describe('the action', () => {
  it('of an agent that cannot reboot is off', () => {
    const [off, on] = deviceOf('rhel6.4', { agent: 'fence_scsi' }, {});
    expect(off).toContain('action=\\"off\\"');
    expect(on).toContain('action=\\"on\\"');
  });
});

describe('feeds', () => {
  const PDU = { agent: 'fence_apc', address: '192.168.1.121', login: 'fence', password: { secret: 'pdu' } };

  it('are all off before the first is on, and only the first step waits', () => {
    const feeds = ['1', '2'].map((plug) => ({ device: 'ilo-host1', plug }));
    const steps = devicesOf('rhel6.4', PDU, { feeds }).map((step) => step.replaceAll('\\', '').slice(25).trim());
    expect(steps).toEqual([
      'port="1" action="off" delay="15"',
      'port="2" action="off"',
      'port="1" action="on"',
      'port="2" action="on"',
    ]);
  });
});
