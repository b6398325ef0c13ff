/** Changes of what the cluster is like. */
import { below, el, first, pair, set, type El } from './cib.ts';
import { anyOf, idOf, primitives, remove, states, type Changes } from './pick.ts';

export const STATUS: Changes = {
  standby: (cib, dice) => {
    const node = anyOf(first(cib, 'nodes').children, dice);
    if (node !== undefined)
      set(
        node,
        'instance_attributes',
        dice.of(['standby', 'standby', 'standby', 'maintenance', 'site', '#health-disk']),
        dice.of(['on', 'off', 'true', 'red']),
      );
  },
  shutdown: (cib, dice) => {
    const state = anyOf(states(cib), dice);
    if (state !== undefined) state.children.push(transient(state, 'shutdown', '1699990000'));
  },
  nodeDown: (cib, dice) => {
    const state = anyOf(states(cib), dice);
    if (state === undefined) return;
    Object.assign(
      state.attributes,
      dice.of([
        { in_ccm: 'false' },
        { crmd: 'offline' },
        { in_ccm: 'false', crmd: 'offline', join: 'down', expected: 'down' },
        { join: 'pending' },
        { join: 'banned' },
      ]),
    );
    if (state.attributes['expected'] === 'down') state.children = state.children.filter(({ name }) => name !== 'lrm');
  },
  nodeAdded: (cib) => {
    const section = first(cib, 'nodes');
    const at = section.children.length + 1;
    section.children.push(el('node', { id: String(at), uname: `host${at}` }));
    if (at % 2 === 0)
      first(cib, 'status').children.push(
        el('node_state', {
          id: String(at),
          uname: `host${at}`,
          in_ccm: 'true',
          crmd: 'online',
          join: 'member',
          expected: 'member',
        }),
      );
  },
  nodeRemoved: (cib, dice) => {
    const section = first(cib, 'nodes');
    if (section.children.length > 2) remove(section, anyOf(section.children, dice));
  },
  quorumLost: (cib) => {
    cib.attributes['have-quorum'] = '0';
  },
  failure: (cib, dice) => {
    const record = anyOf(
      below(cib, 'lrm_resource').filter((each) => each.children.length > 1),
      dice,
    );
    const state = states(cib).find((each) => record !== undefined && below(each, 'lrm_resource').includes(record));
    if (record === undefined || state === undefined) return;
    const id = idOf(record);
    const entry = record.children.find(
      ({ attributes }) => attributes['operation'] === 'monitor' && attributes['interval'] !== '0',
    );
    const key = entry?.attributes['operation_key'] ?? `${id}_start_0`;
    const interval = entry?.attributes['interval'] ?? '0';
    const task = entry === undefined ? 'start' : 'monitor';
    const rc = dice.of(['1', '7', '5', '6', '2']);
    const failed = failedEntry({ id: `${id}_last_failure_0`, key, task, interval, rc, call: '90' });
    if (dice.chance(0.5)) failed.attributes['op-digest'] = entry?.attributes['op-digest'] ?? '0';
    if (dice.chance(0.8)) record.children.push(failed);
    if (dice.chance(0.7))
      state.children.push(
        transient(state, `fail-count-${id.replace(/:.*/, '')}#${task}_${interval}`, dice.of(['1', '3', 'INFINITY']), [
          `last-failure-${id.replace(/:.*/, '')}#${task}_${interval}`,
          dice.of(['1699990000', '2140000000']),
        ]),
      );
  },
  stopFailed: (cib, dice) => {
    const record = anyOf(
      below(cib, 'lrm_resource').filter((each) => each.children.length > 1),
      dice,
    );
    if (record !== undefined)
      record.children.push(
        failedEntry({
          id: `${idOf(record)}_last_failure_0`,
          key: `${idOf(record)}_stop_0`,
          task: 'stop',
          interval: '0',
          rc: '1',
          call: '91',
        }),
      );
  },
  pending: (cib, dice) => {
    const entry = anyOf(
      below(cib, 'lrm_rsc_op').filter(({ attributes }) => attributes['operation'] === 'start'),
      dice,
    );
    if (entry !== undefined)
      Object.assign(entry.attributes, {
        'call-id': '-1',
        'op-status': '-1',
        'rc-code': '193',
        'transition-magic': `-1:193;${entry.attributes['transition-key']}`,
      });
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
    const entry = anyOf(
      below(cib, 'lrm_rsc_op').filter(({ attributes }) => attributes['operation'] === 'start'),
      dice,
    );
    if (entry !== undefined)
      Object.assign(entry.attributes, {
        'op-force-restart': dice.of([' config ', ' one ', ' none ']),
        'op-restart-digest': dice.of(['f2317cad3d54cec5d7d7aa7d0bf35cf8', 'other']),
      });
  },
  migrated: (cib, dice) => {
    const [source, target] = [anyOf(states(cib), dice), anyOf(states(cib), dice)];
    if (source === undefined || target === undefined || source === target) return;
    const record = anyOf(
      below(source, 'lrm_resource').filter(
        (each) => each.attributes['type'] === 'VirtualDomain' && each.children.length > 1,
      ),
      dice,
    );
    if (record === undefined) return;
    const id = idOf(record);
    const ends = { migrate_source: source.attributes['uname'] ?? '', migrate_target: target.attributes['uname'] ?? '' };
    const done = dice.below(4);
    const to = failedEntry({
      id: `${id}_migrate_to_0`,
      key: `${id}_migrate_to_0`,
      task: 'migrate_to',
      interval: '0',
      rc: done === 0 ? '1' : '0',
      call: '80',
    });
    Object.assign(to.attributes, ends);
    record.children.push(to);
    const there = below(target, 'lrm_resource').find((each) => idOf(each) === id);
    if (there === undefined || done < 2) return;
    const from = failedEntry({
      id: `${id}_migrate_from_0`,
      key: `${id}_migrate_from_0`,
      task: 'migrate_from',
      interval: '0',
      rc: done === 2 ? '0' : '1',
      call: '81',
    });
    Object.assign(from.attributes, ends);
    there.children.push(from);
  },
  unfencing: (cib, dice) => {
    const device = anyOf(
      primitives(cib).filter(({ attributes }) => attributes['class'] === 'stonith'),
      dice,
    );
    if (device !== undefined) set(device, 'meta_attributes', 'provides', 'unfencing');
    for (const state of states(cib))
      if (dice.chance(0.6)) state.children.push(transient(state, '#node-unfenced', '1699990000'));
  },
  promotion: (cib, dice) => {
    for (const state of states(cib))
      state.children.push(transient(state, 'master-drbd', dice.of(['10', '100', '1000'])));
  },
};

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

type Failed = {
  readonly id: string;
  readonly key: string;
  readonly task: string;
  readonly interval: string;
  readonly rc: string;
  readonly call: string;
};

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
    'last-rc-change': '1700000000',
  });
}
