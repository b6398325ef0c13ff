/** How libvirt reads a domain, shared by several parts of clusterc. Pure. */
import { own } from '../base/json.ts';
import { attributeOf, textIn, type XmlElement } from '../base/xml.ts';

const UNITS: { readonly [unit: string]: number } = {
  b: 1,
  bytes: 1,
  kb: 1000,
  k: 1024,
  kib: 1024,
  mb: 1000 ** 2,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  gb: 1000 ** 3,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tib: 1024 ** 4,
};

/** The bytes that an element such as `<memory>` means; KiB if it names no unit. libvirt.org/formatdomain, "Memory Allocation". */
export function bytesOf(element: XmlElement | undefined): number {
  const unit =
    own(UNITS, ((element === undefined ? undefined : attributeOf(element, 'unit')) ?? 'KiB').toLowerCase()) ?? 1024;
  return Number(element === undefined ? '' : textIn(element)) * unit;
}

function hasPorts(controller: XmlElement): boolean {
  return attributeOf(controller, 'ports') !== undefined;
}

/** Is it a controller that libvirt adds for existing devices? A model that libvirt would not choose was set by a person. */
export function isOwnController(controller: XmlElement): boolean {
  const [type = '', model, index] = ['type', 'model', 'index'].map((name) => attributeOf(controller, name));
  // The second one, and a first controller of SATA, belong to q35. A number of ports was set by a person.
  if (type === 'usb')
    return model === undefined || model === 'piix3-uhci' || (model === 'qemu-xhci' && !hasPorts(controller));
  if (type === 'sata') return index === '0';
  return ['ide', 'pci', 'fdc'].includes(type);
}

/** A UUID in lower case with its dashes: libvirt reads it with and without. */
export function uuidText(text: string): string {
  const digits = text.toLowerCase().replaceAll(/[-\s]/g, '');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
