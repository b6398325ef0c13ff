/** A libvirt domain, persistent or as `virsh dumpxml` prints it -> the hardware of a VM. libvirt.org/formatdomain. */
import { mapOf, own as entryOf, type JsonMap } from '../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import { sizeText } from '../../base/units.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { bytesOf } from '../../formats/libvirt.ts';
import { readDevices, withoutSecrets } from './domain-devices.ts';
import type { Reading } from '../attributes.ts';
import { attribute, first, named, text, xmlText, type XmlFile } from '../xml.ts';

/** What a site would take where nothing is written. */
export type Derived = {
  readonly dialect: Dialect;
  readonly uuid: (vm: string) => string;
  readonly mac: (vm: string, index: number) => string;
};

/** Handled below, or added by libvirt to a running domain. */
const KNOWN =
  'name uuid memory currentMemory vcpu os features cpu clock on_poweroff on_reboot on_crash devices seclabel ' +
  'description title metadata resource';

/** The name of a domain; undefined when the file is none. */
export function domainName({ root }: XmlFile): string | undefined {
  return root.name === 'domain' ? text(first(root, 'name')) : undefined;
}

export function readDomain(domain: XmlElement, derived: Derived, reading: Reading): JsonMap {
  const vm = text(first(domain, 'name'));
  const devices = readDevices(
    first(domain, 'devices'),
    { ...derived, vm, mac: (index) => derived.mac(vm, index) },
    reading,
  );
  noteLost(domain, reading);
  const features = overlayFeatures(first(domain, 'features'), reading);
  const { overlay, ...hardware } = devices;
  const joined = { ...mapOf(overlay), ...features };
  return {
    ...uuid(domain, derived.uuid(vm)),
    ...memory(domain, reading),
    cpus: Math.max(1, Number(text(first(domain, 'vcpu'))) || 1),
    ...cpu(first(domain, 'cpu'), reading),
    ...machine(domain, derived.dialect),
    ...clock(first(domain, 'clock'), reading),
    ...boot(first(domain, 'os'), reading),
    ...lifecycle(domain),
    ...hardware,
    ...(Object.keys(joined).length === 0 ? {} : { overlay: joined }),
  };
}

function noteLost(domain: XmlElement, { file, book }: Reading): void {
  for (const { name, line } of elementsIn(domain).filter((one) => !KNOWN.split(' ').includes(one.name)))
    book.note('lost', { file, line }, `<${name}> of a domain has no place in a site; left out`, 'warning');
  const type = attributeOf(domain, 'type');
  if (type !== 'kvm')
    book.note(
      'changed',
      { file, line: domain.line },
      `the domain is of type ${type ?? 'none'}; written as kvm`,
      'warning',
    );
  for (const name of ['description', 'title', 'metadata'].filter((one) => first(domain, one) !== undefined))
    book.note(
      'lost',
      { file, line: first(domain, name)?.line ?? domain.line },
      `<${name}> is for people and has no place in a site; left out`,
      'note',
    );
  for (const { name, value } of first(domain, 'vcpu')?.attributes.filter((one) => one.name !== 'placement') ?? [])
    book.note(
      'lost',
      { file, line: first(domain, 'vcpu')?.line ?? 0 },
      `<vcpu> ${name}="${value}" has no place in a site; left out`,
    );
}

function uuid(domain: XmlElement, derived: string): JsonMap {
  const own = text(first(domain, 'uuid')).toLowerCase();
  return own === derived || own === '' ? {} : { uuid: own };
}

function memory(domain: XmlElement, { file, book, at }: Reading): JsonMap {
  const all = bytesOf(first(domain, 'memory'));
  const current = bytesOf(first(domain, 'currentMemory'));
  const size = sizeText(all);
  if (size === undefined)
    book.assume([...at, 'memory'], { file, line: domain.line }, 'the domain has no memory that can be read');
  const balloon = current > 0 && current < all ? sizeText(current) : undefined;
  return { memory: size ?? '1G', ...(balloon === undefined ? {} : { balloon }) };
}

function cpu(element: XmlElement | undefined, { file, book }: Reading): JsonMap {
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
    book.note('lost', { file, line }, `<${name}> of <cpu> has no place in a site; left out`);
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

function clock(element: XmlElement | undefined, { file, book }: Reading): JsonMap {
  for (const { line } of element === undefined ? [] : elementsIn(element))
    book.note('lost', { file, line }, '<timer> of <clock> has no place in a site; left out');
  const offset = attribute(element, 'offset') ?? 'utc';
  const timezone = attribute(element, 'timezone');
  if (offset === 'localtime') return { clock: 'localtime' };
  if (offset === 'timezone' && timezone !== undefined) return { clock: { timezone } };
  if (offset !== 'utc')
    book.note(
      'changed',
      { file, line: element?.line ?? 0 },
      `the clock offset "${offset}" is written as utc`,
      'warning',
    );
  return {};
}

const BOOT: { readonly [dev: string]: string } = { hd: 'disk', cdrom: 'cdrom', network: 'network' };

function boot(os: XmlElement | undefined, { file, book }: Reading): JsonMap {
  const devices = named(os, 'boot').map((one) => attributeOf(one, 'dev') ?? '');
  const order = devices.flatMap((dev) => entryOf(BOOT, dev) ?? []);
  const others = os === undefined ? [] : elementsIn(os).filter(({ name }) => !['type', 'boot'].includes(name));
  for (const { name, line } of others)
    book.note('lost', { file, line }, `<${name}> of <os> has no place in a site; left out`);
  const arch = attribute(first(os, 'type'), 'arch') ?? 'x86_64';
  if (arch !== 'x86_64')
    book.note('changed', { file, line: os?.line ?? 0 }, `the architecture ${arch} is written as x86_64`, 'warning');
  return order.length === 0 || order.join(' ') === 'disk' ? {} : { boot: order };
}

const LIFECYCLE = { on_poweroff: 'destroy', on_reboot: 'restart', on_crash: 'destroy' };

function lifecycle(domain: XmlElement): JsonMap {
  const keys = Object.entries(LIFECYCLE).map(([name, usual]) => [name, text(first(domain, name)) || usual] as const);
  return Object.fromEntries(keys.filter(([name, value]) => value !== own(name)));
}

function own(name: string): string | undefined {
  return Object.entries(LIFECYCLE).find(([key]) => key === name)?.[1];
}

/** acpi, apic and pae are always written. */
function overlayFeatures(features: XmlElement | undefined, reading: Reading): JsonMap {
  const { file, book } = reading;
  const others =
    features === undefined ? [] : elementsIn(features).filter(({ name }) => !['acpi', 'apic', 'pae'].includes(name));
  for (const { name, line } of others)
    book.note('unchecked', { file, line }, `<${name}> of <features> is not modelled; taken over as an overlay`);
  return others.length === 0 ? {} : { features: others.map((one) => xmlText(withoutSecrets(one, reading))).join('\n') };
}
