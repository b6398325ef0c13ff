/** `<devices>` of a domain -> disks, network cards and the rest of a VM's hardware; what a site has no word for -> overlay. */
import type { Json } from '../../base/brand.ts';
import { isInherited, type JsonMap } from '../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import { isOwnController } from '../../formats/libvirt.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { below, type Reading } from '../attributes.ts';
import { readDisk } from './domain-disks.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { attribute, first, named, text, xmlText } from '../xml.ts';

export type DeviceContext = {
  readonly vm: string;
  readonly dialect: Dialect;
  /** MAC address that the site would derive. */
  readonly mac: (index: number) => string;
};

/** What libvirt adds to every domain by itself. */
const OWN: readonly ((device: XmlElement) => boolean)[] = [
  ({ name }) => name === 'emulator',
  (device) => device.name === 'input' && attributeOf(device, 'bus') === 'ps2',
  (device) => device.name === 'controller' && isOwnController(device),
];

/** The one that disks on scsi get. */
function isForScsi(device: XmlElement, disks: Devices): boolean {
  const isScsi = device.name === 'controller' && attributeOf(device, 'type') === 'scsi';
  const used = disks.some((disk) => attribute(first(disk, 'target'), 'bus') === 'scsi');
  return isScsi && used && attributeOf(device, 'model') === 'virtio-scsi' && attributeOf(device, 'index') === '0';
}

export function readDevices(devices: XmlElement | undefined, context: DeviceContext, reading: Reading): JsonMap {
  const all = devices === undefined ? [] : elementsIn(devices);
  noteEmulator(first(devices, 'emulator'), context.dialect, reading);
  const disks = all.filter(({ name }) => name === 'disk');
  const readDisks = disks.map((disk, index) => {
    const before = disks.slice(0, index);
    return readDisk(disk, { io: context.dialect.diskIo, before }, below(reading, 'disks', index));
  });
  const cards = all.filter(({ name }) => name === 'interface');
  const readCards = cards.map((card, index) => readCard(card, context.mac(index)));
  const simple = SIMPLE.map((read) => read(all, context, reading));
  const handled = new Set<XmlElement>([
    ...disks.filter((_disk, index) => readDisks[index] !== undefined),
    ...cards.filter((_card, index) => readCards[index] !== undefined),
    ...simple.flatMap((one) => one.used),
    ...all.filter((device) => OWN.some((is) => is(device)) || isForScsi(device, disks)),
  ]);
  return {
    disks: readDisks.filter((disk) => disk !== undefined),
    ...list(
      'nics',
      readCards.filter((card) => card !== undefined),
    ),
    ...Object.assign({}, ...simple.map(({ keys }) => keys)),
    ...overlay(
      all.filter((device) => !handled.has(device)),
      reading,
    ),
  };
}

function list(key: string, items: readonly Json[]): JsonMap {
  return items.length === 0 ? {} : { [key]: items };
}

function noteEmulator(emulator: XmlElement | undefined, dialect: Dialect, { file, book }: Reading): void {
  const path = text(emulator);
  if (path !== '' && path !== dialect.emulator)
    book.note(
      'changed',
      { file, line: emulator?.line ?? 0 },
      `the emulator ${path} is written as ${dialect.emulator}, that of the platform`,
    );
}

/** A card on a bridge. `vnetN` is what libvirt calls the other end, anew at each start. */
function readCard(card: XmlElement, derived: string): JsonMap | undefined {
  const bridge = attribute(first(card, 'source'), 'bridge');
  const model = attribute(first(card, 'model'), 'type') ?? 'rtl8139';
  const mac = attribute(first(card, 'mac'), 'address')?.toLowerCase();
  const known = ['mac', 'source', 'model', 'target', 'alias', 'address', 'script'];
  const plain = elementsIn(card).every(({ name }) => known.includes(name));
  if (attributeOf(card, 'type') !== 'bridge' || bridge === undefined || !plain) return undefined;
  if (!['virtio', 'e1000', 'rtl8139'].includes(model)) return undefined;
  return {
    bridge,
    ...(mac === undefined || mac === derived ? {} : { mac }),
    ...(model === 'virtio' ? {} : { model }),
  };
}

type Simple = { readonly keys: JsonMap; readonly used: readonly XmlElement[] };
type Devices = readonly XmlElement[];

const SIMPLE: readonly ((all: Devices, context: DeviceContext, reading: Reading) => Simple)[] = [
  serial,
  graphics,
  video,
  (all) => presence(all, { key: 'tablet', is: isTablet, byDefault: hasGraphics(all) }),
  watchdog,
  (all) => presence(all, { key: 'rng', is: isUrandom, byDefault: false }),
  (all, { dialect }) =>
    presence(all, { key: 'memballoon', is: isVirtioBalloon, byDefault: dialect.memballoon, none: isNoBalloon }),
];

/** A port on a pty, and the console on it. */
function serial(all: Devices): Simple {
  const onPty = (device: XmlElement) =>
    attributeOf(device, 'type') === 'pty' && ['0', undefined].includes(attribute(first(device, 'target'), 'port'));
  const ports = all.filter((device) => device.name === 'serial' && onPty(device)).slice(0, 1);
  const consoles = all
    .filter((device) => device.name === 'console' && onPty(device))
    .filter((device) => ['serial', undefined].includes(attribute(first(device, 'target'), 'type')))
    .slice(0, 1);
  // libvirt adds the console to a domain that has the port.
  return ports.length > 0 ? { keys: {}, used: [...ports, ...consoles] } : { keys: { serial: false }, used: [] };
}

function graphics(all: Devices, { vm }: DeviceContext, { book, file }: Reading): Simple {
  const one = all.find(({ name }) => name === 'graphics');
  const type = attribute(one, 'type');
  if (one === undefined) return { keys: { graphics: { type: 'none' } }, used: [] };
  if (type !== 'vnc' && type !== 'spice') return { keys: { graphics: { type: 'none' } }, used: [] };
  const listen = attribute(one, 'listen') ?? attribute(first(one, 'listen'), 'address') ?? '127.0.0.1';
  const [port, password, keymap] = ['port', 'passwd', 'keymap'].map((name) => attribute(one, name));
  const fixed = attribute(one, 'autoport') === 'no' && Number(port) >= 5900 ? { port: Number(port) } : {};
  const ipv4 = /^[0-9]+([.][0-9]+){3}$/.test(listen);
  if (!ipv4)
    book.note('changed', { file, line: one.line }, `graphics listen on ${listen}; written as 127.0.0.1`, 'warning');
  const keys = {
    ...(type === 'vnc' ? {} : { type }),
    ...(listen === '127.0.0.1' || !ipv4 ? {} : { listen }),
    ...fixed,
    ...(keymap === undefined ? {} : { keymap }),
    ...(password === undefined || password === '' ? {} : { password: book.secret(`vnc/${vm}`, password) }),
  };
  const known = ['type', 'listen', 'port', 'autoport', 'passwd', 'keymap', 'tlsPort'];
  for (const { name, value } of one.attributes.filter((attribute) => !known.includes(attribute.name)))
    book.note('lost', { file, line: one.line }, `<graphics> ${name}="${value}" has no place in a site; left out`);
  return { keys: Object.keys(keys).length === 0 ? {} : { graphics: keys }, used: [one] };
}

function hasGraphics(all: Devices): boolean {
  return all.some((one) => one.name === 'graphics' && ['vnc', 'spice'].includes(attributeOf(one, 'type') ?? ''));
}

function video(all: Devices): Simple {
  const one = all.find(({ name }) => name === 'video');
  const model = attribute(first(one, 'model'), 'type');
  const byDefault = hasGraphics(all) ? 'cirrus' : 'none';
  if (one === undefined) return { keys: byDefault === 'none' ? {} : { video: 'none' }, used: [] };
  if (!['cirrus', 'vga', 'qxl'].includes(model ?? '')) return { keys: { video: 'none' }, used: [] };
  return { keys: model === byDefault ? {} : { video: model ?? '' }, used: [one] };
}

function watchdog(all: Devices): Simple {
  const one = all.find(({ name }) => name === 'watchdog');
  const [model, action = 'reset'] = ['model', 'action'].map((name) => attribute(one, name));
  if (one === undefined || !['i6300esb', 'ib700'].includes(model ?? '')) return { keys: {}, used: [] };
  const keys = { ...(model === 'i6300esb' ? {} : { model: model ?? '' }), ...(action === 'reset' ? {} : { action }) };
  return { keys: { watchdog: keys }, used: [one] };
}

type Presence = {
  readonly key: string;
  readonly is: (device: XmlElement) => boolean;
  readonly byDefault: boolean;
  /** A device that only says that there is none. */
  readonly none?: (device: XmlElement) => boolean;
};

function presence(all: Devices, { key, is, byDefault, none = () => false }: Presence): Simple {
  const used = all.filter((device) => is(device)).slice(0, 1);
  const there = used.length > 0;
  return {
    keys: there === byDefault ? {} : { [key]: there },
    used: [...used, ...all.filter((device) => none(device))],
  };
}

function isTablet(device: XmlElement): boolean {
  return device.name === 'input' && attributeOf(device, 'type') === 'tablet' && attributeOf(device, 'bus') === 'usb';
}

function isUrandom(device: XmlElement): boolean {
  return (
    device.name === 'rng' &&
    attributeOf(device, 'model') === 'virtio' &&
    text(first(device, 'backend')) === '/dev/urandom'
  );
}

function isVirtioBalloon(device: XmlElement): boolean {
  return device.name === 'memballoon' && attributeOf(device, 'model') === 'virtio';
}

function isNoBalloon(device: XmlElement): boolean {
  return device.name === 'memballoon' && attributeOf(device, 'model') === 'none';
}

/** Without what libvirt adds at run time, which it gives again, and without secrets, which never stand in a site. */
function overlay(devices: Devices, reading: Reading): JsonMap {
  if (devices.length === 0) return {};
  const { book, file } = reading;
  for (const { name, line } of devices)
    book.note('unchecked', { file, line }, `<${name}> is not modelled in this form; taken over as an overlay`);
  const texts = devices.map((device) => xmlText(withoutSecrets(plain(device), reading)));
  return { overlay: { devices: texts.join('\n') } };
}

function plain(device: XmlElement): XmlElement {
  const children = device.children.filter((child) => !('name' in child) || !['alias', 'address'].includes(child.name));
  return { ...device, children: children.filter((child) => !('comment' in child)) };
}

/** And without names that every object has: xmlbuilder2 takes `constructor` for a second attribute. Seen on 4.0.3. */
export function withoutSecrets(element: XmlElement, reading: Reading): XmlElement {
  const kept = element.attributes.filter(({ name }) => !isSecretName(name) && !isInherited(name));
  for (const { name } of element.attributes.filter((attribute) => !kept.includes(attribute))) {
    const why = isSecretName(name) ? 'holds a secret, which no overlay can' : 'is no attribute of libvirt';
    const message = `<${element.name}> ${name} ${why}; left out`;
    reading.book.note('lost', { file: reading.file, line: element.line }, message, 'warning');
  }
  const children = element.children.map((child) => ('name' in child ? withoutSecrets(child, reading) : child));
  return { ...element, attributes: kept, children };
}

/** Bridges that the cards of a domain are on. */
export function bridgesOf(devices: XmlElement | undefined): readonly string[] {
  const bridges = named(devices, 'interface').map((card) => attribute(first(card, 'source'), 'bridge'));
  return [...new Set(bridges.filter((bridge) => bridge !== undefined))];
}
