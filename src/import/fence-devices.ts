/** `<fencedevices>` -> the site's section `fence_devices`, by the catalogue; secrets become references. */
import type { Json } from '../base/brand.ts';
import { own, type JsonMap } from '../base/json.ts';
import { attributeOf, type XmlElement } from '../base/xml.ts';
import { familyWith, type FenceFamily, type FenceParameter } from '../catalogue/fence.ts';
import { below, noteOthers, readAttributes, type Reading, type Rules } from './attributes.ts';
import { nameOf } from './cluster-conf.ts';
import { isSecretName } from './masked.ts';
import { agentFlag, count, oneOf, seconds, text, type ValueReader } from './values.ts';
import { attributesInWords, commentOn, named } from './xml.ts';

export type FenceDevices = {
  readonly section: JsonMap;
  /** Name in cluster.conf -> name in the site; a device that was left out is absent. */
  readonly names: ReadonlyMap<string, string>;
};

/** Spellings that agents got later, beside those of the catalogue; on RHEL 5 and 6 they are passed over. Domain reference, 4.1. */
const LATER: { readonly [name: string]: string } = {
  ip: 'ipaddr',
  username: 'login',
  password: 'passwd',
  password_script: 'passwd_script',
  ssh: 'secure',
  plug: 'port',
};

export function readFenceDevices(fencedevices: XmlElement | undefined, reading: Reading): FenceDevices {
  const names = new Map<string, string>();
  const section = new Map<string, Json>();
  if (fencedevices !== undefined) noteOthers(fencedevices, ['fencedevice'], reading);
  for (const element of named(fencedevices, 'fencedevice')) {
    const name = nameIn(element, names, reading);
    const device = deviceOf(element, name, reading);
    if (device === undefined) continue;
    names.set(nameOf(element), name);
    section.set(name, device);
    const remark = fencedevices === undefined ? undefined : commentOn(element, fencedevices);
    if (remark !== undefined) reading.book.above([...reading.at, name], remark);
  }
  return { section: Object.fromEntries(section), names };
}

/** As it is, if XML and the site can hold it: an xs:ID begins with a letter or an underscore. */
function nameIn(element: XmlElement, taken: ReadonlyMap<string, string>, { file, book }: Reading): string {
  const written = nameOf(element);
  const legal = written.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^(?![A-Za-z_])/, '_');
  const name = [...taken.values()].includes(legal) ? `${legal}-${taken.size + 1}` : legal;
  if (name !== written) {
    const message = `the fence device "${written}" is called ${name} in the site: names are XML ids, and no two are alike`;
    book.note('changed', { file, line: element.line }, message, 'warning');
  }
  return name;
}

function deviceOf(element: XmlElement, name: string, reading: Reading): JsonMap | undefined {
  const agent = attributeOf(element, 'agent') ?? '';
  const family = familyWith(agent);
  const { file, book } = reading;
  if (family === undefined) {
    const said = attributesInWords(element, isSecretName);
    const message = `the fence agent "${agent}" is not in the catalogue; the device was left out: ${said}`;
    book.note('lost', { file, line: element.line }, message, 'error');
    return undefined;
  }
  noteOthers(element, [], reading);
  const modern = inOldSpelling(element, family, reading);
  return { agent, ...readAttributes(modern, rulesOf(family, name, reading), below(reading, name), 'raw') };
}

/** Old agents ignore the new names: what stood there had no effect, but it is what was meant. */
function inOldSpelling(element: XmlElement, { parameters }: FenceFamily, { file, book }: Reading): XmlElement {
  const known = new Set(Object.values(parameters).map(({ cman }) => cman));
  const attributes = element.attributes.map(({ name, value }) => {
    const old = own(LATER, name);
    if (old === undefined || known.has(name) || !known.has(old) || attributeOf(element, old) !== undefined)
      return { name, value };
    const message = `<fencedevice> ${name} is a spelling of later agents, which RHEL 5 and 6 pass over; taken over as ${old}`;
    book.note('changed', { file, line: element.line }, message, 'warning');
    return { name: old, value };
  });
  return { ...element, attributes };
}

function rulesOf({ parameters }: FenceFamily, device: string, { book }: Reading): Rules {
  const secrets = Object.values(parameters).filter(({ type }) => type === 'secret').length;
  const rules = Object.entries(parameters).map(([name, parameter]) => {
    const secret = secrets > 1 && name !== 'password' ? `fence/${device}/${name}` : `fence/${device}`;
    const read: ValueReader =
      parameter.type === 'secret' ? (value) => ({ value: book.secret(secret, value) }) : readerOf(parameter);
    return [parameter.cman, [name, read] as const] as const;
  });
  return { name: null, agent: null, ...Object.fromEntries(rules) };
}

function readerOf({ type, choices = [] }: FenceParameter): ValueReader {
  if (type === 'choice') return (value) => oneOf(...choices)(value);
  if (type === 'boolean') return agentFlag;
  if (type === 'duration') return seconds;
  return type === 'integer' ? count : text;
}
