import { expect, it } from 'vitest';
import { lateValues } from '../../src/deploy/plan/version.ts';
import { bundleWith, file, found, ONE, state } from '../support/nodes.ts';

it('without a file that waits for it there is no version', () => {
  const bundle = bundleWith([file('/etc/a')]);
  expect(lateValues(bundle, [state(ONE, [found('/etc/a', { relation: 'differs' })])])).toEqual({
    values: {},
    rises: false,
  });
});

it('a change of another file does not raise the version', () => {
  const bundle = bundleWith([file('/etc/a'), file('/etc/c', { content: [{ late: 'config-version' }] })]);
  const here = [found('/etc/a', { relation: 'differs' }), found('/etc/c')];
  const node = state(ONE, here, { configVersion: { file: 3, running: 3, installed: 3 } });
  expect(lateValues(bundle, [node])).toEqual({ values: { 'config-version': 3 }, rises: false });
});
