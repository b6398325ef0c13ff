/** What runs against the file from which it was started: fixtures/recorded/guests. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTrees } from '../../src/cli/subject/trees.ts';
import { compareTexts } from '../../src/diff/compare.ts';

const VM = '/etc/cluster/vms/vm1.xml';
const [running, file] = ['running', 'file'].map((name) =>
  readFileSync(`fixtures/recorded/guests/q35.${name}.xml`, 'utf8'),
);

/** The lines that differ. */
async function differences(found = '', desired = ''): Promise<readonly string[]> {
  const trees = await readTrees([found, desired]);
  const { hunks } = compareTexts(
    VM,
    { found, desired },
    { trees, own: [], release: { lvm2Merges: false }, unknown: new Set() },
  );
  return hunks.flatMap(({ lines }) =>
    lines.flatMap(({ sign, text }) => (sign === ' ' ? [] : [`${sign}${text.trim()}`])),
  );
}

describe('a guest of q35 without hardware virtualization', () => {
  it('runs as its file says: libvirt added controllers, a console and a processor', async () => {
    expect(await differences(running, file)).toEqual([]);
  });

  it('the processor that a site names is completed, too', async () => {
    const named = file?.replace('<clock', '<cpu match="exact"><model>qemu64</model></cpu><clock');
    expect(named).not.toBe(file);
    expect(await differences(running, named)).toEqual([]);
  });

  it.each([
    ['memory', />98304</g, '>131072<'],
    ['another console', '<source path="/var/log/libvirt/vm1.console"', '<source path="/other"'],
    ['a processor', '<clock', '<cpu mode="host-passthrough"/><clock'],
    ['a feature of the processor', '<clock', '<cpu><model>qemu64</model><feature name="aes"/></cpu><clock'],
    ['hardware virtualization', 'type="qemu"', 'type="kvm"'],
  ])('%s that it does not have yet is a difference', async (_what, text, by) => {
    const changed = file?.replace(text, by);
    expect(changed).not.toBe(file);
    expect(await differences(running, changed)).not.toEqual([]);
  });

  it.each([
    ['a second controller of SATA', '<controller type="sata" index="1"/>'],
    ['a console of another kind', '<console type="stdio"><target type="serial" port="0"/></console>'],
    ['a watchdog', '<watchdog model="i6300esb" action="reset"/>'],
  ])('%s that it has besides is a difference', async (_what, device) => {
    expect(await differences(running?.replace('</devices>', `${device}</devices>`), file)).not.toEqual([]);
  });

  it('another processor that it has is a difference', async () => {
    expect(await differences(running?.replace('>qemu64<', '>Nehalem<'), file)).not.toEqual([]);
  });
});
