/** Profiles and groups: what a VM becomes, and where each part of it is said. */
import { describe, expect, it } from 'vitest';
import type { Compilation } from '../../src/compile.ts';
import { explainPath, nearestPath } from '../../src/report/explain/path.ts';
import { renderExplanations } from '../../src/report/explain/explain.ts';
import { compilePair } from '../support/fixtures.ts';

const LAYERS = `
  vm3: { profile: small, groups: [web, old], disks: [{ volume: vg_vms/vm3 }], cpu: { features: { aes: disable } } }
  vm4: { profile: small, groups: [old, web] }
profiles:
  small: { memory: 1G, cpus: 1, disks: [{ volume: "vg_vms/{name}" }], cpu: { model: Nehalem, features: { vmx: disable } } }
groups:
  web: { recovery: relocate, max_restarts: 1, nics: [{ bridge: br0 }], cpu: { model: Penryn, match: minimum } }
  old: { recovery: disable, memory: 3G }
`;
const laid = compilePair((text) => text.replace('vm2: 20G', 'vm2: 20G, vm3: 20G, vm4: 20G') + LAYERS.slice(1));
const vm = ({ model }: Compilation, name: string) => model?.vms.find((one) => one.name === name);

describe('layers', () => {
  it('are a sound site', () => {
    expect(laid.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('replace each other: entry over profile over groups, later groups over earlier ones', () => {
    expect(vm(laid, 'vm3')).toMatchObject({ memory: 1024 ** 3, recovery: 'disable', maxRestarts: 1 });
    expect(vm(laid, 'vm4')).toMatchObject({ memory: 1024 ** 3, recovery: 'relocate', maxRestarts: 1 });
  });

  it('merge maps', () => {
    expect(vm(laid, 'vm3')?.cpu).toMatchObject({
      model: 'Nehalem',
      match: 'minimum',
      features: [
        { name: 'aes', policy: 'disable' },
        { name: 'vmx', policy: 'disable' },
      ],
    });
  });

  it('replace lists', () => {
    expect(vm(laid, 'vm3')?.disks).toHaveLength(1);
  });

  it('fill in the name of the VM', () => {
    expect(vm(laid, 'vm4')?.disks).toMatchObject([{ volume: { name: 'vm4' } }]);
  });

  it('fill it in at the VM too, so that it is written nowhere as it is', () => {
    const site = compilePair((text) =>
      `${text}    clock: utc\n    disks: [{ file: "/gfs2/{name}.img" }]\n`.replace(
        '    disks: [{ volume: vg_vms/vm2 }]\n',
        '',
      ),
    );
    expect(vm(site, 'vm2')?.disks).toMatchObject([{ path: '/gfs2/vm2.img' }]);
  });

  it('leave what a VM says itself as it is', () => {
    const site = compilePair((text) => `${text}profiles: { odd: { nics: [{ bridge: br9 }] } }\n`);
    expect(vm(site, 'vm1')).toEqual(
      vm(
        compilePair((text) => text),
        'vm1',
      ),
    );
  });
});

describe('explain', () => {
  const said = (path: string) => {
    const explanation = explainPath(path, laid);
    return explanation === undefined ? undefined : renderExplanations([explanation]);
  };

  it.each([
    ['vms/vm4/memory', '1G', 'profile', 'small'],
    ['vms/vm4/recovery', 'relocate', 'group', 'web'],
    ['vms/vm4/disks/0/volume', 'vg_vms/vm4', 'profile', 'small'],
    ['vms/vm3/cpu/match', 'minimum', 'group', 'web'],
    ['vms/vm3/cpu/features/vmx', 'disable', 'profile', 'small'],
  ])('%s names the layer and its line', (path, value, what, layer) => {
    expect(said(path)).toMatch(
      new RegExp(`^${path} = "${value}"\n {2}from the ${what} ${layer}\n {2}written at .*\n.*│ {3}${layer}:`),
    );
  });

  it('a value of the VM itself is written there', () => {
    expect(said('vms/vm3/cpu/features/aes')).toContain('  written at fixtures/pair/model/site.yaml:56:');
  });

  it('a misspelled path into what a profile says is repaired', () => {
    expect(nearestPath('vms/vm4/disks/0/volum', laid).suggestion).toBe('vms/vm4/disks/0/volume');
  });

  it('a VM says what it has from where', () => {
    expect(said('vms/vm4')).toContain('  from its profile and groups\n');
    expect(said('vms/vm4')).toContain('    memory = "1G"; profiles/small\n');
  });
});

describe('accept', () => {
  const BRIDGE = `
  vm3: { profile: odd, run_on: [host1], disks: [{ cdrom: empty }] }
  vm4: { profile: odd, run_on: [host1], disks: [{ cdrom: empty }] }
profiles: { odd: { memory: 1G, cpus: 64, boot: [cdrom], nics: [{ bridge: br0 }] } }
accept: [{ code: capacity/vcpus-over-host, at: AT, because: test }]
`;
  const open = (at: string) =>
    compilePair((text) => text + BRIDGE.slice(1).replace('AT', at)).diagnostics.filter(
      ({ severity, accepted }) => severity !== 'note' && accepted === undefined,
    );

  it('at a profile holds for all its VMs', () => {
    expect(open('profiles/odd/cpus')).toEqual([]);
  });

  it('at a VM holds for that VM', () => {
    expect(open('vms/vm3')).toMatchObject([{ code: 'capacity/vcpus-over-host', facts: { vm: 'vm4' } }]);
  });
});

describe('names of VMs', () => {
  it('are filled in as they are, whatever signs they have', () => {
    const site = compilePair((text) => `${text}  $&: { profile: odd }\nprofiles: { odd: { memory: "{name}" } }\n`);
    expect(site.diagnostics.map(({ code }) => code)).toContain('schema/pattern');
    const filled = compilePair(
      (text) =>
        `${text}  $&: { profile: odd }\nprofiles: { odd: { memory: 1G, cpus: 1, disks: [{ volume: "a/{name}" }] } }\n`,
    );
    expect(filled.diagnostics).toContainEqual(expect.objectContaining({ message: 'there is no volume "a/$&"' }));
  });

  it.each(['constructor', '__proto__', 'toString'])('%s is a profile like any other, or none', (name) => {
    const none = compilePair((text) => `${text}  vm3: { profile: ${name}, memory: 1G }\n`);
    expect(none.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'ref/unknown',
        message: expect.stringContaining(`there is no profile "${name}"`),
      }),
    );
    const there = compilePair(
      (text) =>
        `${text}  vm3: { profile: ${name} }\nprofiles: { ${name}: { memory: 1G, cpus: 1, disks: [{ cdrom: empty }] } }\n`,
    );
    expect(vm(there, 'vm3')).toMatchObject({ cpus: 1, boot: ['cdrom'] });
  });
});
