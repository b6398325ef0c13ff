/** How cluster.conf spells what differs between platforms and agents. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { filesOf } from '../../src/bundle/bundle.ts';
import { as, type HostName, type Json } from '../../src/base/brand.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

/** The `<device>` elements of host1 when only this device fences it. */
function deviceOf(platform: string, device: Json, use: { readonly [key: string]: Json }): readonly string[] {
  const changes: readonly (readonly [path: readonly string[], value: Json])[] = [
    [['cluster', 'platform'], platform],
    [['fence_devices', 'ilo-host1'], device],
    [['hosts', 'host1', 'fence'], [{ method: 'only', devices: [{ device: 'ilo-host1', ...use }] }]],
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

describe('the action', () => {
  it('of an agent that cannot reboot is off', () => {
    const [off, on] = deviceOf('rhel6.4', { agent: 'fence_scsi' }, {});
    expect(off).toContain('action=\\"off\\"');
    expect(on).toContain('action=\\"on\\"');
  });
});
