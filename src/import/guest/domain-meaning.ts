/** What a domain means to libvirt: without what it adds to a running one, with what it takes where nothing is said. */
import { own } from '../../base/json.ts';
import { attributeOf, elementsIn, textIn, type XmlElement } from '../../base/xml.ts';
import { bytesOf, isOwnController } from '../../formats/libvirt.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { numbered, type Meaning } from '../meaning.ts';

/** Decoration of `virsh dumpxml`, and words for people. Controllers and the PS/2 mouse are libvirt's own. */
const DROPPED = new Set('seclabel alias address resource description title metadata backingStore actions'.split(' '));

const DEFAULTS: { readonly [element: string]: { readonly [attribute: string]: string } } = {
  disk: { device: 'disk' },
  driver: { name: 'qemu', type: 'raw', io: 'threads' },
  cpu: { mode: 'custom', match: 'exact' },
  graphics: { listen: '127.0.0.1' },
  watchdog: { action: 'reset' },
  feature: { policy: 'require' },
};

/** What libvirt fills in by itself, at each start or at definition. */
const PASSED_OVER: { readonly [element: string]: readonly string[] } = {
  domain: ['id'],
  vcpu: ['placement'],
  memory: ['unit'],
  currentMemory: ['unit'],
  disk: ['snapshot'],
  source: ['startupPolicy', 'index', 'path'],
  console: ['tty'],
  graphics: ['autoport', 'port'],
  model: ['vram', 'heads', 'ram', 'vgamem', 'primary', 'fallback'],
};

const LISTS = new Set(['disk', 'interface', 'serial', 'console', 'hostdev', 'channel', 'controller', 'input', 'boot']);

export function domainMeaning(root: XmlElement): Meaning {
  const meaning = meaningOf(root, root);
  const filled = [
    ['currentMemory', textOf(meaning, 'memory')],
    ['on_poweroff', 'destroy'],
    ['on_reboot', 'restart'],
    ['on_crash', 'destroy'],
  ] as const;
  const missing = filled.filter(([name]) => !meaning.children.some((child) => child.key === name));
  const added = missing.map(([name, value]): Meaning => ({
    what: `<${name}>`,
    key: name,
    line: root.line,
    values: new Map([['', value]]),
    children: [],
  }));
  return { ...meaning, children: [...meaning.children, ...added] };
}

function textOf({ children }: Meaning, name: string): string {
  return children.find(({ key }) => key === name)?.values.get('') ?? '';
}

function meaningOf(element: XmlElement, parent: XmlElement): Meaning {
  const children = partsOf(element).filter((child) => !isDecoration(child, element));
  const text = textIn(element);
  const content =
    element.name === 'memory' || element.name === 'currentMemory' ? String(Math.floor(bytesOf(element) / 1024)) : text;
  return {
    what: labelOf(element, parent),
    key: keyOf(element),
    line: element.line,
    values: new Map([
      ...valuesOf(element),
      ...(content === '' ? [] : [['', element.name === 'uuid' ? content.toLowerCase() : content] as const]),
    ]),
    children: numbered(children.map((child) => meaningOf(child, element))),
  };
}

/** A disk has a driver, a domain something to start from, and a port its console, whether it is written or not. */
function partsOf(element: XmlElement): readonly XmlElement[] {
  const parts = elementsIn(element);
  const has = (name: string) => parts.some((part) => part.name === name);
  const made = (name: string, attributes: XmlElement['attributes'], children: XmlElement['children'] = []) => [
    ...parts,
    { name, attributes, children, line: element.line },
  ];
  if (element.name === 'disk' && !has('driver')) return made('driver', []);
  if (element.name === 'os' && !has('boot')) return made('boot', [{ name: 'dev', value: 'hd' }]);
  if (element.name !== 'devices' || !has('serial') || has('console')) return parts;
  const target = [
    { name: 'type', value: 'serial' },
    { name: 'port', value: '0' },
  ];
  const port = { name: 'target', attributes: target, children: [], line: element.line };
  return made('console', [{ name: 'type', value: 'pty' }], [port]);
}

function isDecoration(child: XmlElement, parent: XmlElement): boolean {
  if (DROPPED.has(child.name) && parent.name !== 'source') return true;
  if (child.name === 'controller') return isOwnController(child);
  if (child.name === 'input') return attributeOf(child, 'bus') === 'ps2';
  if (child.name === 'target') return parent.name === 'interface';
  if (child.name === 'memballoon') return attributeOf(child, 'model') === 'none';
  if (child.name === 'readonly') return attributeOf(parent, 'device') === 'cdrom';
  if (child.name === 'source') return parent.name === 'serial' || parent.name === 'console';
  return child.name === 'listen';
}

function valuesOf(element: XmlElement): readonly (readonly [string, string])[] {
  const over = own(PASSED_OVER, element.name) ?? [];
  const defaults = Object.entries(own(DEFAULTS, element.name) ?? {});
  const listen = elementsIn(element, 'listen').map(
    (one) => ['listen', attributeOf(one, 'address') ?? '127.0.0.1'] as const,
  );
  const written = element.attributes
    .filter(({ name }) => !over.includes(name))
    .map(
      ({ name, value }) =>
        [name, isSecretName(name) ? '...' : element.name === 'mac' ? value.toLowerCase() : value] as const,
    );
  return [...defaults, ...written, ...(element.name === 'graphics' ? listen : [])];
}

/** A feature of a processor by its name; disks, cards and the like by their place. */
function keyOf(element: XmlElement): string {
  const named = element.name === 'feature' ? ` ${attributeOf(element, 'name') ?? ''}` : '';
  return `${element.name}${named}`;
}

function labelOf(element: XmlElement, parent: XmlElement): string {
  if (element === parent) return '<domain>';
  return LISTS.has(parent.name) || parent.name === 'os' ? `<${parent.name}> <${element.name}>` : `<${element.name}>`;
}
