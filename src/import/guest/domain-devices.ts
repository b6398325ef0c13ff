/**
 * Converts `<devices>` of a domain to disks, network cards and other hardware of a VM. Devices without a key become an overlay.
 */
import type { Json } from '../../base/brand.ts';
import { isInherited, type JsonMap } from '../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import { isOwnController } from '../../formats/libvirt.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { below, type Reading } from '../attributes.ts';
import { readDisk } from './domain-disks.ts';
import { graphics, hasGraphics, video } from './domain-displays.ts';
import type { Devices, Simple } from './simple-device.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { attribute, first, named, text, xmlText } from '../xml.ts';

export type DeviceContext = {
  readonly vm: string;
  readonly dialect: Dialect;
  /** The MAC address that the site derives for a card, by index from 0. */
  readonly mac: (index: number) => string;
};

/** Devices that libvirt adds to every domain. */
const OWN: readonly ((device: XmlElement) => boolean)[] = [
  ({ name }) => name === 'emulator',
  (device) => device.name === 'input' && attributeOf(device, 'bus') === 'ps2',
  (device) => device.name === 'controller' && isOwnController(device),
];

/** True for the controller that disks on scsi need. */
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
  noteAddresses([...handled], reading);
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

/** Adds one note per guest: libvirt assigns the addresses of modelled devices. */
function noteAddresses(devices: Devices, { file, notes }: Reading): void {
  const found = devices.flatMap((device) => elementsIn(device, 'address'));
  const [address] = found;
  if (address === undefined) return;
  const kinds = [...new Set(found.map((one) => attributeOf(one, 'type') ?? 'unknown'))].join(', ');
  const message = `the addresses (${kinds}) of ${found.length} devices have no place in a site; left out: libvirt assigns them anew, in the order of the devices`;
  notes.note('lost', { file, line: address.line }, message);
}

function list(key: string, items: readonly Json[]): JsonMap {
  return items.length === 0 ? {} : { [key]: items };
}

function noteEmulator(emulator: XmlElement | undefined, dialect: Dialect, { file, notes }: Reading): void {
  const path = text(emulator);
  if (path !== '' && path !== dialect.emulator)
    notes.note(
      'changed',
      { file, line: emulator?.line ?? 0 },
      `the emulator ${path} is written as ${dialect.emulator}, that of the platform`,
    );
}

/** A card on a bridge; undefined for any other card. libvirt names the host end `vnetN` at each start, so it is ignored. */
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

const SIMPLE: readonly ((all: Devices, context: DeviceContext, reading: Reading) => Simple)[] = [
  serial,
  graphics,
  video,
  (all) => presence(all, { key: 'tablet', is: isTablet, byDefault: hasGraphics(all) }),
  watchdog,
  (all) => presence(all, { key: 'rng', is: isRandom, byDefault: false }),
  memballoon,
];

/** libvirt adds a balloon to a domain without one, so only model `none` means none. */
function memballoon(all: Devices, { dialect }: DeviceContext): Simple {
  const there = all.filter(({ name }) => name === 'memballoon');
  const used = there.filter((device) => isVirtioBalloon(device) || isNoBalloon(device)).slice(0, 1);
  const wanted = there.length === 0 ? dialect.memballoon : used.some(isVirtioBalloon);
  return { keys: wanted === dialect.memballoon ? {} : { memballoon: wanted }, used };
}

/** A serial port on a pty and its console device. */
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
};

function presence(all: Devices, { key, is, byDefault }: Presence): Simple {
  const used = all.filter((device) => is(device)).slice(0, 1);
  const there = used.length > 0;
  return {
    keys: there === byDefault ? {} : { [key]: there },
    used,
  };
}

function isTablet(device: XmlElement): boolean {
  return device.name === 'input' && attributeOf(device, 'type') === 'tablet' && attributeOf(device, 'bus') === 'usb';
}

/** True for the device that every build writes. One with /dev/urandom becomes an overlay. */
function isRandom(device: XmlElement): boolean {
  const [backend, ...others] = elementsIn(device).filter(({ name }) => !['alias', 'address'].includes(name));
  return (
    device.name === 'rng' &&
    attributeOf(device, 'model') === 'virtio' &&
    text(backend) === '/dev/random' &&
    others.length === 0
  );
}

function isVirtioBalloon(device: XmlElement): boolean {
  return device.name === 'memballoon' && attributeOf(device, 'model') === 'virtio';
}

function isNoBalloon(device: XmlElement): boolean {
  return device.name === 'memballoon' && attributeOf(device, 'model') === 'none';
}

/** Devices as an overlay, without run-time aliases and secrets. Addresses are kept. */
function overlay(devices: Devices, reading: Reading): JsonMap {
  if (devices.length === 0) return {};
  const { notes, file } = reading;
  for (const { name, line } of devices)
    notes.note('unchecked', { file, line }, `<${name}> is not modelled in this form; taken over as an overlay`);
  const texts = devices.map((device) => xmlText(withoutSecrets(plain(device), reading)));
  return { overlay: { devices: texts.join('\n') } };
}

function plain(device: XmlElement): XmlElement {
  const children = device.children.filter((child) => !('name' in child) || child.name !== 'alias');
  return { ...device, children: children.filter((child) => !('comment' in child)) };
}

/**
 * The element without secrets and without attribute names such as `constructor`, which xmlbuilder2 4.0.3 takes for duplicates
 * (measured).
 */
export function withoutSecrets(element: XmlElement, reading: Reading): XmlElement {
  const kept = element.attributes.filter(({ name }) => !isSecretName(name) && !isInherited(name));
  for (const { name } of element.attributes.filter((attribute) => !kept.includes(attribute))) {
    const why = isSecretName(name) ? 'holds a secret, which no overlay can' : 'is not a libvirt attribute';
    const message = `<${element.name}> ${name} ${why}; left out`;
    reading.notes.note('lost', { file: reading.file, line: element.line }, message, 'warning');
  }
  const children = element.children.map((child) => ('name' in child ? withoutSecrets(child, reading) : child));
  return { ...element, attributes: kept, children };
}

/** Bridges of a domain's network cards. */
export function bridgesOf(devices: XmlElement | undefined): readonly string[] {
  const bridges = named(devices, 'interface').map((card) => attribute(first(card, 'source'), 'bridge'));
  return [...new Set(bridges.filter((bridge) => bridge !== undefined))];
}
