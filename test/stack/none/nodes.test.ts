/** `status`, `diff` and `facts` with an unknown stack: hosts without a cluster. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { as, type HostName } from '../../../src/base/brand.ts';
import { freshOf } from '../../../src/cli/nodes/facts-answers.ts';
import { readTrees } from '../../../src/cli/subject/trees.ts';
import type { Answers } from '../../../src/deploy/node/answers.ts';
import type { ReachedNode } from '../../../src/deploy/node/state.ts';
import { compareTexts, isXml } from '../../../src/diff/compare.ts';
import { differencesIn } from '../../../src/diff/differences.ts';
import { factsQuestions } from '../../../src/facts/questions.ts';
import { differencesJson, renderDifferences } from '../../../src/report/differences.ts';
import { renderStatus } from '../../../src/report/status/status.ts';
import { statusJson } from '../../../src/report/status/json.ts';
import { OF_NODES, type NodeInput } from '../../../src/status/node.ts';
import { clusterStatus } from '../../../src/status/status.ts';
import { bundleWith, file, found, ONE, state, TWO } from '../../support/nodes.ts';
import { operations } from './index.ts';

const bundle = { ...bundleWith([file('/etc/a')]), cluster: 'lab' };
const ok = (text: string) => ({ text, exit: 0 });
const ANSWERS: Answers = {
  sessions: ok('tcp: [1] 192.0.2.5:3260,1 iqn.a (non-flash)\n'),
  guests: ok(' Id   Name   State\n----\n 1    vm1    running\n -    vm2    shut off\n'),
};

describe('status', () => {
  const reached = (node: HostName, more: Partial<ReachedNode> = {}) =>
    state(node, [found('/etc/a')], { installed: bundle.id, ...more });
  const looked = (...nodes: readonly NodeInput[]) => clusterStatus({ bundle, nodes, vms: ['vm1'] }, operations.status);
  const shown = (...nodes: readonly NodeInput[]) => renderStatus(looked(...nodes), { color: false });

  it('asks for sessions and guests only', () => {
    expect([...operations.status.questions, ...OF_NODES].map(({ name }) => name)).toEqual(['sessions', 'guests']);
  });

  it('shows hosts, their guests and files, and says nothing about a cluster', () => {
    const nodes = [ONE, TWO].map((node) => ({ state: reached(node), answers: ANSWERS }));
    expect(looked(...nodes)).toMatchObject({ outcome: 'healthy', diagnostics: [], services: null });
    expect(shown(...nodes)).toBe(
      [
        'lab: 2 hosts without a cluster',
        '  one  1 session  1 guest  1 file as desired  bundle aaaaaaaaaaaa',
        '  two  1 session  1 guest  1 file as desired  bundle aaaaaaaaaaaa',
        '',
      ].join('\n'),
    );
  });

  it('is what the schema says', () => {
    const validate = new Ajv2020({ strict: true }).compile(
      JSON.parse(readFileSync('schemas/output/status.schema.json', 'utf8')),
    );
    const unreached = { node: TWO, reachable: false, reason: 'no route', cause: 'no-connection' } as const;
    const json = statusJson(looked({ state: reached(ONE), answers: ANSWERS }, { state: unreached }));
    expect(json).toMatchObject({ outcome: 'unreachable', quorate: null, members: null, services: null });
    validate(json);
    expect(validate.errors).toBeNull();
  });

  it('has findings with the cures of its hosts', () => {
    const target = { address: '192.0.2.5', port: 3260, iqn: 'iqn.b' };
    const answers: Answers = { ...ANSWERS, guests: { text: 'error: failed to connect', exit: 1 } };
    const { diagnostics } = looked(
      { state: reached(ONE), answers, targets: [target] },
      { state: reached(TWO), answers: {} },
    );
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ['status/daemon-down', 'systemctl start libvirtd, on one'],
      ['status/target-lost', 'iscsiadm -m node -T iqn.b --login, on one'],
      ['status/no-answer', expect.stringContaining('run virsh list --all on two')],
    ]);
  });

  it('does not show a version that such hosts do not have', () => {
    const configVersion = { file: 3, running: null, installed: null };
    expect(shown({ state: reached(ONE, { configVersion }) }, { state: reached(TWO) })).not.toContain('3');
  });
});

describe('diff', () => {
  const compared = async (path: string, one: string, other: string) => {
    const trees = isXml(path, operations.compared) ? await readTrees([one, other]) : new Map();
    return compareTexts(
      path,
      { found: one, desired: other },
      { trees, own: operations.compared, unknown: new Set(), release: { lvm2Merges: false } },
    );
  };

  it('compares common files by meaning, and those of another stack as text', async () => {
    const domain = '<domain><name>vm1</name><vcpu placement="static">2</vcpu></domain>';
    const same = { by: 'meaning', hunks: [] };
    expect(await compared('/etc/cluster/vms/vm1.xml', domain, domain.replace(' placement="static"', ''))).toMatchObject(
      same,
    );
    expect(await compared('/etc/iscsi/iscsid.conf', 'a = 1\n', '# new\na=1\n')).toMatchObject(same);
    const conf = await compared('/etc/cluster/cluster.conf', '<cluster config_version="1"/>', '<cluster/>');
    expect(conf).toMatchObject({ by: 'text', because: null, hunks: [{ found: [1, 1], desired: [1, 1] }] });
  });

  it('has no line and no key for versions', () => {
    const states = [ONE, TWO].map((node, file) =>
      state(node, [found('/etc/a')], { configVersion: { file, running: null, installed: null } }),
    );
    const all = differencesIn({
      bundle,
      states,
      trees: new Map(),
      own: operations.compared,
      versionName: operations.status.version,
      textOf: String,
      known: new Set(),
      owned: () => true,
    });
    const options = { color: false, verbose: false, against: 'nodes' } as const;
    expect(renderDifferences(all, options)).toBe('no difference: 2 nodes have what the site says\n');
    expect(Object.keys(Object(differencesJson(all, 'nodes'))).filter((key) => key.includes('version'))).toEqual([
      'version',
    ]);
  });
});

describe('facts', () => {
  it('are those that every host has', async () => {
    const questions = factsQuestions(operations.facts, ['one.example.com']);
    expect(questions.map(({ name }) => name)).not.toContain('agents');
    expect(questions.find(({ name }) => name === 'packages')?.argv).not.toContain('rgmanager');
    const answers: Answers = {
      memory: ok('MemTotal:       16332840 kB\n'),
      boot: ok('cman    0:off 3:on\niscsid  0:off 3:on\n'),
      agents: ok('@ vm.sh\n<resource-agent name="vm"/>\n\n= 0\n'),
    };
    const asked = { node: as<HostName>('one'), reachable: true, answers, sentAt: 0, roundTripMillis: 0 } as const;
    expect((await freshOf(asked, operations.facts)).fresh).toEqual({ memory: '15950M', boot: ['iscsid'] });
  });
});
