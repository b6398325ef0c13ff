/** How a plan is reported, where no golden file shows it. */
import { fileRules } from '../../src/stack/cman/impact/other-files.ts';
import { describe, expect, it } from 'vitest';
import { effectsOf } from '../support/effects.ts';
import type { NodeState } from '../../src/deploy/node/state.ts';
import { canonicalJson } from '../../src/base/json.ts';
import { planJson } from '../../src/report/plan/json.ts';
import { renderPlan } from '../../src/report/plan/plan.ts';
import { complaints } from '../support/output-schema.ts';
import { bundleWith, file, found, ONE, planned, state, TWO } from '../support/nodes.ts';

const PATH = '/etc/a';
const bundle = bundleWith([file(PATH)]);

function reported(...states: readonly NodeState[]): string {
  const unseen = states.flatMap(({ node, reachable }) => (reachable ? [] : [node]));
  return renderPlan(planned(bundle, states, new Set()), bundle, { columns: 100, color: false, fileRules, unseen });
}

it('a plan without a change says so of the nodes that could be inspected only', () => {
  const one = state(ONE, [found(PATH)]);
  expect(reported(one, state(TWO, [found(PATH)]))).toBe('nothing to do: every node has what the site says\n');
  expect(reported(one, { node: TWO, reachable: false, reason: 'no route', cause: 'no-connection' })).toBe(
    'nothing to do: every node that could be inspected has what the site says\n',
  );
});

it('says that nothing is known where no node could be inspected, even if nodes that are down may be left out', () => {
  const states = [ONE, TWO].map((node): NodeState => ({
    node,
    reachable: false,
    reason: 'no route',
    cause: 'no-connection',
  }));
  expect(reported(...states)).toBe('nothing is known: no node could be inspected\n');
  const { diagnostics } = planned(bundle, states, new Set(['push/node-down']));
  expect(diagnostics.map(({ code }) => code)).toEqual(['node/no-connection', 'node/no-connection']);
});

it('a file that only lacks its record is shown and not written', () => {
  expect(reported(state(ONE, [found(PATH, { origin: 'foreign' })]))).toContain(
    '= /etc/a  one (as desired, to be recorded)',
  );
});

it('says that something is not a file, instead of calling it a new version', () => {
  expect(reported(state(ONE, [found(PATH, { relation: 'other' })]))).toContain('~ /etc/a  one (not a file)');
});

describe('what a push does besides changing files', () => {
  const update = (path: string, text: string, desired: string) => {
    const one = bundleWith([file(path, { content: [desired] })]);
    const states = [state(ONE, [found(path, { relation: 'differs', text })]), state(TWO, [found(path)])];
    const plan = planned(one, states, new Set());
    return { plan, one };
  };

  const renderedWith = async (path: string, text: string, desired: string) => {
    const { plan, one } = update(path, text, desired);
    const effects = await effectsOf(plan, { family: 'rhel6', minor: 6 });
    return renderPlan(plan, one, { columns: 100, color: false, effects, fileRules });
  };

  const conf = (rm: string) =>
    `<cluster name="c" config_version="1"><fencedevices><fencedevice name="f" passwd="(hidden)"/></fencedevices><rm>${rm}</rm></cluster>`;

  it('to services, in its first line, and each of them where the file is', async () => {
    const old = conf('<vm name="vm1" path="/p"/><vm name="vm2"/>');
    const now = conf('<vm name="vm1" path="/q"/><vm name="vm2"/>').replace('(hidden)', '${secret:f}');
    const text = await renderedWith('/etc/cluster/cluster.conf', old, now);
    expect(text.split('\n', 5)).toEqual([
      'on a cluster that runs: vm1 keeps running; everything else keeps running; cluster: no restart',
      expect.stringMatching(/^plan /),
      '  ~ /etc/cluster/cluster.conf  one (changed)',
      '      VM_REBIND vm:vm1 keeps running; rgmanager releases it and takes it over again where it runs; no outage',
      '          vm:vm1: path "/p" -> "/q"',
    ]);
  });

  it.each([
    ['no XML', 'rubbish <'],
    ['another file', '<domain/>'],
    ['nothing', ''],
  ])('to services it cannot tell where the old file is %s', async (_what, old) => {
    const [first] = (await renderedWith('/etc/cluster/cluster.conf', old, conf(''))).split('\n');
    expect(first).toBe(
      'on a cluster that runs: the effect on services is unknown, since the old file is not a readable cluster.conf',
    );
  });

  it('needs by hand for a guest and for what daemons read', async () => {
    expect(await renderedWith('/etc/cluster/vms/vm1.xml', '<domain/>', '<domain type="kvm"/>')).toContain(
      '\n      the definition of a guest: clusvcadm -R vm:vm1 (a reboot of the guest or a migration is not enough); running guests keep the old one\n',
    );
    expect(await renderedWith('/etc/lvm/lvm.conf', 'locking_type = 1\n', 'locking_type = 3\n')).toContain(
      '\n      how volume groups are locked: stop the guests, then vgchange -an, then stop clvmd, then write the file, then start clvmd; every guest goes down\n',
    );
  });

  it('nothing where a comment differs', async () => {
    expect(await renderedWith('/etc/lvm/lvm.conf', '# a\n', '# b\n')).not.toContain('guest');
  });
});

describe('what the engine of the cluster says of a change', () => {
  const one = bundleWith([file(PATH, { content: ['new'] })]);
  const plan = planned(one, [state(ONE, [found(PATH, { relation: 'differs', text: 'old' })])], new Set());
  const START = 'action=Start node=a resource=vm1';
  const effects = (actions: readonly string[] | null) => {
    const isSame = actions?.join() === START;
    const heard = { node: ONE, program: 'crm_simulate', actions, predicted: [START], isSame, diagnostics: [] };
    return [{ path: PATH, found: 'old', heard }];
  };
  const lines = (actions: readonly string[] | null, brief: boolean) =>
    renderPlan(plan, one, { columns: 100, color: false, brief, effects: effects(actions) })
      .split('\n')
      .filter((line) => /crm_simulate|prediction|action=/.test(line))
      .map((line) => line.trim());

  it('is one line where it says the same, with its actions only if all is shown', () => {
    expect(lines([START], true)).toEqual(['crm_simulate on one says the same: 1 action']);
    expect(lines([START], false)).toEqual(['crm_simulate on one says the same: 1 action', START]);
  });

  it('is shown with the prediction where it says something else', () => {
    const STOP = 'action=Stop node=a resource=vm1';
    expect(lines([STOP], true)).toEqual([
      'crm_simulate on one says something else: 1 action',
      STOP,
      'the prediction above comes from 1 action',
      START,
    ]);
    expect(lines(null, true)).toEqual(['crm_simulate was not asked']);
  });

  it.each([[[START]], [['action=Stop node=a resource=vm1']], [null]])('is reported to programs: %j', (actions) => {
    const printed = canonicalJson(planJson(plan, effects(actions), null));
    expect(complaints('plan', printed)).toBe('');
    const agrees = actions?.[0] === START;
    expect(JSON.parse(printed)).toMatchObject({ engine: { node: 'one', agrees, actions, predicted: [START] } });
  });
});
