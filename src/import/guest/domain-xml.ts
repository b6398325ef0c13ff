/** Converts a libvirt domain, persistent or from `virsh dumpxml`, to the hardware of a VM. Source: libvirt.org/formatdomain. */
import type { Json } from '../../base/brand.ts';
import { isList, mapOf, own as entryOf, type JsonMap } from '../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import { sizeText } from '../../base/units.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { bytesOf, uuidText } from '../../formats/libvirt.ts';
import { readDevices, withoutSecrets } from './domain-devices.ts';
import type { Reading } from '../attributes.ts';
import { attribute, first, named, text, xmlText, type XmlFile } from '../xml.ts';

/** Values that the site derives where none is set. */
export type Derived = {
  readonly dialect: Dialect;
  readonly uuid: (vm: string) => string;
  readonly mac: (vm: string, index: number) => string;
};

/** Elements that are read below, or that libvirt adds to a running domain. */
const KNOWN =
  'name uuid memory currentMemory vcpu os features cpu clock on_poweroff on_reboot on_crash devices ' +
  'description title metadata';

/** Why a domain cannot be a VM of the site. Undefined if it can. */
export function refusal({ root }: XmlFile): string | undefined {
  const type = attributeOf(root, 'type');
  const arch = attribute(first(root, 'os', 'type'), 'arch') ?? 'x86_64';
  if (type !== undefined && type !== 'kvm' && type !== 'qemu') return `it is of type ${type}`;
  if (!['x86_64', 'i686'].includes(arch)) return `it is for ${arch}`;
  return ['hvm', ''].includes(text(first(root, 'os', 'type'))) ? undefined : 'it is not fully virtualized';
}

/** The name of a domain. Undefined if the file defines no domain. */
export function domainName({ root }: XmlFile): string | undefined {
  return root.name === 'domain' ? text(first(root, 'name')) : undefined;
}

/** The hardware keys of a VM for `<domain>`, without values that the site derives. */
export function readDomain(domain: XmlElement, derived: Derived, reading: Reading): JsonMap {
  const vm = text(first(domain, 'name'));
  const devices = readDevices(
    first(domain, 'devices'),
    { ...derived, vm, mac: (index) => derived.mac(vm, index) },
    reading,
  );
  noteLost(domain, reading);
  const { overlay, ...hardware } = devices;
  const joined = { ...mapOf(overlay), ...overlays(domain, reading) };
  return {
    ...uuid(domain, derived.uuid(vm)),
    ...memory(domain, reading),
    cpus: Math.max(1, Number(text(first(domain, 'vcpu'))) || 1),
    ...cpu(first(domain, 'cpu'), reading),
    ...machine(domain, derived.dialect),
    ...(attributeOf(domain, 'type') === 'qemu' ? { accelerator: 'tcg' } : {}),
    ...clock(first(domain, 'clock'), reading),
    ...boot(domain, isList(hardware['disks']) ? hardware['disks'] : []),
    ...lifecycle(domain),
    ...hardware,
    ...(Object.keys(joined).length === 0 ? {} : { overlay: joined }),
  };
}

function noteLost(domain: XmlElement, { file, notes }: Reading): void {
  for (const { name, line } of othersIn(domain, KNOWN.split(' ')).filter((one) => !isKept(one)))
    notes.note('lost', { file, line }, `<${name}> of a domain has no place in a site; left out`, 'warning');
  const type = attributeOf(domain, 'type');
  if (type !== 'kvm' && type !== 'qemu')
    notes.note(
      'changed',
      { file, line: domain.line },
      `the domain is of type ${type ?? 'none'}; written as kvm`,
      'warning',
    );
  for (const name of ['description', 'title', 'metadata'].filter((one) => first(domain, one) !== undefined))
    notes.note(
      'lost',
      { file, line: first(domain, name)?.line ?? domain.line },
      `<${name}> is for people and has no place in a site; left out`,
      'note',
    );
  for (const { name, value } of first(domain, 'vcpu')?.attributes.filter((one) => one.name !== 'placement') ?? [])
    notes.note(
      'lost',
      { file, line: first(domain, 'vcpu')?.line ?? 0 },
      `<vcpu> ${name}="${value}" has no place in a site; left out`,
    );
}

function uuid(domain: XmlElement, derived: string): JsonMap {
  const own = uuidText(text(first(domain, 'uuid')));
  return own === derived || own === '' ? {} : { uuid: own };
}

function memory(domain: XmlElement, { file, notes, at }: Reading): JsonMap {
  const all = bytesOf(first(domain, 'memory'));
  const current = bytesOf(first(domain, 'currentMemory'));
  const size = sizeText(all);
  if (size === undefined)
    notes.assume([...at, 'memory'], { file, line: domain.line }, 'the domain has no memory that can be read');
  const balloon = current > 0 && current < all ? sizeText(current) : undefined;
  return { memory: size ?? '1G', ...(balloon === undefined ? {} : { balloon }) };
}

function cpu(element: XmlElement | undefined, { file, notes }: Reading): JsonMap {
  if (element === undefined) return {};
  const [mode, match] = ['mode', 'match'].map((name) => attributeOf(element, name));
  const topology = first(element, 'topology');
  const numbers = ['sockets', 'cores', 'threads'].map(
    (name) => [name, Number(attribute(topology, name) ?? 1)] as const,
  );
  const features = named(element, 'feature').map(
    (one) => [attributeOf(one, 'name') ?? '', attributeOf(one, 'policy') ?? 'require'] as const,
  );
  const model = text(first(element, 'model'));
  for (const { name, line } of elementsIn(element).filter(
    (one) => !['model', 'topology', 'feature'].includes(one.name),
  ))
    notes.note('lost', { file, line }, `<${name}> of <cpu> has no place in a site; left out`);
  const keys = {
    ...(mode === undefined || mode === 'custom' ? {} : { mode }),
    ...(model === '' ? {} : { model }),
    ...(match === undefined || match === 'exact' ? {} : { match }),
    ...(topology === undefined ? {} : { topology: Object.fromEntries(numbers) }),
    ...(features.length === 0 ? {} : { features: Object.fromEntries(features) }),
  };
  return Object.keys(keys).length === 0 ? {} : { cpu: keys };
}

function machine(domain: XmlElement, dialect: Dialect): JsonMap {
  const own = attribute(first(domain, 'os', 'type'), 'machine');
  return own === undefined || own === dialect.machine ? {} : { machine: own };
}

/** The clock offset. Timers become an overlay. */
function clock(element: XmlElement | undefined, { file, notes }: Reading): JsonMap {
  const offset = attribute(element, 'offset') ?? 'utc';
  const timezone = attribute(element, 'timezone');
  if (offset === 'localtime') return { clock: 'localtime' };
  if (offset === 'timezone' && timezone !== undefined) return { clock: { timezone } };
  if (offset !== 'utc')
    notes.note(
      'changed',
      { file, line: element?.line ?? 0 },
      `the clock offset "${offset}" is written as utc`,
      'warning',
    );
  return {};
}

const BOOT: { readonly [dev: string]: string } = { hd: 'disk', cdrom: 'cdrom', network: 'network' };

/** The boot order, omitted if the site derives the same from `disks`. Other boot settings become an overlay. */
function boot(domain: XmlElement, disks: readonly Json[]): JsonMap {
  const devices = named(first(domain, 'os'), 'boot').map((one) => attributeOf(one, 'dev') ?? '');
  const order = devices.flatMap((dev) => entryOf(BOOT, dev) ?? []);
  const written = order.length > 0 ? order : orderOfDevices(first(domain, 'devices'));
  const wanted = written.length > 0 ? written : ['disk'];
  const derived = disks.length > 0 && disks.every((disk) => 'cdrom' in mapOf(disk)) ? 'cdrom' : 'disk';
  return wanted.join(' ') === derived ? {} : { boot: wanted };
}

/** Device kinds in the order of their `<boot order=>`. */
function orderOfDevices(devices: XmlElement | undefined): readonly string[] {
  const all = devices === undefined ? [] : elementsIn(devices);
  const numbered = all.flatMap((device) => {
    const order = Number(attribute(first(device, 'boot'), 'order') ?? 0);
    const disk = attributeOf(device, 'device') === 'cdrom' ? 'cdrom' : 'disk';
    const kind = device.name === 'disk' ? disk : device.name === 'interface' ? 'network' : undefined;
    return order > 0 && kind !== undefined ? [{ order, kind }] : [];
  });
  return [...new Set(numbered.toSorted((a, b) => a.order - b.order).map(({ kind }) => kind))];
}

const LIFECYCLE = { on_poweroff: 'destroy', on_reboot: 'restart', on_crash: 'destroy' };

function lifecycle(domain: XmlElement): JsonMap {
  const keys = Object.entries(LIFECYCLE).map(([name, usual]) => [name, text(first(domain, name)) || usual] as const);
  return Object.fromEntries(keys.filter(([name, value]) => value !== own(name)));
}

function own(name: string): string | undefined {
  return Object.entries(LIFECYCLE).find(([key]) => key === name)?.[1];
}

/** Elements without a key, as overlays at their original place. acpi, apic and pae are always written. */
function overlays(domain: XmlElement, reading: Reading): JsonMap {
  const [features, os, clockElement] = ['features', 'os', 'clock'].map((name) => first(domain, name));
  const parts = {
    features: othersIn(features, ['acpi', 'apic', 'pae']),
    os: othersIn(os, ['type', 'boot']),
    clock: othersIn(clockElement, []),
    domain: othersIn(domain, [...KNOWN.split(' '), 'description', 'title', 'metadata']).filter(
      (one) => isKept(one) && !isOfTheRun(one),
    ),
  };
  const entries = Object.entries(parts).flatMap(([key, elements]) => {
    for (const { name, line } of elements)
      reading.notes.note(
        'unchecked',
        { file: reading.file, line },
        `<${name}> of <${key}> is not modelled; taken over as an overlay`,
      );
    const texts = elements.map((one) => xmlText(withoutSecrets(one, reading)));
    return texts.length === 0 ? [] : [[key, texts.join('\n')] as const];
  });
  return Object.fromEntries(entries);
}

function othersIn(element: XmlElement | undefined, known: readonly string[]): readonly XmlElement[] {
  return element === undefined ? [] : elementsIn(element).filter(({ name }) => !known.includes(name));
}

/** False for elements with a namespace prefix, which an overlay cannot hold. */
function isKept({ name }: XmlElement): boolean {
  return !name.includes(':');
}

/** True for the label and the resource partition that libvirt gives a running domain. */
function isOfTheRun(element: XmlElement): boolean {
  const isDynamic = element.name === 'seclabel' && attributeOf(element, 'type') === 'dynamic';
  return isDynamic || element.name === 'resource';
}
