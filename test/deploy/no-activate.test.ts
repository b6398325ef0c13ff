/** A push that brings files only: what it asks, and what it names as not run. */
import { expect, it } from 'vitest';
import { questionsOf } from '../../src/deploy/node/probes.ts';
import { action, bundleWith, file, found, ID, ONE, planned, state, TWO } from '../support/nodes.ts';

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

it('names what changed files need, and of the rest what a node needs that no push has been to', () => {
  const known = (installed: typeof ID | null) => {
    const seen = [ONE, TWO].map((host) => ({ state: state(host, differs, { installed }), answers: {} }));
    return planned(bundle, [], new Set(), { seen, activates: false });
  };
  expect(known(ID).leftOut.map((one) => one.action)).toEqual(['reload']);
  expect(known(null).leftOut.map((one) => one.action)).toEqual(['reload', 'login', 'start']);
  expect(known(null).actions).toEqual([]);
});
