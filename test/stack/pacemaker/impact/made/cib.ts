/** CIBs for tests: a tree that can be changed, made up from a seed, and written as text. */
import type { XmlElement } from '../../../../../src/base/xml.ts';
import { elementsIn } from '../../../../../src/base/xml.ts';
import type { Dice } from './dice.ts';

export type El = { name: string; attributes: { [name: string]: string }; children: El[] };

export function el(name: string, attributes: { [name: string]: string } = {}, ...children: El[]): El {
  return { name, attributes, children };
}

export function textOf({ name, attributes, children }: El): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${children.map(textOf).join('')}</${name}>`;
}

function escaped(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

export function treeOf(element: XmlElement): El {
  const attributes = Object.fromEntries(element.attributes.map(({ name, value }) => [name, value]));
  return { name: element.name, attributes, children: elementsIn(element).map(treeOf) };
}

export function below(root: El, name: string): El[] {
  return root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);
}

export function first(root: El, name: string): El {
  const found = below(root, name)[0];
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

export function pair(owner: string, name: string, value: string): El {
  return el('nvpair', { id: `${owner}-${name.replace(/[^A-Za-z0-9_.-]/g, '_')}`, name, value });
}

/** That one resource waits for another. */
export function order(id: string, before: string, after: string, more: Values = {}): El {
  const attributes = [
    ['first', before],
    ['then', after],
  ] as const;
  return el('rsc_order', { id, ...Object.fromEntries(attributes), ...more });
}

/** Sets a value in a block of nvpairs, which is made if it is not there. */
export function set(owner: El, block: string, name: string, value: string): void {
  const id = `${owner.name}-${owner.attributes['id']}-${block}`;
  let values = owner.children.find((child) => child.name === block);
  if (values === undefined) {
    values = el(block, { id });
    const at = owner.children.findIndex((child) =>
      ['operations', 'utilization', 'primitive', 'group'].includes(child.name),
    );
    owner.children.splice(at === -1 ? owner.children.length : at, 0, values);
  }
  const known = values.children.find((child) => child.attributes['name'] === name);
  if (known === undefined) values.children.push(pair(id, name, value));
  else known.attributes['value'] = value;
}

export type Values = { [name: string]: string };

export function primitive(
  id: string,
  agent: string,
  parameters: Values,
  ops: readonly Values[],
  meta: Values = {},
): El {
  const [standard = '', ...rest] = agent.split(':');
  const [provider, type] = rest.length === 2 ? rest : [undefined, rest[0]];
  const result = el('primitive', {
    id,
    class: standard,
    ...(provider === undefined ? {} : { provider }),
    type: type ?? '',
  });
  for (const [name, value] of Object.entries(parameters)) set(result, 'instance_attributes', name, value);
  for (const [name, value] of Object.entries(meta)) set(result, 'meta_attributes', name, value);
  const operations = ops.map((op) =>
    el('op', { id: `${id}-${op['name']}-${op['interval'] ?? '0s'}`, interval: '0s', ...op }),
  );
  if (operations.length > 0) result.children.push(el('operations', {}, ...operations));
  return result;
}

const SERVICE_OPS = [
  { name: 'monitor', interval: '30s', timeout: '30s' },
  { name: 'start', timeout: '90s' },
  { name: 'stop', timeout: '90s' },
];

export function service(id: string, dice: Dice, meta: Values = {}): El {
  const agent = dice.of([
    'ocf:heartbeat:Filesystem',
    'ocf:heartbeat:IPaddr2',
    'ocf:heartbeat:apache',
    'ocf:heartbeat:LVM-activate',
    'systemd:smbd',
  ]);
  return primitive(id, agent, agent.startsWith('ocf') ? { one: `v-${id}`, two: 'b' } : {}, SERVICE_OPS, meta);
}

export function vm(id: string, dice: Dice): El {
  const ops = [...SERVICE_OPS, { name: 'migrate_to', timeout: '600s' }, { name: 'migrate_from', timeout: '600s' }];
  const meta: Values = dice.chance(0.7) ? { 'allow-migrate': 'true' } : {};
  if (dice.chance(0.3)) meta['priority'] = dice.of(['1', '5', '10']);
  if (dice.chance(0.4)) meta['resource-stickiness'] = dice.of(['0', '1', '50', '100', 'INFINITY']);
  if (dice.chance(0.2)) meta['migration-threshold'] = dice.of(['1', '3']);
  return primitive(
    id,
    'ocf:heartbeat:VirtualDomain',
    { config: `/etc/cluster/vms/${id}.xml`, migration_transport: 'ssh' },
    ops,
    meta,
  );
}
