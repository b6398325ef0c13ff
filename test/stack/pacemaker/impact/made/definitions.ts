/** Changes of what resources and the cluster are. */
import { below, el, first, pair, set, type El } from './cib.ts';
import { anyOf, fresh, hosts, idOf, primitives, remove, resources, type Changes } from './pick.ts';

export const DEFINITIONS: Changes = {
  parameter: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource !== undefined)
      set(resource, 'instance_attributes', dice.of(['one', 'config', 'added', 'ip']), `changed${dice.below(9)}`);
  },
  monitorInterval: (cib, dice) => {
    const op = anyOf(
      below(resources(cib), 'op').filter(({ attributes }) => attributes['name'] === 'monitor'),
      dice,
    );
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
    else if (what === 1)
      op.attributes['on-fail'] = dice.of(['block', 'stop', 'fence', 'restart', 'standby', 'ignore', 'migrate']);
    else if (what === 2) set(op, 'instance_attributes', 'OCF_CHECK_LEVEL', '10');
    else if (!below(op, 'x').length) op.attributes['role'] = dice.of(['Started', 'Stopped']);
  },
  secondMonitor: (cib, dice) => {
    const block = anyOf(below(resources(cib), 'operations'), dice);
    block?.children.push(
      el('op', {
        id: fresh(cib, 'op'),
        name: 'monitor',
        interval: dice.of(['17s', '30s', '60s']),
        ...(dice.chance(0.4) ? { role: 'Stopped' } : {}),
      }),
    );
  },
  dropOperation: (cib, dice) => {
    const block = anyOf(below(resources(cib), 'operations'), dice);
    if (block !== undefined && block.children.length > 1) remove(block, anyOf(block.children, dice));
  },
  meta: (cib, dice) => {
    const resource = anyOf(
      [...primitives(cib), ...below(resources(cib), 'group'), ...below(resources(cib), 'clone')],
      dice,
    );
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
  utilization: (cib, dice) => {
    const owner = anyOf([...primitives(cib), ...first(cib, 'nodes').children], dice);
    if (owner !== undefined)
      set(owner, 'utilization', dice.of(['cpu', 'memory']), dice.of(['1', '4', '12', '8192', '20000']));
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
    meta?.children.push(pair(fresh(cib, 'd'), name, value));
  },
  template: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource === undefined) return;
    const template = el('template', { ...resource.attributes, id: fresh(cib, 't') }, ...resource.children);
    resources(cib).children.unshift(template);
    const id = idOf(resource);
    resource.children = [];
    resource.attributes = { id, template: idOf(template) };
    if (dice.chance(0.4)) set(resource, 'instance_attributes', 'one', 'own');
  },
  rule: (cib, dice) => {
    const resource = anyOf(primitives(cib), dice);
    if (resource === undefined) return;
    const id = fresh(cib, 'rule');
    const rule = el(
      'rule',
      { id, score: '0' },
      el('expression', {
        id: `${id}-e`,
        attribute: '#uname',
        operation: dice.of(['eq', 'ne']),
        value: dice.of(hosts(cib)),
      }),
    );
    const block = el(
      'instance_attributes',
      { id: `${id}-b`, score: dice.of(['1', '-1']) },
      rule,
      pair(id, 'one', 'by-rule'),
    );
    resource.children.unshift(block);
  },
};

function setProperty(cib: El, name: string, value: string): void {
  const properties = first(cib, 'cluster_property_set');
  const known = properties.children.find(({ attributes }) => attributes['name'] === name);
  if (known === undefined) properties.children.push(pair('cib-bootstrap-options', name, value));
  else known.attributes['value'] = value;
}
