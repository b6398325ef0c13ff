/** Converts `<fencedevices>` to the site's section `fence_devices` by the catalogue. Secrets become references. */
import type { Json } from '../../../../base/brand.ts';
import { own, type JsonMap } from '../../../../base/json.ts';
import { attributeOf, type XmlElement } from '../../../../base/xml.ts';
import { familyWith, type FenceFamily } from '../../../../catalogue/fence.ts';
import type { FenceParameter } from '../../../../catalogue/fence-types.ts';
import { below, noteOthers, readAttributes, type Reading, type Rules } from '../../../../import/attributes.ts';
import { nameOf } from '../cluster-conf.ts';
import { PLUGS } from './plugs.ts';
import { isSecretName } from '../../../../base/secret-names.ts';
import { agentFlag, count, oneOf, seconds, text, type ValueReader } from '../../../../import/values.ts';
import { attributesInWords, commentOn, named } from '../../../../import/xml.ts';

export type FenceDevices = {
  readonly section: JsonMap;
  /** Name in cluster.conf -> name in the site. Devices that were left out are absent. */
  readonly names: ReadonlyMap<string, string>;
  /** Site names of devices that fence by cutting a node off from its storage. */
  readonly storage: ReadonlySet<string>;
  /** Name in cluster.conf -> attributes that were equal at all uses and moved to the device. */
  readonly moved: ReadonlyMap<string, readonly string[]>;
  /** Name in cluster.conf -> attributes of the device that the site sets at each use. */
  readonly given: ReadonlyMap<string, XmlElement['attributes']>;
};

/** Attribute names of RHEL 4 agents. From memory of fence_ilo(8) of that time. */
const EARLIER: { readonly [name: string]: string } = { hostname: 'ipaddr' };

/** The fence devices. `uses`: all `<device>` elements of the nodes. */
export function readFenceDevices(
  fencedevices: XmlElement | undefined,
  uses: readonly XmlElement[],
  reading: Reading,
): FenceDevices {
  const moved = new Map<string, readonly string[]>();
  const given = new Map<string, XmlElement['attributes']>();
  const names = new Map<string, string>();
  const storage = new Set<string>();
  const section = new Map<string, Json>();
  if (fencedevices !== undefined) noteOthers(fencedevices, ['fencedevice'], reading);
  for (const element of named(fencedevices, 'fencedevice')) {
    const name = nameIn(element, names, reading);
    const shared = sharedBy(element, uses);
    for (const { name: attribute } of shared) {
      const message = `${attribute} stood at every use of the fence device "${nameOf(element)}"; it is the device's own now`;
      reading.notes.note('changed', { file: reading.file, line: element.line }, message);
    }
    const own = ofUses(element, uses, reading);
    given.set(nameOf(element), own);
    const whole = { ...element, attributes: [...element.attributes.filter((one) => !own.includes(one)), ...shared] };
    const device = deviceOf(whole, name, reading);
    if (device === undefined) continue;
    names.set(nameOf(element), name);
    moved.set(
      nameOf(element),
      shared.map((one) => one.name),
    );
    section.set(name, device);
    if (familyWith(attributeOf(element, 'agent') ?? '')?.class === 'storage') storage.add(name);
    const remark = fencedevices === undefined ? undefined : commentOn(element, fencedevices);
    if (remark !== undefined) reading.notes.above([...reading.at, name], remark);
  }
  return { section: Object.fromEntries(section), names, storage, moved, given };
}

/**
 * Parameters that all uses of a device share, as luci writes them. The agent gets the attributes of both, so they can move.
 * fenced, agent.c.
 */
function sharedBy(element: XmlElement, uses: readonly XmlElement[]): XmlElement['attributes'] {
  const family = familyWith(attributeOf(element, 'agent') ?? '');
  const [head, ...others] = uses.filter((use) => nameOf(use) === nameOf(element));
  if (family === undefined || head === undefined) return [];
  const known = Object.values(family.parameters).map(({ cman }) => cman);
  return head.attributes.filter(
    ({ name, value }) =>
      known.includes(name) &&
      !OF_A_USE.includes(name) &&
      attributeOf(element, name) === undefined &&
      others.every((other) => attributeOf(other, name) === value),
  );
}

/**
 * Attributes of a device that a site sets at its uses. luci and how-tos put a delay or an action there, and the agent gets the
 * attributes of both. fenced, agent.c.
 */
function ofUses(element: XmlElement, uses: readonly XmlElement[], { file, notes }: Reading): XmlElement['attributes'] {
  const alike = uses.filter((use) => nameOf(use) === nameOf(element));
  const plug = familyWith(attributeOf(element, 'agent') ?? '')?.plug ?? 'none';
  const names = ['action', 'option', 'delay', ...(plug === 'none' ? [] : PLUGS)];
  const found = alike.length === 0 ? [] : element.attributes.filter(({ name }) => names.includes(name));
  for (const { name, value } of found) {
    const message = `${name}="${value}" of the fence device "${nameOf(element)}" belongs to its use; written there`;
    notes.note('changed', { file, line: element.line }, message);
  }
  return found;
}

/** Attributes that a site sets where a device is used. */
const OF_A_USE = ['name', 'nodename', 'action', 'option', 'delay', 'switch', 'key', 'port'];

/** The device's name, changed only if XML or the site cannot hold it. An xs:ID begins with a letter or an underscore. */
function nameIn(element: XmlElement, taken: ReadonlyMap<string, string>, { file, notes }: Reading): string {
  const written = nameOf(element);
  const legal = written.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^(?![A-Za-z_])/, '_');
  const name = [...taken.values()].includes(legal) ? `${legal}-${taken.size + 1}` : legal;
  if (name !== written) {
    const message = `the fence device "${written}" is called ${name} in the site: names are XML ids, and no two are alike`;
    notes.note('changed', { file, line: element.line }, message, 'warning');
  }
  return name;
}

function deviceOf(element: XmlElement, name: string, reading: Reading): JsonMap | undefined {
  const agent = attributeOf(element, 'agent') ?? '';
  const family = familyWith(agent);
  const { file, notes } = reading;
  if (family === undefined) {
    const said = attributesInWords(element, isSecretName);
    const message = `<fencedevice>: the agent "${agent}" is not in the catalogue; the device was left out: ${said}`;
    notes.note('lost', { file, line: element.line }, message, 'error');
    return undefined;
  }
  noteOthers(element, [], reading);
  const modern = inOldSpelling(element, family, reading);
  return { agent, ...readAttributes(modern, rulesOf(family, name, reading), below(reading, name), 'raw') };
}

/**
 * Converts new parameter names to old ones. Agents of RHEL 5 and 6 ignored the new names, but the intent is clear.
 * Metadata of fence-agents 3.1 and 4.12.
 */
function inOldSpelling(element: XmlElement, { parameters }: FenceFamily, { file, notes }: Reading): XmlElement {
  const all = Object.values(parameters);
  const attributes = element.attributes.map(({ name, value }) => {
    const early = own(EARLIER, name);
    const other = all.find(({ cman, today }) => cman === early || (today === name && cman !== name))?.cman;
    if (other === undefined || all.some(({ cman }) => cman === name) || attributeOf(element, other) !== undefined)
      return { name, value };
    const whose = early === undefined ? 'of later agents, which RHEL 5 and 6 ignore' : 'of RHEL 4';
    const message = `<fencedevice> ${name} is a spelling ${whose}; taken over as ${other}`;
    notes.note('changed', { file, line: element.line }, message, early === undefined ? 'warning' : 'note');
    return { name: other, value };
  });
  return { ...element, attributes };
}

function rulesOf({ parameters }: FenceFamily, device: string, { notes }: Reading): Rules {
  const secrets = Object.values(parameters).filter(({ type }) => type === 'secret').length;
  const rules = Object.entries(parameters).map(([name, parameter]) => {
    const secret = secrets > 1 && name !== 'password' ? `fence/${device}/${name}` : `fence/${device}`;
    const read: ValueReader =
      parameter.type === 'secret' ? (value) => ({ value: notes.secret(secret, value) }) : readerOf(parameter);
    if (parameter.byName === true) return [parameter.cman, [name, isThere] as const] as const;
    return [parameter.cman, [name, read] as const] as const;
  });
  return { name: null, agent: null, ...Object.fromEntries(rules) };
}

/** The presence of the attribute means on, whatever its value. */
const isThere: ValueReader = (value) =>
  agentFlag(value)?.value === true
    ? { value: true }
    : { value: true, odd: 'means ON, as the agent looks at the name only' };

function readerOf({ type, choices = [] }: FenceParameter): ValueReader {
  if (type === 'choice') return (value) => oneOf(...choices)(value);
  if (type === 'boolean') return agentFlag;
  if (type === 'duration') return seconds;
  return type === 'integer' ? count : text;
}
