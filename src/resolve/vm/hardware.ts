/** Spec -> the hardware of a virtual machine, except its disks. */
import { exact } from '../../base/lists.ts';
import { as, type SecretName, type SourcePath } from '../../base/brand.ts';
import { parseSize } from '../../base/units.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS } from '../defaults.ts';
import { MAC_PREFIX, macOf, type SiteVersion } from './identity.ts';
import type { Ledger } from '../ledger.ts';
import type { BootDevice, Clock, Cpu, Graphics, Hardware, Watchdog } from '../../model/machine.ts';
import type { Mac, Nic, VmName } from '../../model/model.ts';
import { overlayOf } from './overlay.ts';
import { byName, known } from '../tables.ts';

/** All hardware of a VM except disks and network cards. */
export function hardwareOf(vm: Spec.Vm, at: SourcePath, ledger: Ledger): Hardware {
  const defaults = DEFAULTS.vm;
  const graphics = graphicsOf(vm.graphics, exact([...at, 'graphics']), ledger);
  return {
    balloon: vm.balloon === undefined ? null : known(parseSize(vm.balloon)),
    cpu: vm.cpu === undefined ? null : cpuOf(vm.cpu, [...at, 'cpu'], ledger),
    machine: vm.machine ?? null,
    accelerator: vm.accelerator ?? 'kvm',
    clock: clockOf(ledger.defaulted<string | Spec.Clock>(vm.clock, [...at, 'clock'], defaults.clock)),
    boot: vm.boot ?? bootOf(vm, at, ledger),
    onPoweroff: ledger.defaulted<Hardware['onPoweroff']>(vm.on_poweroff, [...at, 'on_poweroff'], defaults.on_poweroff),
    onReboot: ledger.defaulted<Hardware['onReboot']>(vm.on_reboot, [...at, 'on_reboot'], defaults.on_reboot),
    onCrash: ledger.defaulted<Hardware['onCrash']>(vm.on_crash, [...at, 'on_crash'], defaults.on_crash),
    graphics,
    video: vm.video ?? (graphics === null ? 'none' : null),
    serial: ledger.defaulted<boolean>(vm.serial, [...at, 'serial'], defaults.serial),
    tablet: vm.tablet ?? graphics !== null,
    watchdog: vm.watchdog === undefined ? null : watchdogOf(vm.watchdog, [...at, 'watchdog'], ledger),
    rng: vm.rng ?? false,
    memballoon: vm.memballoon ?? null,
    overlay: vm.overlay === undefined ? null : overlayOf(vm.overlay, [...at, 'overlay'], ledger),
  };
}

function bootOf({ disks }: Spec.Vm, at: SourcePath, ledger: Ledger): readonly BootDevice[] {
  const device =
    disks !== undefined && disks.length > 0 && disks.every(({ cdrom }) => cdrom !== undefined) ? 'cdrom' : 'disk';
  return ledger.derived([device], [...at, 'boot'], 'from the first disk, else from CD', [[...at, 'disks']]);
}

function cpuOf(cpu: Spec.Cpu, at: SourcePath, ledger: Ledger): Cpu {
  return {
    at,
    mode: ledger.defaulted<Cpu['mode']>(cpu.mode, [...at, 'mode'], DEFAULTS.cpu.mode),
    model: cpu.model ?? null,
    match: ledger.defaulted<Cpu['match']>(cpu.match, [...at, 'match'], DEFAULTS.cpu.match),
    topology: cpu.topology ?? null,
    features: byName(cpu.features, [...at, 'features']).map(({ name, value }) => ({ name, policy: value })),
  };
}

/** A word or a map. */
function clockOf(clock: string | Spec.Clock): Clock {
  if (typeof clock !== 'string') return clock;
  return { offset: clock === 'localtime' ? 'localtime' : 'utc' };
}

function graphicsOf(written: Spec.Graphics | undefined, at: SourcePath, ledger: Ledger): Graphics | null {
  const { port = null, keymap = null, password, ...graphics } = written ?? {};
  const type = ledger.defaulted<'vnc' | 'spice' | 'none'>(graphics.type, [...at, 'type'], DEFAULTS.graphics.type);
  if (type === 'none') return null;
  return {
    at,
    type,
    listen: ledger.defaulted<string>(graphics.listen, [...at, 'listen'], DEFAULTS.graphics.listen),
    port,
    keymap,
    password: password === undefined ? null : { secret: as<SecretName>(password.secret) },
  };
}

function watchdogOf(written: Spec.Watchdog, at: SourcePath, ledger: Ledger): Watchdog {
  return {
    at,
    model: ledger.defaulted<Watchdog['model']>(written.model, [...at, 'model'], DEFAULTS.watchdog.model),
    action: ledger.defaulted<Watchdog['action']>(written.action, [...at, 'action'], DEFAULTS.watchdog.action),
  };
}

export type Guest = {
  readonly cluster: string;
  readonly version: SiteVersion;
  readonly name: VmName;
  readonly at: SourcePath;
};

/** The network cards in order; unset MAC addresses are derived. */
export function nicsOf(written: readonly Spec.Nic[], guest: Guest, ledger: Ledger): readonly Nic[] {
  const { cluster, name, at, version } = guest;
  return written.map((nic, index) =>
    nicOf(nic, exact([...at, 'nics', index]), { own: macOf(cluster, name, index, version), version, ledger }),
  );
}

type NicContext = { readonly own: Mac; readonly version: SiteVersion; readonly ledger: Ledger };

function nicOf(nic: Spec.Nic, at: SourcePath, { own, version, ledger }: NicContext): Nic {
  const derived = () =>
    ledger.derived(own, [...at, 'mac'], `SHA-1 of cluster, VM and position under ${MAC_PREFIX[version]}`, [
      ['cluster', 'name'],
      at.slice(0, 2),
    ]);
  return {
    at,
    bridge: nic.bridge,
    mac: nic.mac === undefined ? derived() : as<Mac>(nic.mac),
    model: ledger.defaulted<Nic['model']>(nic.model, [...at, 'model'], DEFAULTS.nic.model),
  };
}
