/** A push that brings files only: what it asks, and what it names as not run. */
import { expect, it } from 'vitest';
import { look } from '../../src/cli/push/planning.ts';
import { questionsOf } from '../../src/deploy/node/probes.ts';
import { OF_NODES } from '../../src/status/node.ts';
import { action, bundleWith, file, found, ID, ONE, planned, scripted, state, TWO } from '../support/nodes.ts';

const reload = action('reload');
const login = action('login', { when: ['missing'] });
const start = action('start', { when: ['new'] });
const bundle = bundleWith([file('/etc/a', { needs: [reload.id] })], [reload, login, start]);
const differs = [found('/etc/a', { relation: 'differs' })];

it('asks nothing about actions, and the rest under the same names', () => {
  const [all, few] = [questionsOf(bundle), questionsOf(bundle, false)];
  const about = all.filter(({ argv }) => ['login-probe', 'start-probe'].includes(argv.join(' ')));
  expect(about).toHaveLength(2);
  expect(few).toEqual(all.filter((one) => !about.includes(one)));
});

it('asks for guests and sessions only where they are needed: no plan needs them', async () => {
  const asked = new Set<string>();
  const { ports } = scripted();
  const run: typeof ports.transport.run = (node, argv, options) => {
    for (const word of argv) asked.add(word);
    return ports.transport.run(node, argv, options);
  };
  const reach = { bundle, secrets: new Map(), ports: { ...ports, transport: { run } } };
  const words = OF_NODES.map(({ name, argv: [program = '', ...rest] }) => [name, program, ...rest].join('\t'));
  await look(reach);
  expect(words.filter((word) => asked.has(word))).toEqual([]);
  await look(reach, true, OF_NODES);
  expect(words.filter((word) => asked.has(word))).toEqual(words);
});

it('names what changed files need, and of the rest what a node needs that no push has been to', () => {
  const known = (installed: typeof ID | null) => {
    const seen = [ONE, TWO].map((host) => ({ state: state(host, differs, { installed }), answers: {} }));
    return planned(bundle, [], new Set(), { seen, activates: false });
  };
  expect(known(ID).leftOut.map((one) => one.action)).toEqual(['reload']);
  expect(known(null).leftOut.map((one) => one.action)).toEqual(['reload', 'login', 'start']);
  expect(known(null).actions).toEqual([]);
});
