/** A site that is checked again after an edit has the findings, the model and the drafts that a first check of it has. */
import { expect, it } from 'vitest';
import { analyse } from '../src/analyse.ts';
import { as, type FileId } from '../src/base/brand.ts';
import { readSite } from '../src/edge/site/site.ts';
import { KnownSite } from '../src/known-site.ts';
import { diceOf, mutantOf } from './laws/mutants.ts';

const id = as<FileId>('site.yaml');

const filesOf = (text: string) => [{ id, bytes: Buffer.from(text) }];
const text = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

const SITE = text(
  'version: 1',
  'cluster: { name: c, platform: rhel6.4, domain: example.com }',
  'fence_devices:',
  '  ilo: { agent: fence_ilo, address: 10.0.2.1, login: fence, password: { secret: fence/ilo } }',
  'hosts:',
  '  host1: { node_id: 1, address: 10.0.0.1, memory: 64G, cpus: 8, initiator: iqn.2010-02.com.example:h1, bridges: [br0] }',
  '  host2: { node_id: 2, address: 10.0.0.2, memory: 64G, cpus: 8, initiator: iqn.2010-02.com.example:h2, bridges: [br0] }',
  'storage:',
  '  targets:',
  "    san: { portals: ['10.0.3.5'], iqn: iqn.2010-02.com.example:san, luns: { all: { number: 1, size: 9T } } }",
  '  volume_groups:',
  '    vg: { on: [san/all], volumes: { vm1: 20G, vm2: 20G } }',
  'profiles:',
  '  small: { memory: 1G, cpus: 1, disks: [{ volume: "vg/{name}" }], nics: [{ bridge: br0 }] }',
  'groups:',
  '  web: { autostart: false }',
  'vms:',
  '  vm1: { profile: small, groups: [web] }',
  '  vm2: { profile: small, run_on: [host2, host1], depend: vm/vm1 }',
);

/** An edit of each thing that a VM depends on, and of itself. */
const EDITS: readonly (readonly [from: string, to: string])[] = [
  ['name: c,', 'name: d,'],
  ['version: 1', 'version: 2'],
  ['small: { memory: 1G', 'small: { memory: 2G'],
  ['web: { autostart: false }', 'web: { autostart: true, exclusive: true }'],
  ['vm1: { profile: small, groups: [web] }', 'vm1: { profile: small }'],
  ['vm1: { profile: small, groups: [web] }', 'vm1: { profile: small, groups: [web], memory: 3G }'],
  ['vm1: 20G', 'vm1: 30G'],
  ['vm1: 20G, ', ''],
  ['run_on: [host2, host1]', 'run_on: [host1]'],
  ['depend: vm/vm1', 'depend: vm/vm3'],
  ['host2: { node_id: 2', 'host3: { node_id: 2'],
  ['address: 10.0.0.2', 'addresses: { cluster: 10.0.0.2, migration: 10.0.9.2 }'],
  ['"vg/{name}"', '"vg/{vm}"'],
  ['nics: [{ bridge: br0 }]', 'nics: [{ bridge: br9 }]'],
];

function expectSame(now: string, known: KnownSite): void {
  expect(analyse(filesOf(now), undefined, known), now).toEqual(analyse(filesOf(now)));
}

it.each(EDITS)('%s -> %s, and back', (from, to) => {
  const known = new KnownSite();
  expect(SITE).toContain(from);
  for (const now of [SITE, SITE.replace(from, to), SITE]) expectSame(now, known);
});

it('thirty mutants of a site, one after the other', () => {
  const known = new KnownSite();
  const { files: four } = readSite('fixtures/four-hosts/model');
  for (let seed = 0; seed < 30; seed += 1) {
    const files = mutantOf(four, diceOf(seed));
    expect(analyse(files, undefined, known)).toEqual(analyse(files));
  }
});

it('keeps the VMs that an edit does not change', () => {
  const known = new KnownSite();
  const before = analyse(filesOf(SITE), undefined, known).model?.vms;
  const after = analyse(filesOf(SITE.replace('vm1: 20G', 'vm1: 30G')), undefined, known).model?.vms;
  expect(before?.map((vm, index) => vm === after?.[index])).toEqual([false, true]);
});
