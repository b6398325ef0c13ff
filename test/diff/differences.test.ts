/** Differences as values, of a hand-made bundle and states of its nodes. */
import { describe, expect, it } from 'vitest';
import { as, type HostName, type SecretName } from '../../src/base/brand.ts';
import { shown } from '../../src/bundle/content.ts';
import { differencesIn, type Differences, type DiffInput } from '../../src/diff/differences.ts';
import { splitFiles } from '../../src/diff/nodes-differ.ts';
import { renderDifferences, verdict } from '../../src/report/differences.ts';
import { bundleWith, file, found, ONE, state, TWO } from '../support/nodes.ts';

const PATH = '/etc/x';

function compared(more: Partial<DiffInput>): Differences {
  const usual = {
    bundle: bundleWith([file(PATH)]),
    states: [],
    trees: new Map(),
    own: [],
    versionName: 'config_version',
    textOf: shown,
  };
  return differencesIn({ ...usual, known: new Set(), owned: () => true, ...more });
}

const changed = (text: string) => found(PATH, { relation: 'differs', origin: 'edited', text });
const kinds = ({ differences }: Differences) => differences.map(({ kind, nodes }) => [kind, ...nodes]);

describe('differences', () => {
  it('in mode and owner count like those in content, in owner only on real nodes', () => {
    const here = found(PATH, { relation: 'differs', text: 'x\n', mode: 0o600, owner: 'me' });
    const states = [state(ONE, [here]), state(TWO, [here])];
    expect(kinds(compared({ states, owned: (node) => node === TWO }))).toEqual([
      ['content', 'one', 'two'],
      ['mode', 'one', 'two'],
      ['owner', 'two'],
    ]);
  });

  it('that are the same on several nodes are one', () => {
    const one = compared({ states: [state(ONE, [changed('x\n')]), state(TWO, [changed('x\n')])] });
    expect(kinds(one)).toEqual([['content', 'one', 'two']]);
    const two = compared({ states: [state(ONE, [changed('x\n')]), state(TWO, [changed('y\n')])] });
    expect(kinds(two)).toEqual([
      ['content', 'one'],
      ['content', 'two'],
    ]);
  });

  it('in a secret without a value are unknown, and reported', () => {
    const name = as<SecretName>('a/b');
    const content = ['password = ', { secret: name, encode: 'raw' as const }, '\n'];
    const bundle = bundleWith([file('/etc/iscsi/iscsid.conf', { content })]);
    const here = found('/etc/iscsi/iscsid.conf', { relation: 'differs', text: 'password = (hidden)\n' });
    const unknown = compared({ bundle, states: [state(ONE, [here])] });
    expect(kinds(unknown)).toEqual([['unknown-secret', 'one']]);
    expect(verdict(unknown, 'nodes')).toBe(
      'no difference: 1 node has what the site says; not compared, as no value is at hand: a/b',
    );
    expect(kinds(compared({ bundle, states: [state(ONE, [here])], known: new Set([name]) }))).toEqual([
      ['content', 'one'],
    ]);
  });

  it.each([
    ['(large file)\n', 'the file there is too large to be shown'],
    ['(binary file)\n', 'the file there is not text'],
  ])('of %j have no lines', (text, because) => {
    expect(compared({ states: [state(ONE, [changed(text)])] }).differences).toMatchObject([
      { kind: 'content', because, hunks: [] },
    ]);
  });
});

describe('nodes', () => {
  it('with different texts of one file are named; one without the file is not', () => {
    const states = [state(ONE, [changed('x\n')]), state(TWO, [found(PATH)])];
    const differing = splitFiles(bundleWith([file(PATH)]), states, compared({ states }));
    expect(differing.map(({ message }) => message)).toEqual(['the nodes have different /etc/x: two unlike one']);
    const missing = [state(ONE, [changed('x\n')]), state(TWO, [])];
    expect(splitFiles(bundleWith([file(PATH)]), missing, compared({ states: missing }))).toEqual([]);
  });

  it('with different versions are reported in a line', () => {
    const version = (host: HostName, number: number) =>
      state(host, [found(PATH)], { configVersion: { file: number, running: 2, installed: 2 } });
    expect(renderDifferences(compared({ states: [version(ONE, 2), version(TWO, 2)] }), PLAIN)).not.toContain(
      'config_version',
    );
    expect(renderDifferences(compared({ states: [version(ONE, 2), version(TWO, 3)] }), PLAIN)).toContain(
      'config_version: one 2 on disk, 2 running, 2 installed; two 3 on disk, 2 running, 2 installed\n',
    );
  });

  it('show what controls a terminal as something visible', () => {
    const text = renderDifferences(compared({ states: [state(ONE, [changed('\u001b[2J\n')])] }), PLAIN);
    expect(text).toContain('-␛[2J');
    expect(text).not.toContain('\u001b');
  });
});

const PLAIN = { color: false, verbose: false, against: 'nodes' } as const;
