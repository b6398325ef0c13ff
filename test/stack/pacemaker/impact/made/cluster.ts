/** A made-up cluster: hosts, fence devices, storage, VMs, services and what ties them together. */
import { el, pair, primitive, service, set, vm, order, type El, type Values } from './cib.ts';
import { addConstraint, location } from './constraints.ts';
import type { Dice } from './dice.ts';

/** A CIB without history: all hosts are up. */
export function newCluster(dice: Dice): El {
  const hosts = Array.from({ length: 2 + dice.below(3) }, (_, at) => `host${at + 1}`);
  const resources = el('resources');
  const constraints = el('constraints');
  if (dice.chance(0.85)) resources.children.push(...fenceDevices(hosts, dice, constraints));
  const storage = dice.chance(0.6);
  if (storage) addStorage(resources, constraints, dice);
  for (let at = 1; at <= 1 + dice.below(5); at++) addVm(`vm${at}`, { resources, constraints, hosts, storage }, dice);
  for (let at = 1; at <= dice.below(3); at++) addGroup(`grp${at}`, { resources, constraints, hosts }, dice);
  for (let at = 1; at <= dice.below(3); at++) resources.children.push(service(`svc${at}`, dice));
  if (dice.chance(0.25)) addClone(resources, constraints, dice);
  if (dice.chance(0.15)) addPromotable(resources, constraints, dice);
  for (let at = 0; at < dice.below(4); at++) addConstraint(`extra${at}`, resources, constraints, hosts, dice);
  const configuration = el(
    'configuration',
    {},
    options(dice),
    nodes(hosts, dice),
    resources,
    constraints,
    ...defaults(dice),
  );
  const attributes = {
    crm_feature_set: '3.16.1',
    'validate-with': 'pacemaker-3.9',
    epoch: '10',
    num_updates: '1',
    admin_epoch: '0',
    'have-quorum': '1',
    'dc-uuid': '1',
  };
  return el('cib', attributes, configuration, el('status', {}, ...hosts.map(state)));
}

function state(host: string, at: number): El {
  const up = { in_ccm: 'true', crmd: 'online', join: 'member', expected: 'member' };
  const id = String(at + 1);
  return el('node_state', { id, uname: host, ...up }, el('lrm', { id }, el('lrm_resources')));
}

function options(dice: Dice): El {
  const values: Values = {
    'stonith-enabled': dice.chance(0.9) ? 'true' : 'false',
    'no-quorum-policy': dice.of(['freeze', 'stop', 'ignore', 'demote']),
  };
  if (dice.chance(0.2)) values['placement-strategy'] = dice.of(['utilization', 'balanced', 'minimal']);
  if (dice.chance(0.05)) values['concurrent-fencing'] = 'false';
  if (dice.chance(0.1)) values['start-failure-is-fatal'] = 'false';
  const id = 'cib-bootstrap-options';
  return el(
    'crm_config',
    {},
    el('cluster_property_set', { id }, ...Object.entries(values).map(([name, value]) => pair(id, name, value))),
  );
}

function nodes(hosts: readonly string[], dice: Dice): El {
  const attributes = dice.chance(0.3);
  return el(
    'nodes',
    {},
    ...hosts.map((uname, at) => {
      const node = el('node', { id: String(at + 1), uname });
      if (attributes) set(node, 'instance_attributes', 'site', dice.of(['a', 'b']));
      for (const [name, value] of [
        ['cpu', '8'],
        ['memory', '16384'],
      ] as const)
        set(node, 'utilization', name, value);
      return node;
    }),
  );
}

function defaults(dice: Dice): El[] {
  const values: Values = { 'resource-stickiness': dice.of(['0', '1', '1', '100']) };
  if (dice.chance(0.2)) values['migration-threshold'] = '3';
  if (dice.chance(0.2)) values['failure-timeout'] = '120s';
  const id = 'rsc-defaults';
  const meta = el('meta_attributes', { id }, ...Object.entries(values).map(([name, value]) => pair(id, name, value)));
  const result = [el('rsc_defaults', {}, meta)];
  if (dice.chance(0.3))
    result.push(
      el('op_defaults', {}, el('meta_attributes', { id: 'op-defaults' }, pair('op-defaults', 'timeout', '60s'))),
    );
  return result;
}

function fenceDevices(hosts: readonly string[], dice: Dice, constraints: El): El[] {
  const ban = dice.chance(0.6);
  return hosts.map((host) => {
    const id = `fence-${host}`;
    if (ban)
      constraints.children.push(el('rsc_location', { id: `ban-${id}`, rsc: id, node: host, score: '-INFINITY' }));
    return primitive(
      id,
      'stonith:fence_ipmilan',
      { ip: `192.0.2.${id.length}`, username: 'fence', password: 'x', pcmk_host_list: host },
      [{ name: 'monitor', interval: '60s', timeout: '20s' }],
    );
  });
}

function clone(id: string, child: El, meta: Values): El {
  const result = el('clone', { id });
  for (const [name, value] of Object.entries(meta)) set(result, 'meta_attributes', name, value);
  result.children.push(child);
  return result;
}

function addStorage(resources: El, constraints: El, dice: Dice): void {
  const monitor = {
    name: 'monitor',
    interval: '30s',
    timeout: '30s',
    ...(dice.chance(0.7) ? { 'on-fail': 'fence' } : {}),
  };
  const dlm = primitive('dlm', 'ocf:pacemaker:controld', {}, [monitor]);
  const lvmlockd = primitive('lvmlockd', 'ocf:heartbeat:lvmlockd', {}, [monitor]);
  const interleave: Values = dice.chance(0.8) ? { interleave: 'true' } : {};
  resources.children.push(clone('locking-clone', el('group', { id: 'locking' }, dlm, lvmlockd), interleave));
  const vg = primitive('vg_vms', 'ocf:heartbeat:LVM-activate', { vgname: 'vg_vms', vg_access_mode: 'lvmlockd' }, [
    monitor,
  ]);
  resources.children.push(clone('vg_vms-clone', vg, interleave));
  constraints.children.push(
    order('locking-then-vg', 'locking-clone', 'vg_vms-clone'),
    el('rsc_colocation', {
      id: 'vg-with-locking',
      rsc: 'vg_vms-clone',
      'with-rsc': 'locking-clone',
      score: 'INFINITY',
    }),
  );
}

type Around = {
  readonly resources: El;
  readonly constraints: El;
  readonly hosts: readonly string[];
  readonly storage?: boolean;
};

function addVm(id: string, { resources, constraints, hosts, storage }: Around, dice: Dice): void {
  const machine = vm(id, dice);
  if (dice.chance(0.5)) {
    set(machine, 'utilization', 'cpu', dice.of(['1', '2', '4']));
    set(machine, 'utilization', 'memory', dice.of(['1024', '4096', '8192']));
  }
  resources.children.push(machine);
  if (storage === true && dice.chance(0.9))
    constraints.children.push(
      order(`vg-then-${id}`, 'vg_vms-clone', id),
      el('rsc_colocation', { id: `${id}-with-vg`, rsc: id, 'with-rsc': 'vg_vms-clone', score: 'INFINITY' }),
    );
  if (dice.chance(0.6))
    for (const [at, host] of hosts.entries())
      constraints.children.push(
        location(`${id}-on-${host}`, id, host, dice.of(['1000', '900', '100', '50', String(at)])),
      );
}

function addGroup(id: string, { resources, constraints, hosts }: Around, dice: Dice): void {
  const members = Array.from({ length: 1 + dice.below(4) }, (_, at) => service(`${id}_m${at + 1}`, dice));
  const group = el('group', { id }, ...members);
  if (dice.chance(0.15)) members.push(vm(`${id}_vm`, dice));
  group.children = members;
  if (dice.chance(0.1)) set(group, 'meta_attributes', 'ordered', 'false');
  resources.children.push(group);
  if (dice.chance(0.5))
    constraints.children.push(location(id, id, dice.of(hosts), dice.of(['100', '10', '3', '-10', 'INFINITY'])));
}

function addClone(resources: El, constraints: El, dice: Dice): void {
  const meta: Values = {};
  if (dice.chance(0.3)) meta['clone-max'] = dice.of(['1', '2']);
  if (dice.chance(0.3)) meta['interleave'] = 'true';
  if (dice.chance(0.3)) meta['notify'] = 'true';
  if (dice.chance(0.15)) meta['ordered'] = 'true';
  if (dice.chance(0.15)) Object.assign(meta, { 'globally-unique': 'true', 'clone-node-max': '2' });
  const inner = primitive('ping', 'ocf:pacemaker:ping', { host_list: '192.0.2.1' }, [
    { name: 'monitor', interval: '10s', timeout: '60s' },
  ]);
  resources.children.push(clone('ping-clone', inner, meta));
  if (dice.chance(0.5))
    constraints.children.push(
      order('ping-then-vm1', 'ping-clone', 'vm1', { kind: dice.of(['Mandatory', 'Optional']) }),
    );
  if (dice.chance(0.4))
    constraints.children.push(
      el('rsc_colocation', {
        id: 'vm1-with-ping',
        rsc: 'vm1',
        'with-rsc': 'ping-clone',
        score: dice.of(['INFINITY', '100', '-50']),
      }),
    );
}

function addPromotable(resources: El, constraints: El, dice: Dice): void {
  const ops = [
    { name: 'monitor', interval: '29s', role: 'Promoted', timeout: '20s' },
    { name: 'monitor', interval: '31s', role: 'Unpromoted', timeout: '20s' },
  ];
  const inner = primitive('drbd', 'ocf:linbit:drbd', { drbd_resource: 'r0' }, ops);
  const meta: Values = { promotable: 'true', 'clone-max': '2', notify: dice.of(['true', 'false']) };
  resources.children.push(clone('drbd-clone', inner, meta));
  constraints.children.push(
    el(
      'rsc_location',
      { id: 'drbd-promoted', rsc: 'drbd-clone' },
      el(
        'rule',
        { id: 'drbd-rule', role: 'Promoted', score: '100' },
        el('expression', { id: 'drbd-rule-e', attribute: '#uname', operation: 'eq', value: 'host1' }),
      ),
    ),
  );
  if (dice.chance(0.6))
    constraints.children.push(
      el('rsc_colocation', {
        id: 'vm1-with-drbd',
        rsc: 'vm1',
        'with-rsc': 'drbd-clone',
        'with-rsc-role': 'Promoted',
        score: 'INFINITY',
      }),
      order('drbd-then-vm1', 'drbd-clone', 'vm1', { 'first-action': 'promote', 'then-action': 'start' }),
    );
}
