/** Changes of a CIB, as people and clusters make them. */
import { below, el, first, pair, service, set, vm, type El } from './cib.ts';
import { addConstraint } from './cluster.ts';
import type { Dice } from './dice.ts';

type Change = (cib: El, dice: Dice) => void;

/** Applies some changes, and says which. */
export function mutate(cib: El, dice: Dice): readonly string[] {
  const names: string[] = [];
  for (let left = 1 + dice.below(3); left > 0; left--) {
    const name = dice.of(NAMES);
    CHANGES[name]?.(cib, dice);
    names.push(name);
  }
  return names;
}

const idOf = ({ attributes }: El): string => attributes['id'] ?? '';
const resources = (cib: El): El => first(cib, 'resources');
const constraints = (cib: El): El => first(cib, 'constraints');
const primitives = (cib: El): El[] => below(resources(cib), 'primitive');
const hosts = (cib: El): string[] => first(cib, 'nodes').children.map(({ attributes }) => attributes['uname'] ?? '');
const tops = (cib: El): El[] => resources(cib).children.filter(({ name }) => name !== 'template');
const states = (cib: El): El[] => below(cib, 'node_state');

function anyOf(items: readonly El[], dice: Dice): El | undefined {
  return items.length === 0 ? undefined : dice.of(items);
}

function remove(parent: El, child: El | undefined): void {
  parent.children = parent.children.filter((each) => each !== child);
}

/** Takes out all constraints that name what is no longer there. */
function tidy(cib: El): void {
  const known = new Set([...below(resources(cib), 'primitive'), ...below(resources(cib), 'group'), ...below(resources(cib), 'clone'), ...below(cib, 'tag')].map(idOf));
  const names = (constraint: El): string[] => [
    ...['rsc', 'with-rsc', 'first', 'then'].map((name) => constraint.attributes[name]).filter((name) => name !== undefined),
    ...below(constraint, 'resource_ref').map(idOf),
  ];
  const section = constraints(cib);
  section.children = section.children.filter((constraint) => names(constraint).every((name) => known.has(name)));
}

let counter = 0;
const fresh = (prefix: string): string => `${prefix}-n${(counter += 1)}`;

const CHANGES: { readonly [name: string]: Change } = {
  parameter: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource !== undefined) set(resource, 'instance_attributes', dice.of(['one', 'config', 'added', 'ip']), `changed${dice.below(9)}`);
  },
  monitorInterval: (cib, dice) => {
    const op = anyOf(below(resources(cib), 'op').filter(({ attributes }) => attributes['name'] === 'monitor'), dice);
    if (op !== undefined) op.attributes['interval'] = dice.of(['10s', '45s', '1min', 'PT20S', '0s']);
  },
  timeout: (cib, dice) => {
    const op = anyOf(below(resources(cib), 'op'), dice);
    if (op !== undefined) op.attributes['timeout'] = dice.of(['5s', '77s', 'PT5M']);
  },
  operation: (cib, dice) => {
    const op = anyOf(below(resources(cib), 'op'), dice);
    if (op === undefined) return;
    const what = dice.below(4);
    if (what === 0) op.attributes['enabled'] = 'false';
    else if (what === 1) op.attributes['on-fail'] = dice.of(['block', 'stop', 'fence', 'restart', 'standby', 'ignore', 'migrate']);
    else if (what === 2) set(op, 'instance_attributes', 'OCF_CHECK_LEVEL', '10');
    else if (!below(op, 'x').length) op.attributes['role'] = dice.of(['Started', 'Stopped']);
  },
  secondMonitor: (cib, dice) => {
    const block = anyOf(below(resources(cib), 'operations'), dice);
    block?.children.push(el('op', { id: fresh('op'), name: 'monitor', interval: dice.of(['17s', '30s', '60s']), ...(dice.chance(0.4) ? { role: 'Stopped' } : {}) }));
  },
  dropOperation: (cib, dice) => {
    const block = anyOf(below(resources(cib), 'operations'), dice);
    if (block !== undefined && block.children.length > 1) remove(block, anyOf(block.children, dice));
  },
  meta: (cib, dice) => {
    const resource = anyOf([...primitives(cib), ...below(resources(cib), 'group'), ...below(resources(cib), 'clone')], dice);
    const [name, value] = dice.of([
      ['target-role', 'Stopped'],
      ['target-role', 'Stopped'],
      ['is-managed', 'false'],
      ['maintenance', 'true'],
      ['allow-migrate', 'false'],
      ['allow-migrate', 'true'],
      ['resource-stickiness', '0'],
      ['resource-stickiness', '1000'],
      ['priority', '7'],
      ['migration-threshold', '1'],
      ['critical', 'false'],
      ['requires', 'nothing'],
      ['requires', 'quorum'],
      ['multiple-active', 'block'],
      ['failure-timeout', '60s'],
      ['target-role', 'Unpromoted'],
    ] as const);
    if (resource !== undefined) set(resource, 'meta_attributes', name, value);
  },
  cloneMeta: (cib, dice) => {
    const clone = anyOf(below(resources(cib), 'clone'), dice);
    const [name, value] = dice.of([
      ['clone-max', '1'],
      ['clone-max', '0'],
      ['clone-node-max', '2'],
      ['interleave', 'true'],
      ['interleave', 'false'],
      ['notify', 'true'],
      ['ordered', 'true'],
      ['globally-unique', 'true'],
      ['clone-min', '1'],
    ] as const);
    if (clone !== undefined) set(clone, 'meta_attributes', name, value);
  },
  score: (cib, dice) => {
    const scored = anyOf(constraints(cib).children.filter(({ attributes }) => attributes['score'] !== undefined), dice);
    if (scored !== undefined) scored.attributes['score'] = dice.of(['0', '1', '100', '2000', '-100', 'INFINITY', '-INFINITY']);
  },
  dropConstraint: (cib, dice) => remove(constraints(cib), anyOf(constraints(cib).children, dice)),
  constraint: (cib, dice) => addConstraint(fresh('c'), resources(cib), constraints(cib), hosts(cib), dice),
  ban: (cib, dice) => {
    const resource = anyOf(tops(cib), dice);
    if (resource !== undefined) constraints(cib).children.push(el('rsc_location', { id: fresh('ban'), rsc: idOf(resource), node: dice.of(hosts(cib)), score: '-INFINITY', ...(dice.chance(0.2) ? { 'resource-discovery': dice.of(['never', 'exclusive']) } : {}) }));
  },
  orderKind: (cib, dice) => {
    const order = anyOf(constraints(cib).children.filter(({ name }) => name === 'rsc_order'), dice);
    if (order !== undefined) order.attributes[dice.chance(0.7) ? 'kind' : 'symmetrical'] = dice.chance(0.5) ? 'Optional' : 'Mandatory';
    if (order?.attributes['symmetrical'] !== undefined) order.attributes['symmetrical'] = 'false';
  },
  removeResource: (cib, dice) => {
    remove(resources(cib), anyOf(tops(cib), dice));
    tidy(cib);
  },
  removeMember: (cib, dice) => {
    const group = anyOf(below(resources(cib), 'group').filter((each) => below(each, 'primitive').length > 1), dice);
    if (group !== undefined) remove(group, anyOf(below(group, 'primitive'), dice));
    tidy(cib);
  },
  addMember: (cib, dice) => {
    const group = anyOf(below(resources(cib), 'group'), dice);
    if (group === undefined) return;
    const firstMember = group.children.findIndex(({ name }) => name === 'primitive');
    group.children.splice(firstMember + dice.below(group.children.length - firstMember + 1), 0, service(fresh('member'), dice));
  },
  shuffleMembers: (cib, dice) => {
    const group = anyOf(below(resources(cib), 'group'), dice);
    const [member] = group === undefined ? [] : below(group, 'primitive').slice(-1);
    if (group === undefined || member === undefined) return;
    remove(group, member);
    const firstMember = group.children.findIndex(({ name }) => name === 'primitive');
    group.children.splice(firstMember === -1 ? group.children.length : firstMember, 0, member);
  },
  addVm: (cib, dice) => {
    const id = fresh('vm');
    resources(cib).children.push(vm(id, dice));
    const other = anyOf(tops(cib), dice);
    if (other !== undefined && idOf(other) !== id && dice.chance(0.6))
      constraints(cib).children.push(el('rsc_order', { id: fresh('o'), first: idOf(other), then: id }), el('rsc_colocation', { id: fresh('c'), rsc: id, 'with-rsc': idOf(other), score: dice.of(['INFINITY', '100', '-INFINITY']) }));
  },
  newDependency: (cib, dice) => {
    const id = fresh('svc');
    const other = anyOf(tops(cib), dice);
    resources(cib).children.unshift(service(id, dice));
    if (other !== undefined) constraints(cib).children.push(el('rsc_order', { id: fresh('o'), first: id, then: idOf(other) }));
  },
  rename: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource === undefined) return;
    resource.attributes['id'] = fresh('renamed');
    tidy(cib);
  },
  intoGroup: (cib, dice) => {
    const at = resources(cib).children.findIndex(({ name }) => name === 'primitive');
    const member = resources(cib).children[at];
    if (member !== undefined && !idOf(member).startsWith('fence')) resources(cib).children[at] = el('group', { id: fresh('g') }, member, ...(dice.chance(0.5) ? [service(fresh('member'), dice)] : []));
  },
  intoClone: (cib, dice) => {
    const candidates = resources(cib).children.filter((each) => each.name === 'primitive' && each.attributes['class'] === 'ocf');
    const member = anyOf(candidates, dice);
    const at = member === undefined ? -1 : resources(cib).children.indexOf(member);
    if (member !== undefined) resources(cib).children[at] = el('clone', { id: fresh('cl') }, member);
  },
  agent: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource !== undefined) resource.attributes['type'] = 'Dummy';
  },
  property: (cib, dice) => {
    const [name, value] = dice.of([
      ['maintenance-mode', 'true'],
      ['stop-all-resources', 'true'],
      ['symmetric-cluster', 'false'],
      ['stonith-enabled', 'false'],
      ['no-quorum-policy', 'stop'],
      ['no-quorum-policy', 'freeze'],
      ['stop-orphan-resources', 'false'],
      ['stop-orphan-actions', 'false'],
      ['placement-strategy', 'balanced'],
      ['placement-strategy', 'utilization'],
      ['placement-strategy', 'minimal'],
      ['remove-after-stop', 'true'],
      ['start-failure-is-fatal', 'false'],
      ['shutdown-lock', 'true'],
      ['enable-startup-probes', 'false'],
      ['node-health-strategy', 'only-green'],
      ['stonith-action', 'off'],
    ] as const);
    setProperty(cib, name, value);
  },
  standby: (cib, dice) => {
    const node = anyOf(first(cib, 'nodes').children, dice);
    if (node !== undefined) set(node, 'instance_attributes', dice.of(['standby', 'standby', 'standby', 'maintenance', 'site', '#health-disk']), dice.of(['on', 'off', 'true', 'red']));
  },
  shutdown: (cib, dice) => {
    const state = anyOf(states(cib), dice);
    if (state !== undefined) state.children.push(transient(state, 'shutdown', '1795950000'));
  },
  nodeDown: (cib, dice) => {
    const state = anyOf(states(cib), dice);
    if (state === undefined) return;
    Object.assign(state.attributes, dice.of([{ in_ccm: 'false' }, { crmd: 'offline' }, { in_ccm: 'false', crmd: 'offline', join: 'down', expected: 'down' }, { join: 'pending' }, { join: 'banned' }]));
    if (state.attributes['expected'] === 'down') state.children = state.children.filter(({ name }) => name !== 'lrm');
  },
  nodeAdded: (cib) => {
    const section = first(cib, 'nodes');
    const at = section.children.length + 1;
    section.children.push(el('node', { id: String(at), uname: `host${at}` }));
    if (at % 2 === 0) first(cib, 'status').children.push(el('node_state', { id: String(at), uname: `host${at}`, in_ccm: 'true', crmd: 'online', join: 'member', expected: 'member' }));
  },
  nodeRemoved: (cib, dice) => {
    const section = first(cib, 'nodes');
    if (section.children.length > 2) remove(section, anyOf(section.children, dice));
  },
  quorumLost: (cib) => {
    cib.attributes['have-quorum'] = '0';
  },
  failure: (cib, dice) => {
    const record = anyOf(below(cib, 'lrm_resource').filter((each) => each.children.length > 1), dice);
    const state = states(cib).find((each) => record !== undefined && below(each, 'lrm_resource').includes(record));
    if (record === undefined || state === undefined) return;
    const id = idOf(record);
    const entry = record.children.find(({ attributes }) => attributes['operation'] === 'monitor' && attributes['interval'] !== '0');
    const key = entry?.attributes['operation_key'] ?? `${id}_start_0`;
    const interval = entry?.attributes['interval'] ?? '0';
    const task = entry === undefined ? 'start' : 'monitor';
    const rc = dice.of(['1', '7', '5', '6', '2']);
    const failed = failedEntry({ id: `${id}_last_failure_0`, key, task, interval, rc, call: '90' });
    if (dice.chance(0.5)) failed.attributes['op-digest'] = entry?.attributes['op-digest'] ?? '0';
    if (dice.chance(0.8)) record.children.push(failed);
    if (dice.chance(0.7)) state.children.push(transient(state, `fail-count-${id.replace(/:.*/, '')}#${task}_${interval}`, dice.of(['1', '3', 'INFINITY']), [`last-failure-${id.replace(/:.*/, '')}#${task}_${interval}`, dice.of(['1795950000', '2140000000'])]));
  },
  stopFailed: (cib, dice) => {
    const record = anyOf(below(cib, 'lrm_resource').filter((each) => each.children.length > 1), dice);
    if (record !== undefined) record.children.push(failedEntry({ id: `${idOf(record)}_last_failure_0`, key: `${idOf(record)}_stop_0`, task: 'stop', interval: '0', rc: '1', call: '91' }));
  },
  pending: (cib, dice) => {
    const entry = anyOf(below(cib, 'lrm_rsc_op').filter(({ attributes }) => attributes['operation'] === 'start'), dice);
    if (entry !== undefined) Object.assign(entry.attributes, { 'call-id': '-1', 'op-status': '-1', 'rc-code': '193', 'transition-magic': `-1:193;${entry.attributes['transition-key']}` });
  },
  unknown: (cib, dice) => {
    const list = anyOf(below(cib, 'lrm_resources'), dice);
    if (list !== undefined) remove(list, anyOf(list.children, dice));
  },
  noDigest: (cib, dice) => {
    const entry = anyOf(below(cib, 'lrm_rsc_op'), dice);
    if (entry !== undefined) delete entry.attributes['op-digest'];
  },
  reloadable: (cib, dice) => {
    const entry = anyOf(below(cib, 'lrm_rsc_op').filter(({ attributes }) => attributes['operation'] === 'start'), dice);
    if (entry !== undefined) Object.assign(entry.attributes, { 'op-force-restart': dice.of([' config ', ' one ', ' none ']), 'op-restart-digest': dice.of(['f2317cad3d54cec5d7d7aa7d0bf35cf8', 'other']) });
  },
  migrated: (cib, dice) => {
    const [source, target] = [anyOf(states(cib), dice), anyOf(states(cib), dice)];
    if (source === undefined || target === undefined || source === target) return;
    const record = anyOf(below(source, 'lrm_resource').filter((each) => each.attributes['type'] === 'VirtualDomain' && each.children.length > 1), dice);
    if (record === undefined) return;
    const id = idOf(record);
    const ends = { migrate_source: source.attributes['uname'] ?? '', migrate_target: target.attributes['uname'] ?? '' };
    const done = dice.below(4);
    const to = failedEntry({ id: `${id}_migrate_to_0`, key: `${id}_migrate_to_0`, task: 'migrate_to', interval: '0', rc: done === 0 ? '1' : '0', call: '80' });
    Object.assign(to.attributes, ends);
    record.children.push(to);
    const there = below(target, 'lrm_resource').find((each) => idOf(each) === id);
    if (there === undefined || done < 2) return;
    const from = failedEntry({ id: `${id}_migrate_from_0`, key: `${id}_migrate_from_0`, task: 'migrate_from', interval: '0', rc: done === 2 ? '0' : '1', call: '81' });
    Object.assign(from.attributes, ends);
    there.children.push(from);
  },
  utilization: (cib, dice) => {
    const owner = anyOf([...primitives(cib), ...first(cib, 'nodes').children], dice);
    if (owner !== undefined) set(owner, 'utilization', dice.of(['cpu', 'memory']), dice.of(['1', '4', '12', '8192', '20000']));
  },
  defaults: (cib, dice) => {
    const meta = below(cib, 'rsc_defaults')[0]?.children[0];
    const [name, value] = dice.of([
      ['target-role', 'Stopped'],
      ['is-managed', 'false'],
      ['resource-stickiness', '0'],
      ['resource-stickiness', '500'],
      ['allow-migrate', 'true'],
      ['migration-threshold', '1'],
    ] as const);
    meta?.children.push(pair(fresh('d'), name, value));
  },
  template: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource === undefined) return;
    const template = el('template', { ...resource.attributes, id: fresh('t') }, ...resource.children);
    resources(cib).children.unshift(template);
    const id = idOf(resource);
    resource.children = [];
    resource.attributes = { id, template: idOf(template) };
    if (dice.chance(0.4)) set(resource, 'instance_attributes', 'one', 'own');
  },
  tag: (cib, dice) => {
    const [one, two] = [anyOf(tops(cib), dice), anyOf(tops(cib), dice)];
    const configuration = first(cib, 'configuration');
    if (one === undefined || two === undefined || one === two || below(cib, 'tags').length > 0) return;
    const id = fresh('tag');
    configuration.children.push(el('tags', {}, el('tag', { id }, el('obj_ref', { id: idOf(one) }), el('obj_ref', { id: idOf(two) }))));
    const other = tops(cib).find((each) => each !== one && each !== two);
    if (other !== undefined) constraints(cib).children.push(el('rsc_order', { id: fresh('o'), first: idOf(other), then: id }), el('rsc_location', { id: fresh('l'), rsc: id, node: dice.of(hosts(cib)), score: '30' }));
  },
  ticket: (cib, dice) => {
    const resource = anyOf(tops(cib), dice);
    if (resource === undefined) return;
    constraints(cib).children.push(el('rsc_ticket', { id: fresh('ticket'), rsc: idOf(resource), ticket: 'T', 'loss-policy': dice.of(['stop', 'fence', 'freeze', 'demote']) }));
    if (dice.chance(0.3)) first(cib, 'status').children.push(el('tickets', {}, el('ticket_state', { id: 'T', granted: 'true', standby: dice.of(['true', 'false']) })));
  },
  unfencing: (cib, dice) => {
    const device = anyOf(primitives(cib).filter(({ attributes }) => attributes['class'] === 'stonith'), dice);
    if (device !== undefined) set(device, 'meta_attributes', 'provides', 'unfencing');
    for (const state of states(cib)) if (dice.chance(0.6)) state.children.push(transient(state, '#node-unfenced', '1795950000'));
  },
  promotion: (cib, dice) => {
    for (const state of states(cib)) state.children.push(transient(state, 'master-drbd', dice.of(['10', '100', '1000'])));
  },
  rule: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource === undefined) return;
    const id = fresh('rule');
    const rule = el('rule', { id, score: '0' }, el('expression', { id: `${id}-e`, attribute: '#uname', operation: dice.of(['eq', 'ne']), value: dice.of(hosts(cib)) }));
    const block = el('instance_attributes', { id: `${id}-b`, score: dice.of(['1', '-1']) }, rule, pair(id, 'one', 'by-rule'));
    resource.children.unshift(block);
  },
};

const NAMES = Object.keys(CHANGES);

function transient(state: El, name: string, value: string, ...more: readonly (readonly [string, string])[]): El {
  const known = state.children.find((child) => child.name === 'transient_attributes');
  remove(state, known);
  const id = `status-${state.attributes['id']}`;
  const block = known?.children[0] ?? el('instance_attributes', { id });
  for (const [key, text] of [[name, value] as const, ...more]) {
    const same = block.children.find(({ attributes }) => attributes['name'] === key);
    if (same === undefined) block.children.push(pair(id, key, text));
    else same.attributes['value'] = text;
  }
  return el('transient_attributes', { id: state.attributes['id'] ?? '' }, block);
}

type Failed = { readonly id: string; readonly key: string; readonly task: string; readonly interval: string; readonly rc: string; readonly call: string };

function failedEntry({ id, key, task, interval, rc, call }: Failed): El {
  const transition = `9:9:0:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`;
  return el('lrm_rsc_op', {
    id,
    operation_key: key,
    operation: task,
    crm_feature_set: '3.16.1',
    'transition-key': transition,
    'transition-magic': `0:${rc};${transition}`,
    'call-id': call,
    'rc-code': rc,
    'op-status': '0',
    interval,
    'last-rc-change': '1795982000',
  });
}


function setProperty(cib: El, name: string, value: string): void {
  const properties = first(cib, 'cluster_property_set');
  const known = properties.children.find(({ attributes }) => attributes['name'] === name);
  if (known === undefined) properties.children.push(pair('cib-bootstrap-options', name, value));
  else known.attributes['value'] = value;
}
