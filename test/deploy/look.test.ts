/** What is made of a node's answers, whole or not. */
import { describe, expect, it } from 'vitest';
import { readOnlyPart } from '../../src/deploy/node/activator.ts';
import { parseAnswers } from '../../src/deploy/node/answers.ts';
import { ask, observeAndAsk } from '../../src/deploy/node/look.ts';
import type { Ports, Ran } from '../../src/deploy/node/ports.ts';
import { readActivator } from '../../src/edge/assets.ts';
import { bundleWith, file, found, observation, ONE, scripted, state } from '../support/nodes.ts';

const bundle = bundleWith([file('/etc/a')]);
const observed = observation(state(ONE, [found('/etc/a')]));
const answers = 'clusterc-look 1\nanswer cman-version\n|6.2.0 config 12\n. 0\nanswer groups\n. absent\nend\n';

function saying(ran: Partial<Ran>): Ports {
  return scripted(() => ran).ports;
}

describe('answers', () => {
  it('are known by their names', () => {
    expect(parseAnswers(answers)).toEqual({
      'cman-version': { text: '6.2.0 config 12\n', exit: 0 },
      groups: { text: '', exit: 'absent' },
    });
  });

  it('keep what a command prints apart from the frame', () => {
    const text = 'clusterc-look 1\nanswer a\n|. 0\n|answer b\n|end\n. timeout\nend\n';
    expect(parseAnswers(text)).toEqual({ a: { text: '. 0\nanswer b\nend\n', exit: 'timeout' } });
  });

  it('that are not whole are none, wherever they end', () => {
    for (let length = 0; length < answers.length; length += 1)
      expect(parseAnswers(answers.slice(0, length))).toBeUndefined();
  });

  it.each([
    ['a greeting', `Welcome\n${answers}`],
    ['another protocol', answers.replace('clusterc-look 1', 'clusterc-look 2')],
    ['a line out of form', answers.replace('. 0', '. zero')],
    ['an answer in an answer', answers.replace('. 0\n', '')],
    ['a line outside of an answer', answers.replace('answer groups', '|x\nanswer groups')],
  ])('with %s are none', (_what, text) => {
    expect(parseAnswers(text)).toBeUndefined();
  });
});

describe('a look', () => {
  it('gives the state of a node and its answers', async () => {
    const [seen] = await observeAndAsk(bundle, new Map(), saying({ stdout: observed + answers }), [
      { name: 'cman-version', argv: ['cman_tool', 'version'] },
    ]);
    expect(seen).toMatchObject({ state: { reachable: true, node: ONE }, answers: { 'cman-version': { exit: 0 } } });
  });

  it('asks each question in one word', async () => {
    const asked: (readonly string[])[] = [];
    const { transport, ...ports } = saying({ stdout: observed + answers });
    const run: Ports['transport']['run'] = (node, argv, options) => {
      asked.push(argv.slice(5));
      return transport.run(node, argv, options);
    };
    await observeAndAsk(bundle, new Map(), { ...ports, transport: { run } }, [
      { name: 'one', argv: ['pvs', '-o', 'a b'] },
      { name: 'probe-0', argv: ['vgs'] },
    ]);
    const words = ['one\tpvs\t-o\ta b', 'probe-0\tvgs'];
    expect(asked).toEqual([words, words]);
  });

  it('makes the many files of one node in each turn of the event loop, so that garbage can be collected in between', async () => {
    let turn = 0;
    const count = (): void => {
      turn += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    const made: number[] = [];
    const many = bundleWith(Array.from({ length: 1_000 }, (_, index) => file(`/etc/${index}`)));
    const files = many.files.map((one) => ({
      ...one,
      get mode() {
        made.push(turn);
        return one.mode;
      },
    }));
    await observeAndAsk({ ...many, files }, new Map(), saying({ stdout: observed + answers }), []);
    clearImmediate(next);
    expect(made).toHaveLength(many.files.length * many.nodes.length);
    expect(new Set(made).size).toBe(many.nodes.length);
  });

  it('asks what two questions share once, and answers both', async () => {
    const asked: (readonly string[])[] = [];
    const { transport, ...ports } = saying({ stdout: observed + answers });
    const run: Ports['transport']['run'] = (node, argv, options) => {
      asked.push(argv.slice(5));
      return transport.run(node, argv, options);
    };
    const [seen] = await observeAndAsk(bundle, new Map(), { ...ports, transport: { run } }, [
      { name: 'cman-version', argv: ['cman_tool', 'version'] },
      { name: 'probe-0', argv: ['cman_tool', 'version'] },
      { name: 'groups', argv: ['group_tool'] },
    ]);
    expect(asked[0]).toEqual(['cman-version\tcman_tool\tversion', 'groups\tgroup_tool']);
    const said = { text: '6.2.0 config 12\n', exit: 0 };
    expect(seen?.answers).toEqual({ 'cman-version': said, 'probe-0': said, groups: { text: '', exit: 'absent' } });
  });

  it('sends the part of the script that only looks, and none of what could write', async () => {
    const sent: string[] = [];
    const { transport, ...ports } = saying({ stdout: observed + answers });
    const run: Ports['transport']['run'] = (node, argv, options) => {
      sent.push(argv.join('\n'));
      return transport.run(node, argv, options);
    };
    const activator = readActivator();
    await observeAndAsk(bundle, new Map(), { ...ports, activator, transport: { run } }, []);
    for (const text of sent) expect(text).toContain(readOnlyPart(activator));
    const writers = [...activator.matchAll(/^([a-z_]+)\(\) \{/gm)].map(([name]) => name);
    const kept = new Set(writers.filter((name) => readOnlyPart(activator).includes(`\n${name}`)));
    expect(kept.size).toBeLessThan(writers.length / 2);
    for (const name of writers.filter((one) => !kept.has(one)))
      for (const text of sent) expect(text).not.toContain(`\n${name}`);
  });

  it.each([
    { name: 'a', argv: [] },
    { name: 'a', argv: [''] },
    { name: 'a', argv: ['a\tb'] },
    { name: 'a b', argv: ['a'] },
  ])('does not ask what it could not: $name $argv', (question) => {
    expect(() => observeAndAsk(bundle, new Map(), saying({}), [question])).toThrow('bug/look');
  });

  it.each([
    ['without answers', observed, 'cut-off'],
    ['with half of the answers', observed + answers.slice(0, 40), 'cut-off'],
    ['with half of the state', observed.slice(0, -4), 'cut-off'],
    ['of something else', 'Last login: today\n', 'not-understood'],
  ])('%s gives nothing', async (_what, stdout, cause) => {
    const seen = await observeAndAsk(bundle, new Map(), saying({ stdout }), []);
    expect(seen.map(({ state }) => state)).toMatchObject([
      { reachable: false, cause },
      { reachable: false, cause },
    ]);
  });
});

describe('questions alone', () => {
  const QUESTIONS = [{ name: 'clock', argv: ['date'] }];

  it('are timed', async () => {
    const [asked] = await ask(bundle.nodes, QUESTIONS, saying({ stdout: answers }));
    expect(asked).toMatchObject({ reachable: true, sentAt: 0, roundTripMillis: 0 });
  });

  it('to a node that is not reached have its reason', async () => {
    const ports = saying({ exitCode: null, stderr: 'no route', cause: 'no-connection' });
    expect(await ask(bundle.nodes, QUESTIONS, ports)).toMatchObject([
      { reachable: false, reason: 'no route', cause: 'no-connection' },
      { reachable: false },
    ]);
  });
});
