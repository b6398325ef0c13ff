/**
 * Compares libvirt domains by meaning: additions by `virsh dumpxml`, `virsh edit` or a definition are no difference if the site
 * does not set them. Sources: libvirt.org/formatdomain, and output of libvirt 0.9 to 9; the reason is peers.md 3.14.
 */
import { own } from '../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../base/xml.ts';
import { bytesOf, isOwnController, uuidText } from '../formats/libvirt.ts';
import type { Noise, Part } from './parts.ts';
import { nameIn, type Kinship } from './xml-files.ts';

const child = (element: XmlElement, name: string, attribute: string) => {
  const [first] = elementsIn(element, name);
  return first === undefined ? undefined : attributeOf(first, attribute);
};
const said = (element: XmlElement, ...names: readonly string[]) =>
  names.map((name) => attributeOf(element, name) ?? '').join(' ');

/** What identifies a device among those of its kind. */
const IDS: { readonly [name: string]: (element: XmlElement) => string | undefined } = {
  disk: (disk) => child(disk, 'target', 'dev'),
  interface: (card) => child(card, 'mac', 'address')?.toLowerCase(),
  controller: (controller) => said(controller, 'type', 'index'),
  input: (input) => said(input, 'type', 'bus'),
  serial: (port) => child(port, 'target', 'port'),
  console: (port) => `${child(port, 'target', 'type') ?? 'serial'} ${child(port, 'target', 'port') ?? '0'}`,
  graphics: (display) => said(display, 'type'),
  channel: (channel) => child(channel, 'target', 'name'),
};

export const DOMAIN: Kinship = {
  id: (element) => own(IDS, element.name)?.(element) ?? nameIn(element),
  // The order counts among disks and among cards, not between them. Features and timers have names.
  group: (element, { name }) => `${element.name} ${name === 'cpu' || name === 'clock' ? nameIn(element) : ''}`,
  value: (element, attribute, value) => {
    const isMemory = element.name === 'memory' || element.name === 'currentMemory';
    if (isMemory && attribute === '') return String(Math.floor(bytesOf(element) / 1024));
    if (isMemory && attribute === 'unit') return 'KiB';
    if (element.name === 'uuid' && attribute === '') return uuidText(value);
    const isHex = element.name === 'uuid' || (element.name === 'mac' && attribute === 'address');
    return isHex ? value.toLowerCase() : value;
  },
};

/** Defaults of libvirt: no difference, whichever file has them. */
const DEFAULTS: { readonly [element: string]: { readonly [attribute: string]: string } } = {
  memory: { unit: 'KiB' },
  currentMemory: { unit: 'KiB' },
  vcpu: { placement: 'static' },
  disk: { device: 'disk' },
  cpu: { mode: 'custom', match: 'exact' },
  model: { fallback: 'allow', heads: '1', primary: 'yes', ram: '65536', vram: '65536', vgamem: '16384' },
  feature: { policy: 'require' },
  topology: { dies: '1', clusters: '1' },
  watchdog: { action: 'reset' },
  driver: { io: 'threads' },
  clock: { offset: 'utc' },
};
const USUAL: { readonly [element: string]: string } = {
  on_poweroff: 'destroy',
  on_reboot: 'restart',
  on_crash: 'destroy',
};

/** Attributes that libvirt fills in. If a driver has no type, an old libvirt guesses it from the disk (CVE-2010-2239). */
const ADDED: { readonly [element: string]: { readonly [attribute: string]: RegExp } } = {
  domain: { id: /^/ },
  driver: { name: /^qemu$/, type: /^raw$/ },
  source: { index: /^/ },
  console: { tty: /^/ },
  cpu: { check: /^/, migratable: /^/ },
  model: { vram64: /^/ },
  target: { state: /^/, type: /^isa-serial$/ },
};

export const DOMAIN_NOISE: Noise = {
  part: (part, side, within, others) =>
    isUsual(part, within, others) || (side === 'found' && isAdded(part, within, others)),
  attribute: (name, value, side, within) =>
    own(own(DEFAULTS, within.name), name) === value || (side === 'found' && isAddedAttribute(name, value, within)),
};

function isUsual({ name, text, attributes, children }: Part, within: Part, others: Part): boolean {
  if (name === 'currentMemory') return text === textOf(within, 'memory');
  if (name === 'clock') return attributes.get('offset') === 'utc' && attributes.size === 1 && children.length === 0;
  if (name === 'boot') return within.name === 'os' && attributes.get('dev') === 'hd' && !has(others, 'boot');
  return own(USUAL, name) === text && text !== '';
}

/** By element: is it one that libvirt adds by itself? */
const ADDS: { readonly [name: string]: (part: Part, within: Part, others: Part) => boolean } = {
  alias: () => true,
  backingStore: () => true,
  audio: () => true,
  resource: ({ children }) => children.every(({ name }) => name === 'partition'),
  seclabel: ({ attributes }) => attributes.get('type') === 'dynamic',
  // In <source> and <hostdev> an address is one of the host, which the site sets.
  address: (_part, { name }) => name !== 'source' && name !== 'hostdev',
  controller: (part, within) => isAddedController(part, within),
  input: ({ attributes }) => attributes.get('bus') === 'ps2',
  memballoon: ({ attributes }) => attributes.get('model') === 'virtio',
  video: (_part, within) => has(within, 'graphics'),
  console: ({ attributes, children }, within) =>
    isOf(within.children, 'serial', { type: attributes.get('type') ?? 'pty' }) &&
    isOf(children, 'target', { type: 'serial', port: '0' }),
  cpu: ({ children }) => children.some(({ name, text }) => name === 'model' && text === 'qemu64'),
  // Only a running guest has this value of check.
  feature: (_part, { name, attributes }) => name === 'cpu' && attributes.get('check') === 'full',
  watchdog: ({ attributes }) => attributes.get('model') === 'itco',
  emulator: () => true,
  target: ({ attributes }, { name }) =>
    name === 'interface' && /^(vnet|macvtap|tap|testnet)[0-9]+$/.test(attributes.get('dev') ?? ''),
  source: (_part, { name, attributes }) =>
    (name === 'serial' || name === 'console') && attributes.get('type') === 'pty',
  model: (_part, { name }) => name === 'target',
  readonly: (_part, { attributes }) => attributes.get('device') === 'cdrom',
  driver: (part, { name }) =>
    name === 'disk' && [...part.attributes].every(([key, value]) => isAddedAttribute(key, value, part)),
};

function isAdded(part: Part, within: Part, others: Part): boolean {
  return own(ADDS, part.name)?.(part, within, others) ?? false;
}

/** libvirt adds the controllers that disks and channels need. */
function isAddedController({ attributes }: Part, devices: Part): boolean {
  const [type, model] = [attributes.get('type') ?? '', attributes.get('model')];
  const written = [...attributes].map(([name, value]) => ({ name, value }));
  if (isOwnController({ name: 'controller', attributes: written, children: [], line: 0 })) return true;
  if (type === 'virtio-serial') return has(devices, 'channel');
  const isUsed = devices.children.some(({ children }) => isOf(children, 'target', { bus: type }));
  return isUsed && (type === 'sata' || (type === 'scsi' && (model === undefined || model === 'virtio-scsi')));
}

function isAddedAttribute(name: string, value: string, { name: element, attributes }: Part): boolean {
  if (element === 'graphics' && name === 'port') return attributes.get('autoport') === 'yes' || value === '-1';
  if (element === 'graphics' && name === 'autoport') return value === 'yes';
  return own(own(ADDED, element), name)?.test(value) ?? false;
}

function textOf({ children }: Part, name: string): string | undefined {
  return children.find((one) => one.name === name)?.text;
}

function has({ children }: Part, name: string): boolean {
  return children.some((one) => one.name === name);
}

function isOf(parts: readonly Part[], name: string, values: { readonly [attribute: string]: string }): boolean {
  const wanted = Object.entries(values);
  return parts.some((part) => part.name === name && wanted.every(([key, value]) => part.attributes.get(key) === value));
}

/** One form for what releases of libvirt write in several ways. */
export function plain(part: Part): Part {
  const inside = { ...part, children: part.children.map(plain) };
  if (part.name === 'graphics') return plainDisplay(inside);
  if (part.name === 'cpu') return plainProcessor(inside);
  return part.name === 'model' ? plainVideo(inside) : inside;
}

/** libvirt forbids another model once a guest runs with this one: only then `check` is full. */
function plainProcessor(part: Part): Part {
  if (part.attributes.get('check') !== 'full') return part;
  const model = (one: Part): Part =>
    one.name === 'model'
      ? { ...one, attributes: new Map([...one.attributes].filter(([name]) => name !== 'fallback')) }
      : one;
  return { ...part, children: part.children.map(model) };
}

/** Since 0.9.4 the address of a display may be an element of its own. A port that libvirt chooses changes with each start. */
function plainDisplay(part: Part): Part {
  const isAddress = ({ name, attributes }: Part) => name === 'listen' && attributes.get('type') === 'address';
  const listen = part.attributes.get('listen') ?? part.children.find(isAddress)?.attributes.get('address');
  const attributes = new Map([...part.attributes, ...(listen === undefined ? [] : [['listen', listen] as const])]);
  if (attributes.get('autoport') === 'yes') attributes.set('port', '-1');
  return { ...part, attributes, children: part.children.filter((one) => !isAddress(one)) };
}

/** The default was 9 MiB for these and is 16 today. Measured: libvirt 9.0 prints 16384 for a written 9216. */
function plainVideo(part: Part): Part {
  const { attributes } = part;
  const isDefault = ['9216', '16384'].includes(attributes.get('vram') ?? '');
  if (!isDefault || !['cirrus', 'vga'].includes(attributes.get('type') ?? '')) return part;
  return { ...part, attributes: new Map([...attributes].filter(([name]) => name !== 'vram')) };
}
