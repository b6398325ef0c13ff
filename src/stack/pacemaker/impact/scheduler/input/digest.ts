/**
 * Digests of an operation's parameters. The controller records one with each result; a different current one shows a changed
 * definition. Pacemaker 2.1.5: MD5 of an XML element with sorted attributes.
 */
import { createHash } from 'node:crypto';
import { own } from '../../../../../base/json.ts';
import type { XmlElement } from '../../../../../base/xml.ts';
import type { Cluster, Digests, Node, Resource } from './model.ts';
import { ownParameters, timeoutOf } from './operations.ts';
import { parametersOf } from './parameters.ts';
import { compareText } from './text.ts';

type Wanted = {
  readonly task: string;
  readonly interval: number;
  /** Recorded names of parameters that are not reloadable. Null if none were recorded. */
  readonly restart: readonly string[] | 'all' | null;
};

/** Current digests. They are computed once per operation and node, so the first record decides if `restart` exists. */
export function digestsOf(cluster: Cluster, resource: Resource, node: Node, wanted: Wanted): Digests {
  const key = `${resource.id}_${wanted.task}_${wanted.interval}`;
  const known = node.digests.get(key);
  if (known !== undefined) return known;
  const digests = newDigests(cluster, resource, node, wanted);
  node.digests.set(key, digests);
  return digests;
}

function newDigests(cluster: Cluster, resource: Resource, node: Node, { task, interval, restart }: Wanted): Digests {
  const own = ownParameters(cluster, resource, node, { task, interval });
  const values = new Map([...own, ...parametersOf(cluster, resource, node)]);
  for (const name of NOT_PARAMETERS) values.delete(name);
  for (const name of values.keys()) if (name.startsWith('CRM_meta_')) values.delete(name);
  if (interval > 0) values.set('CRM_meta_timeout', String(timeoutOf(cluster, resource, task, interval)));
  return {
    all: digest(values, resource.xml),
    restart: restart === null ? null : digest(restart === 'all' ? values : onlyThese(values, restart), resource.xml),
    hasOwnParameters: own.size > 0,
  };
}

/** Names that are excluded from digests. */
const NOT_PARAMETERS = ['id', 'crm_feature_set', 'op-digest', 'on_node', 'on_node_uuid', 'pcmk_external_ip'];

/** Digests that identify an unfencing: of all parameters, and without the secret ones. */
export function unfencingDigests(
  cluster: Cluster,
  device: Resource,
  node: Node,
): { readonly all: string; readonly secure: string } {
  const values = new Map(parametersOf(cluster, device, node));
  for (const name of NOT_PARAMETERS) values.delete(name);
  const all = digest(values, device.xml);
  for (const name of ['passwd', 'password', 'user']) values.delete(name);
  return { all, secure: digest(values, device.xml) };
}

function onlyThese(values: ReadonlyMap<string, string>, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...values].filter(([name]) => names.includes(name)));
}

/** Digests by their text, for each resource: many predictions ask about the same parameters. */
const computed = new WeakMap<XmlElement, Map<string, string>>();

/** The digest that the controller records with a result, for these parameters of a resource. */
export function digest(values: ReadonlyMap<string, string>, resource: XmlElement): string {
  const attributes = [...values]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const text = ` <parameters${attributes.join('')}/>\n`;
  const own = computed.get(resource) ?? new Map<string, string>();
  computed.set(resource, own);
  const found = own.get(text) ?? createHash('md5').update(text).digest('hex');
  own.set(text, found);
  return found;
}

const ESCAPES: { readonly [character: string]: string } = {
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '&': '&amp;',
  '\t': '    ',
  '\n': '\\n',
  '\r': '\\r',
};

function escaped(value: string): string {
  return /[<>"'&\t\n\r]/.test(value)
    ? value.replace(/[<>"'&\t\n\r]/g, (character) => own(ESCAPES, character) ?? '')
    : value;
}
