/**
 * One libvirt domain per VM, the same bytes on every host of its failover domain: /etc/cluster/vms/NAME.xml. Never below
 * /etc/libvirt/qemu and never defined, so that libvirt cannot start a second instance by itself. A change takes effect at the
 * next stop and start: `restartOf`, an action of the stack.
 *
 * Elements in the order of libvirt.org/formatdomain.html.
 */
import { exact } from '../../base/lists.ts';
import type { ActionId } from '../../base/brand.ts';
import { kib } from '../../base/units.ts';
import type { BootDevice, Clock, Cpu } from '../../model/machine.ts';
import type { Host, Model, Vm } from '../../model/model.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { oldestDialect } from '../../platform/platform.ts';
import { actionId } from '../actions.ts';
import { appended, devices } from './domain-devices.ts';
import { element, madeFrom, remotePath, ROOT_FILE, type Draft, type Xml } from '../draft.ts';

/** Folder that vm.sh searches (`path`): for NAME, then NAME.xml. */
export const DOMAIN_FOLDER = '/etc/cluster/vms';
const COMMENT = 'Written by clusterc; a change made here is reported as drift. Never "virsh define" this file.';

/** The action that stops a guest and starts it from its new definition. */
export function restartOf({ name }: Pick<Vm, 'name'>): ActionId {
  return actionId('vm', 'restart', name);
}

/** `needs`: what the definition of a guest needs besides its restart. */
export function* domainXmls(model: Model, needs: (vm: Vm) => readonly ActionId[] = () => []): Iterable<Draft> {
  const hosts = new Map(model.hosts.map((host) => [host.name, host]));
  for (const vm of model.vms) {
    const members = vm.runOn.flatMap((name) => hosts.get(name) ?? []).sort((a, b) => a.nodeId - b.nodeId);
    if (members.length === 0) continue; // a finding of its own; an import builds in spite of it
    const { owner, group, install, check } = ROOT_FILE;
    yield {
      emitter: 'domain-xml',
      nodes: members.map(({ name }) => name),
      path: remotePath(vm.xmlfile ?? `${vm.path ?? DOMAIN_FOLDER}/${vm.name}.xml`),
      mode: 0o600,
      folderMode: 0o700,
      owner,
      group,
      install,
      check,
      from: [vm.at],
      needs: exact([restartOf(vm), ...needs(vm)]),
      // Made when it is read: 10,000 trees at once are 100 MB.
      get body() {
        return { xml: domain(vm, dialectFor(members)), comment: COMMENT };
      },
    };
  }
}

/** The dialect that every member of the failover domain supports. */
function dialectFor(members: readonly Host[]): Dialect {
  return oldestDialect(members.map(({ platform }) => platform));
}

function domain(vm: Vm, dialect: Dialect): Xml {
  // KiB without a unit, as libvirt before 0.9.11 requires. Rounded down, so that the guest never gets more than was written.
  const memory = kib(vm.memory);
  const made = (key: string, xml: Xml) => madeFrom([[...vm.at, key]], xml);
  const document = element('domain', { type: TYPE[vm.accelerator] }, [
    element('name', {}, [vm.name]),
    made('uuid', element('uuid', {}, [vm.uuid])),
    made('memory', element('memory', {}, [memory])),
    made(vm.balloon === null ? 'memory' : 'balloon', element('currentMemory', {}, [kib(vm.balloon ?? vm.memory)])),
    made('cpus', element('vcpu', {}, [vm.cpus])),
    os(vm, dialect),
    features(vm),
    ...(vm.cpu === null ? [] : [cpuXml(vm.cpu)]),
    made('clock', element('clock', clockOf(vm.clock), appended(vm.overlay, 'clock'))),
    // The cluster decides about recovery; on_crash restart would hide a failure from it.
    made('on_poweroff', element('on_poweroff', {}, [vm.onPoweroff])),
    made('on_reboot', element('on_reboot', {}, [vm.onReboot])),
    made('on_crash', element('on_crash', {}, [vm.onCrash])),
    devices(vm, dialect),
    ...appended(vm.overlay, 'domain'),
  ]);
  return madeFrom([vm.at], document);
}

/** libvirt.org/formatdomain, "Element and attribute overview". */
const TYPE = { kvm: 'kvm', tcg: 'qemu' } as const satisfies { readonly [A in Vm['accelerator']]: string };

function os({ at, machine, boot, overlay }: Vm, dialect: Dialect): Xml {
  const from = machine === null ? [] : [[...at, 'machine']];
  return element('os', {}, [
    madeFrom([at, ...from], element('type', { arch: 'x86_64', machine: machine ?? dialect.machine }, ['hvm'])),
    ...boot.map((device) => madeFrom([[...at, 'boot']], element('boot', { dev: BOOT[device] }))),
    ...appended(overlay, 'os'),
  ]);
}

/** libvirt.org/formatdomain, "BIOS bootloader". */
const BOOT: { readonly [D in BootDevice]: string } = { disk: 'hd', cdrom: 'cdrom', network: 'network' };

/** A shutdown needs acpi. */
function features({ overlay }: Vm): Xml {
  return element('features', {}, [element('acpi'), element('apic'), element('pae'), ...appended(overlay, 'features')]);
}

/** libvirt.org/formatdomain, "CPU model and topology". */
function cpuXml({ at, mode, model, match, topology, features: flags }: Cpu): Xml {
  // The attribute is newer than the element, and custom is its default.
  const how = mode === 'custom' ? { match } : { mode };
  const xml = element('cpu', how, [
    ...(model === null || mode !== 'custom' ? [] : [element('model', {}, [model])]),
    ...(topology === null ? [] : [topologyXml(topology)]),
    ...flags.map(({ name, policy }) => element('feature', { policy, name })),
  ]);
  return madeFrom([at], xml);
}

function topologyXml({ sockets, cores, threads }: NonNullable<Cpu['topology']>): Xml {
  return element('topology', { sockets, cores, threads });
}

function clockOf(clock: Clock): NonNullable<Xml['attributes']> {
  return 'offset' in clock ? clock : { offset: 'timezone', timezone: clock.timezone };
}
