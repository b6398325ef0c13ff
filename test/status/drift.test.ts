import { describe, expect, it } from 'vitest';
import type { FoundFile } from '../../src/deploy/node/state.ts';
import { driftOf } from '../../src/status/drift.ts';
import { missingOf, type Session } from '../../src/status/iscsiadm.ts';
import { bundleWith, file, found, ONE, played, state } from '../support/nodes.ts';

const bundle = bundleWith([file('/etc/a')]);

function driftIn(more: Partial<FoundFile>, on = bundle): string {
  const { same, files, unknown } = driftOf(state(ONE, [found('/etc/a', more)]), on);
  return files[0]?.drift ?? (unknown.length > 0 ? 'unknown' : `${same} same`);
}

describe('a file', () => {
  it.each<readonly [string, Partial<FoundFile>]>([
    ['1 same', {}],
    ['outdated', { relation: 'differs' }],
    ['edited', { relation: 'differs', origin: 'edited' }],
    ['not-ours', { relation: 'differs', origin: 'foreign' }],
    ['not-ours', { relation: 'differs', origin: 'none' }],
    ['new', { relation: 'absent', origin: 'none' }],
    ['removed', { relation: 'absent', origin: 'missing' }],
    ['not-a-file', { relation: 'other' }],
    ['left-over', { relation: 'extra' }],
    ['1 same', { relation: 'extra', origin: 'missing' }],
    ['unrecorded', { origin: 'none' }],
    ['attributes', { mode: 0o600 }],
    ['attributes', { owner: 'anna' }],
    ['unknown', { relation: 'unknown' }],
    // Only the form of it, or the secret, was edited: what can be compared is equal.
    ['unknown', { relation: 'unknown', origin: 'edited' }],
    ['1 same', { relation: 'form' }],
    ['1 same', { relation: 'form', origin: 'edited' }],
    ['unrecorded', { relation: 'form', origin: 'foreign' }],
    ['attributes', { relation: 'form', mode: 0o600 }],
  ])('is %s', (drift, more) => expect(driftIn(more)).toBe(drift));

  it('that the site may have removed counts as edited if it was edited', () => {
    const here = found('/etc/b', { relation: 'unknown', origin: 'edited' });
    expect(driftOf(state(ONE, [found('/etc/a'), here]), bundle).files).toEqual([{ path: '/etc/b', drift: 'edited' }]);
  });

  it('is new if the node does not mention it', () => {
    expect(driftOf(state(ONE, []), bundle).files).toEqual([{ path: '/etc/a', drift: 'new' }]);
  });

  it('in a folder that plays a node belongs to the user who runs clusterc', () => {
    expect(driftIn({ owner: 'anna', group: 'anna' }, played(bundle))).toBe('1 same');
  });
});

describe('a session', () => {
  const target = { address: '192.0.2.5', port: 3260, iqn: 'iqn.a' };
  const open = (more: Partial<Session> = {}): Session => ({ ...target, transport: 'tcp', number: 1, ...more });

  it('serves one wish only', () => {
    expect(missingOf([target, target], [open()])).toEqual([target]);
    expect(missingOf([target, target], [open(), open({ number: 2 })])).toEqual([]);
  });

  it('is known by address, port and target; of a name, by port and target', () => {
    expect(missingOf([target], [open({ port: 3261 })])).toEqual([target]);
    expect(missingOf([target], [open({ iqn: 'iqn.b' })])).toEqual([target]);
    expect(missingOf([{ ...target, address: 'FD00::5' }], [open({ address: 'fd00::5' })])).toEqual([]);
    expect(missingOf([{ ...target, address: 'san.example.com' }], [open()])).toEqual([]);
  });
});
