/** `<graphics>` and `<video>` of a domain -> the display of a VM. libvirt.org/formatdomain. */
import { own as ownEntry } from '../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import type { Dialect } from '../../platform/dialect.ts';
import type { Reading } from '../attributes.ts';
import { attribute, first } from '../xml.ts';
import type { Devices, Simple } from './simple-device.ts';

export function graphics(all: Devices, { vm }: { readonly vm: string }, { notes, file }: Reading): Simple {
  const one = all.find(({ name }) => name === 'graphics');
  const type = attribute(one, 'type');
  if (one === undefined) return { keys: { graphics: { type: 'none' } }, used: [] };
  if ((type !== 'vnc' && type !== 'spice') || !isModelled(one))
    return { keys: { graphics: { type: 'none' } }, used: [] };
  const listen = attribute(one, 'listen') ?? attribute(first(one, 'listen'), 'address') ?? '127.0.0.1';
  const [port, password, keymap] = ['port', 'passwd', 'keymap'].map((name) => attribute(one, name));
  const fixed = attribute(one, 'autoport') !== 'yes' && Number(port) >= 5900 ? { port: Number(port) } : {};
  const ipv4 = /^[0-9]+([.][0-9]+){3}$/.test(listen);
  if (!ipv4)
    notes.note('changed', { file, line: one.line }, `graphics listen on ${listen}; written as 127.0.0.1`, 'warning');
  const keys = {
    ...(type === 'vnc' ? {} : { type }),
    ...(listen === '127.0.0.1' || !ipv4 ? {} : { listen }),
    ...fixed,
    ...(keymap === undefined ? {} : { keymap }),
    ...(password === undefined || password === '' ? {} : { password: notes.secret(`vnc/${vm}`, password) }),
  };
  const known = ['type', 'listen', 'port', 'autoport', 'passwd', 'keymap', 'tlsPort'];
  for (const { name, value } of one.attributes.filter((attribute) => !known.includes(attribute.name)))
    notes.note('lost', { file, line: one.line }, `<graphics> ${name}="${value}" has no place in a site; left out`);
  return { keys: Object.keys(keys).length === 0 ? {} : { graphics: keys }, used: [one] };
}

export function hasGraphics(all: Devices): boolean {
  return all.some((one) => one.name === 'graphics' && isModelled(one));
}

/** False for what only an overlay can hold: another type, or an address that libvirt takes from a network or a socket. */
function isModelled(display: XmlElement): boolean {
  const isPlain = (listen: XmlElement) => ['address', undefined].includes(attributeOf(listen, 'type'));
  return ['vnc', 'spice'].includes(attributeOf(display, 'type') ?? '') && elementsIn(display, 'listen').every(isPlain);
}

export function video(all: Devices, { dialect }: { readonly dialect: Dialect }): Simple {
  const one = all.find(({ name }) => name === 'video');
  const model = attribute(first(one, 'model'), 'type');
  const byDefault = hasGraphics(all) ? dialect.video : 'none';
  if (one === undefined) return { keys: byDefault === 'none' ? {} : { video: 'none' }, used: [] };
  if (!['cirrus', 'vga', 'qxl'].includes(model ?? '') || !isPlainVideo(one))
    return { keys: { video: 'none' }, used: [] };
  return { keys: model === byDefault ? {} : { video: model ?? '' }, used: [one] };
}

/** True if only the type is set, or libvirt's defaults: 9 MiB (later 16) for cirrus and vga, 64 MiB for qxl, one head. */
function isPlainVideo(video: XmlElement): boolean {
  const plain: { readonly [name: string]: RegExp } = {
    type: /./,
    heads: /^1$/,
    primary: /^yes$/,
    vram: /^(9216|16384|65536)$/,
    ram: /^65536$/,
    vgamem: /^(8192|16384)$/,
  };
  const [model, ...others] = elementsIn(video).filter(({ name }) => !['alias', 'address'].includes(name));
  const usual = model?.attributes.every(({ name, value }) => ownEntry(plain, name)?.test(value) === true) === true;
  return usual && others.length === 0 && model.children.every((child) => !('name' in child));
}
