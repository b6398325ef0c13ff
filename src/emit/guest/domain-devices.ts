/** `<devices>` of a libvirt domain, in the order of libvirt.org/formatdomain.html. */
import type { FragmentElement } from '../../base/fragment.ts';
import type { Graphics, Overlay, OverlayKey, Watchdog } from '../../model/machine.ts';
import type { Nic, Vm } from '../../model/model.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { diskXmls } from './domain-disks.ts';
import { element, madeFrom, type Xml } from '../draft.ts';

export function devices(vm: Vm, dialect: Dialect): Xml {
  return element('devices', {}, [
    element('emulator', {}, [dialect.emulator]),
    ...diskXmls(vm.disks, dialect),
    ...vm.nics.map(nicXml),
    ...(vm.serial ? SERIAL : []),
    ...(vm.tablet ? [madeFrom([[...vm.at, 'tablet']], element('input', { type: 'tablet', bus: 'usb' }))] : []),
    ...(vm.graphics === null ? [] : [graphicsXml(vm.graphics)]),
    ...videoXml(vm, dialect),
    ...(vm.watchdog === null ? [] : [watchdogXml(vm.watchdog)]),
    ...memballoon(vm, dialect),
    ...(vm.rng ? [madeFrom([[...vm.at, 'rng']], RNG)] : []),
    ...appended(vm.overlay, 'devices'),
  ]);
}

function nicXml({ at, mac, bridge, model }: Nic): Xml {
  const xml = element('interface', { type: 'bridge' }, [
    madeFrom([[...at, 'mac']], element('mac', { address: mac })),
    madeFrom([[...at, 'bridge']], element('source', { bridge })),
    element('model', { type: model }),
  ]);
  return madeFrom([at], xml);
}

const SERIAL: readonly Xml[] = [
  element('serial', { type: 'pty' }, [element('target', { port: 0 })]),
  element('console', { type: 'pty' }, [element('target', { type: 'serial', port: 0 })]),
];

/** A fixed port may be in use on the target host of a migration. */
function graphicsXml({ at, type, listen, port, keymap, password }: Graphics): Xml {
  const where = port === null ? { port: -1, autoport: 'yes' } : { port, autoport: 'no' };
  const attributes = {
    type,
    ...where,
    listen,
    ...(keymap === null ? {} : { keymap }),
    ...(password === null ? {} : { passwd: { $secret: password.secret } }),
  };
  return madeFrom([at], element('graphics', attributes));
}

function videoXml({ at, video }: Vm, dialect: Dialect): readonly Xml[] {
  const card = video ?? dialect.video;
  return card === 'none' ? [] : [madeFrom([[...at, 'video']], element('video', {}, [VIDEO[card]]))];
}

/** Memory in KiB that libvirt gives each card by default; libvirt, virDomainVideoDefaultRAM. */
const VIDEO = {
  cirrus: element('model', { type: 'cirrus', vram: 9216, heads: 1 }),
  vga: element('model', { type: 'vga', vram: 9216, heads: 1 }),
  qxl: element('model', { type: 'qxl', vram: 65536, heads: 1 }),
} as const;

function watchdogXml({ at, model, action }: Watchdog): Xml {
  return madeFrom([at], element('watchdog', { model, action }));
}

/** Written even if it is not wanted, since libvirt adds one by itself. */
function memballoon({ at, memballoon: written }: Vm, dialect: Dialect): readonly Xml[] {
  const xml = element('memballoon', { model: written === false ? 'none' : 'virtio' });
  return dialect.memballoon ? [written === null ? xml : madeFrom([[...at, 'memballoon']], xml)] : [];
}

/** The source that libvirt before 1.3.4 accepts besides a hardware one. libvirt.org/formatdomain, "Random number generator device". */
const RNG = element('rng', { model: 'virtio' }, [element('backend', { model: 'random' }, ['/dev/random'])]);

/** Elements of an overlay, as written. */
export function appended(overlay: Overlay | null, key: OverlayKey): readonly Xml[] {
  return overlay === null ? [] : overlay[key].map((xml) => madeFrom([[...overlay.at, key]], asXml(xml)));
}

function asXml({ name, attributes, children }: FragmentElement): Xml {
  return { name, attributes, children: children.map((child) => (typeof child === 'string' ? child : asXml(child))) };
}
