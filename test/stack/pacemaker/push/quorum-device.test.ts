/** What a push does with the daemon of a quorum device, by the device that corosync.conf had and has. */
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { as, type FileId, type HostName, type Json, type RemotePath } from '../../../../src/base/brand.ts';
import type { Action } from '../../../../src/bundle/action.ts';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { compile } from '../../../../src/compile.ts';
import { holds, questionsOf } from '../../../../src/deploy/node/probes.ts';
import { withDevice } from '../../../../src/stack/pacemaker/push/other-device.ts';
import { templates } from '../../../support/fixtures.ts';
import { set } from '../schema-keys.ts';
import { baseSite } from '../surroundings.ts';

const HOSTS = ['host1', 'host2'].map((name) => as<HostName>(name));
const CONF = as<RemotePath>('/etc/corosync/corosync.conf');

function bundleWith(device: { readonly [key: string]: Json } | null): Bundle {
  const site = device === null ? baseSite() : set(baseSite(), ['cluster', 'quorum', 'device'], device);
  const { bundle } = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(stringify(site)) }], templates);
  if (bundle === undefined) throw new Error('the site has no bundle');
  return bundle;
}

function conf(algorithm: string | null, votes = 1): string {
  const device = `  device {\n    votes: ${votes}\n    net {\n      algorithm: ${algorithm}\n    }\n  }\n`;
  return `quorum {\n  provider: corosync_votequorum\n${algorithm === null ? '' : device}}\n`;
}

function actionsFor(bundle: Bundle, found: string, desired: string): readonly Action[] {
  return withDevice(
    bundle.actions,
    HOSTS.map((node) => ({ node, path: CONF, change: 'update' as const, found, desired })),
  );
}

const one = (actions: readonly Action[], id: string) => actions.find((action) => action.id === id);
const DEVICE = { host: 'qnetd.example.com', algorithm: 'lms' };

describe('a quorum device', () => {
  it('comes: its daemon starts after the reload, and nothing stops', () => {
    const actions = actionsFor(bundleWith(DEVICE), conf(null), conf('lms'));
    expect(one(actions, 'corosync/start-device')).toMatchObject({
      when: ['new', 'changed'],
      run: [{ argv: ['systemctl', 'enable', '--now', 'corosync-qdevice'] }],
      after: expect.arrayContaining(['corosync/reload']),
    });
    expect(one(actions, 'corosync/stop-device')?.when).toEqual([]);
  });

  it('changes: its daemon stops before the reload', () => {
    const actions = actionsFor(bundleWith(DEVICE), conf('ffsplit'), conf('lms'));
    expect(one(actions, 'corosync/stop-device')).toMatchObject({ when: ['changed'], on: HOSTS });
    expect(one(actions, 'corosync/reload')?.after).toContain('corosync/stop-device');
    expect(one(actions, 'corosync/start-device')?.when).toContain('changed');
  });

  it('goes: its daemon stops, and does not run at the end', () => {
    const bundle = bundleWith(null);
    const actions = actionsFor(bundle, conf('lms'), conf(null));
    expect(one(actions, 'corosync/stop-device')).toMatchObject({ when: ['missing'], probe: { succeeds: [3] } });
    expect(one(actions, 'corosync/reload')?.after).toContain('corosync/stop-device');
    expect(one(actions, 'corosync/start-device')).toBeUndefined();
    // Nodes have answered the questions of the bundle, in their order.
    const asked = questionsOf(bundle);
    expect(questionsOf({ ...bundle, actions }).slice(0, asked.length)).toEqual(asked);
  });

  it('gets other votes by the reload alone', () => {
    const bundle = bundleWith(DEVICE);
    expect(actionsFor(bundle, conf('lms', 1), conf('lms', 2))).toBe(bundle.actions);
  });
});

it('votes where corosync counts its votes, as corosync-quorumtool 3.1.7 prints it', () => {
  const probe = one(bundleWith(DEVICE).actions, 'corosync/start-device')?.probe ?? { argv: [] };
  const text = (line: string) =>
    `    Nodeid      Votes    Qdevice Name\n         1          1    A,V,NMW host1 (local)\n${line}\n`;
  expect(holds(probe, { exit: 0, text: text('         0          1            Qdevice') }, {})).toBe(true);
  expect(holds(probe, { exit: 0, text: text('         0          0            Qdevice (votes 1)') }, {})).toBe(false);
});

it.each([
  ['on', 1],
  ['off', 0],
])('needs certificates unless it does without them: tls %s', (tls, count) => {
  const gates = bundleWith({ ...DEVICE, tls }).gates.filter(({ name }) => name.includes('certificate'));
  expect(gates).toHaveLength(count);
  for (const { cure } of gates)
    expect(cure).toMatch(/^corosync-qdevice-net-certutil -Q -n \S+ qnetd\.example\.com host1/);
});
