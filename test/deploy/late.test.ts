import { expect, it } from 'vitest';
import { lateValues } from '../../src/deploy/plan/version.ts';
import { bundleWith, file, found, ONE, state } from '../support/nodes.ts';

it('there is no version if no file waits for one', () => {
  const bundle = bundleWith([file('/etc/a')]);
  expect(lateValues(bundle, [state(ONE, [found('/etc/a', { relation: 'differs' })])])).toEqual({
    values: {},
    rises: false,
    repairs: false,
  });
});

it('a change of another file does not raise the version', () => {
  const bundle = bundleWith([file('/etc/a'), file('/etc/c', { content: [{ late: 'config-version' }] })]);
  const here = [found('/etc/a', { relation: 'differs' }), found('/etc/c')];
  const node = state(ONE, here, { configVersion: { file: 3, running: 3, installed: 3 } });
  expect(lateValues(bundle, [node])).toEqual({
    values: { 'config-version': 3 },
    rises: false,
    repairs: false,
  });
});

it.each([
  ['an older file than others', { file: 2, running: 3 }],
  ['a newer file than runs', { file: 4, running: 3 }],
  ['an older version than others run', { file: 3, running: 2 }],
  ['a newer version than any file has', { file: 3, running: 5 }],
  ['no file', { file: null, running: 3 }],
])('a node with %s makes the version rise above all, for all', (_what, versions) => {
  const bundle = bundleWith([file('/etc/c', { content: [{ late: 'config-version' }] })]);
  const nodes = [
    { file: 3, running: 3, installed: 3 },
    { ...versions, installed: versions.file },
  ].map((configVersion) => state(ONE, [found('/etc/c')], { configVersion, installed: bundle.id }));
  const highest = Math.max(3, versions.file ?? 0, versions.running);
  expect(lateValues(bundle, nodes)).toEqual({
    values: { 'config-version': highest + 1 },
    rises: true,
    repairs: true,
  });
});

it('a node that no push has been to needs no repair', () => {
  const bundle = bundleWith([file('/etc/c', { content: [{ late: 'config-version' }] })]);
  const nodes = [
    state(ONE, [found('/etc/c')], { configVersion: { file: 3, running: 3, installed: 3 } }),
    state(ONE, [found('/etc/c', { relation: 'absent' })], {
      configVersion: { file: null, running: null, installed: null },
      installed: null,
    }),
  ];
  expect(lateValues(bundle, nodes)).toMatchObject({ rises: true, repairs: false });
});
