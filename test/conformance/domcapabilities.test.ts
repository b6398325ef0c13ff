/**
 * What libvirt and qemu of Debian 12 say that they support, compared with the table of that release and with a guest of it. They say nothing
 * of other releases, of KVM, and of what a processor lacks: the tables have sources for those, and facts of hosts are checked.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { attributeOf, elementsIn, textIn, type XmlElement } from '../../src/base/xml.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import { dialectOf, platformOf } from '../../src/platform/platform.ts';
import { pairOn } from '../support/fixtures.ts';
import { describeWith, withSbin } from '../support/tools.ts';
import { textOf } from '../stack/pacemaker/primitives.ts';

const UNPRIVILEGED = 65534;
const home = mkdtempSync(join(tmpdir(), 'libvirt-'));
afterAll(() => rmSync(home, { recursive: true }));

const { machines, machine, emulator, video, lacksDisplays } = dialectOf(platformOf('debian12'));

/** libvirt in the process of virsh, without its daemon and without KVM. As root it wants a user of its package of the daemon. */
function asked(type: string) {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(home, UNPRIVILEGED, UNPRIVILEGED);
  const about = ['--emulatorbin', emulator, '--virttype', 'qemu', '--machine', type];
  return spawnSync('virsh', ['-q', '-c', `qemu:///embed?root=${home}`, 'domcapabilities', ...about], {
    cwd: home,
    env: { ...withSbin(), HOME: home },
    encoding: 'utf8',
    ...(isRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}),
  });
}

function below(parent: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce((found: readonly XmlElement[], name) => found.flatMap((one) => elementsIn(one, name)), [parent]);
}

/** The values of an enumeration of a device. */
function values(capabilities: XmlElement, device: string, name: string): readonly string[] {
  const enums = below(capabilities, 'devices', device, 'enum').filter((one) => attributeOf(one, 'name') === name);
  return enums.flatMap((one) => elementsIn(one, 'value')).map(textIn);
}

async function tree(text: string): Promise<XmlElement> {
  const { root } = await readXml(as<FileId>('capabilities.xml'), Buffer.from(text));
  if (root === undefined) throw new Error(`no XML: ${text}`);
  return root;
}

describeWith('virt-qemu-run', 'virsh domcapabilities', () => {
  let capabilities: XmlElement;
  beforeAll(async () => {
    capabilities = await tree(asked(machine).stdout);
  });

  it.each(machines)('knows the machine type %s', async (type) => {
    const said = await tree(asked(type).stdout);
    expect(below(said, 'machine').map(textIn)).toEqual([type]);
    expect(below(said, 'path').map(textIn)).toEqual([emulator]);
  });

  it('knows no machine type of another release', () => {
    const { status, stderr } = asked(dialectOf(platformOf('rhel9')).machine);
    expect([status, stderr]).toEqual([1, expect.stringContaining('not supported by emulator')]);
  });

  it('has the graphics cards and displays that a site may name, less those that the table lacks', () => {
    expect(lacksDisplays).toEqual([]);
    expect(values(capabilities, 'video', 'modelType')).toEqual(expect.arrayContaining([video, 'vga', 'qxl', 'none']));
    expect(values(capabilities, 'graphics', 'type')).toEqual(expect.arrayContaining(['vnc', 'spice']));
  });

  it('has no IDE controller on q35, as the check of disks says', async () => {
    const older = machines.find((type) => type.includes('i440fx')) ?? '';
    const buses = [capabilities, await tree(asked(older).stdout)].map((said) => values(said, 'disk', 'bus'));
    expect(buses.map((bus) => bus.includes('ide'))).toEqual([false, true]);
  });

  it('has what a guest of the pair uses', async () => {
    const guest = await tree(textOf(pairOn('debian12'), '/etc/cluster/vms/vm1.xml'));
    const used = (device: string, ...attribute: readonly [...string[], string]) =>
      below(guest, 'devices', device, ...attribute.slice(0, -1)).flatMap(
        (one) => attributeOf(one, attribute.at(-1) ?? '') ?? [],
      );
    const uses = [
      ['disk', 'bus', used('disk', 'target', 'bus')],
      ['disk', 'diskDevice', used('disk', 'device')],
      ['video', 'modelType', used('video', 'model', 'type')],
      ['graphics', 'type', used('graphics', 'type')],
    ] as const;
    for (const [device, name, wanted] of uses) {
      expect(wanted.length).toBeGreaterThan(0);
      expect([device, values(capabilities, device, name)]).toEqual([device, expect.arrayContaining([...wanted])]);
    }
    expect(below(guest, 'devices', 'emulator').map(textIn)).toEqual(below(capabilities, 'path').map(textIn));
    expect(below(guest, 'os', 'type').map((type) => attributeOf(type, 'machine'))).toEqual([machine]);
  });
});
