/**
 * One libvirt domain per VM, the same bytes on every host of its failover domain: /etc/cluster/vms/NAME.xml.
 * Never below /etc/libvirt/qemu and never defined: libvirt must not be able to start a second instance by itself.
 * A change has no action; it takes effect at the next stop and start (clusvcadm -R).
 *
 * Elements in the order of libvirt.org/formatdomain.html.
 */
import { kib } from '../base/units.ts';
import type { Disk, Host, Model, Nic, Vm } from '../model/model.ts';
import { oldestDialect, type Dialect } from '../platform/dialect.ts';
import { volumePath } from './device-path.ts';
import { element, madeFrom, remotePath, ROOT_FILE, type Draft, type Xml } from './draft.ts';

/** Folder that vm.sh searches (`path`): for NAME, then NAME.xml. */
export const DOMAIN_FOLDER = '/etc/cluster/vms';
const COMMENT = 'Written by clusterc; a change made here is reported as drift. Never "virsh define" this file.';

export function* domainXmls(model: Model): Iterable<Draft> {
  const hosts = new Map(model.hosts.map((host) => [host.name, host]));
  for (const vm of model.vms) {
    const members = vm.runOn.flatMap((name) => hosts.get(name) ?? []).sort((a, b) => a.nodeId - b.nodeId);
    yield {
      ...ROOT_FILE,
      emitter: 'src/emit/domain-xml.ts',
      nodes: members.map(({ name }) => name),
      path: remotePath(vm.xmlfile ?? `${vm.path ?? DOMAIN_FOLDER}/${vm.name}.xml`),
      mode: 0o600,
      folderMode: 0o700,
      from: [vm.at],
      body: { xml: domain(vm, dialectFor(members)), comment: COMMENT },
    };
  }
}

/** What every member of the failover domain understands. */
function dialectFor(members: readonly Host[]): Dialect {
  return oldestDialect(members.map(({ platform }) => platform));
}

function domain(vm: Vm, dialect: Dialect): Xml {
  // KiB without a unit: libvirt before 0.9.11 knows no other. Rounded down, so that the guest never gets more than was written.
  const memory = kib(vm.memory);
  const made = (key: string, xml: Xml) => madeFrom([[...vm.at, key]], xml);
  const document = element('domain', { type: 'kvm' }, [
    element('name', {}, [vm.name]),
    made('uuid', element('uuid', {}, [vm.uuid])),
    made('memory', element('memory', {}, [memory])),
    made('memory', element('currentMemory', {}, [memory])),
    made('cpus', element('vcpu', {}, [vm.cpus])),
    element('os', {}, [
      element('type', { arch: 'x86_64', machine: dialect.machine }, ['hvm']),
      element('boot', { dev: 'hd' }),
    ]),
    element('features', {}, [element('acpi'), element('apic'), element('pae')]),
    element('clock', { offset: 'utc' }),
    // rgmanager decides about recovery: on_crash restart would hide a failure from it.
    element('on_poweroff', {}, ['destroy']),
    element('on_reboot', {}, ['restart']),
    element('on_crash', {}, ['destroy']),
    devices(vm, dialect),
  ]);
  return madeFrom([vm.at], document);
}

function devices(vm: Vm, dialect: Dialect): Xml {
  return element('devices', {}, [
    element('emulator', {}, [dialect.emulator]),
    ...vm.disks.map((disk, index) => diskXml(disk, index, dialect)),
    ...vm.nics.map(nicXml),
    element('serial', { type: 'pty' }, [element('target', { port: 0 })]),
    element('console', { type: 'pty' }, [element('target', { type: 'serial', port: 0 })]),
    element('input', { type: 'tablet', bus: 'usb' }),
    // A fixed port would break migration; other addresses than loopback need a password and TLS.
    element('graphics', { type: 'vnc', port: -1, autoport: 'yes', listen: '127.0.0.1' }),
    element('video', {}, [element('model', { type: 'cirrus', vram: 9216, heads: 1 })]),
    ...(dialect.memballoon ? [element('memballoon', { model: 'virtio' })] : []),
  ]);
}

/** cache=none is what live migration on shared storage needs; io=native is valid with it only. */
function diskXml({ at, volume }: Disk, index: number, { diskIo }: Dialect): Xml {
  const xml = element('disk', { type: 'block', device: 'disk' }, [
    element('driver', { name: 'qemu', type: 'raw', cache: 'none', ...(diskIo ? { io: 'native' } : {}) }),
    element('source', { dev: volumePath(volume) }),
    element('target', { dev: diskName(index), bus: 'virtio' }),
  ]);
  return madeFrom([at, volume.at], xml);
}

function nicXml({ at, mac, bridge }: Nic): Xml {
  const xml = element('interface', { type: 'bridge' }, [
    madeFrom([[...at, 'mac']], element('mac', { address: mac })),
    madeFrom([[...at, 'bridge']], element('source', { bridge })),
    element('model', { type: 'virtio' }),
  ]);
  return madeFrom([at], xml);
}

/** vda ... vdz, vdaa ...: the kernel's names of virtio disks; Linux, drivers/block/virtio_blk.c, virtblk_name_format. */
export function diskName(index: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? `vd${letter}` : `${diskName(Math.floor(index / 26) - 1)}${letter}`;
}
