import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/deploy/plan/changes.ts';
import type { FileOrigin, FoundFile, Relation } from '../../src/deploy/node/state.ts';
import { action, bundleWith, file, found, ID, lockOf, ONE, planned, played, state, TWO } from '../support/nodes.ts';

const PATH = '/etc/a';
const NONE = new Set<string>();
const bundle = bundleWith([file(PATH, { nodes: [ONE] })]);

function planFor(here: FoundFile, allowed = NONE) {
  const { changes, diagnostics } = planned(bundle, [state(ONE, [here])], allowed);
  return { change: changes[0]?.change, objection: diagnostics[0]?.code };
}

type Row = readonly [Relation, FileOrigin, Change['change'] | undefined, string | undefined];

const edited = 'drift/edited-by-hand';
const foreign = 'drift/not-ours';
const notAFile = 'drift/not-a-file';
const ROWS: readonly Row[] = [
  ['same', 'ours', undefined, undefined],
  ['same', 'edited', 'record', undefined],
  ['same', 'foreign', 'record', undefined],
  ['form', 'ours', undefined, undefined],
  ['form', 'edited', undefined, undefined],
  ['form', 'foreign', 'record', undefined],
  ['differs', 'ours', 'update', undefined],
  ['differs', 'edited', 'update', edited],
  ['differs', 'foreign', 'update', foreign],
  ['absent', 'none', 'create', undefined],
  ['absent', 'missing', 'create', edited],
  ['other', 'foreign', 'replace', notAFile],
  ['other', 'edited', 'replace', notAFile],
  ['extra', 'ours', 'remove', undefined],
  ['extra', 'edited', 'remove', edited],
  ['extra', 'missing', undefined, undefined],
  ['unknown', 'ours', 'update', undefined],
];

describe.each(ROWS)('a file that is %s and %s', (relation, origin, change, objection) => {
  const path = relation === 'extra' ? '/etc/old' : PATH;
  const files = [found(path, { relation, origin }), ...(relation === 'extra' ? [found(PATH)] : [])];
  const plan = planned(bundle, [state(ONE, files)], NONE);

  it(`is to be ${change ?? 'left alone'}, ${objection === undefined ? 'without an objection' : 'after an objection'}`, () => {
    expect(plan.changes.map((one) => one.change)).toEqual(change === undefined ? [] : [change]);
    expect(plan.diagnostics.map(({ code }) => code)).toEqual(objection === undefined ? [] : [objection]);
  });
});

describe('attributes', () => {
  it('that differ are a change of their own', () => {
    expect(planFor(found(PATH, { mode: 0o600 })).change).toBe('attributes');
    expect(planFor(found(PATH, { owner: 'daemon' })).change).toBe('attributes');
    expect(planFor(found(PATH, { group: 'disk' })).change).toBe('attributes');
  });

  it('of owner and group mean nothing in a folder that plays a node', () => {
    const here = state(ONE, [found(PATH, { owner: 'me', group: 'me' })]);
    expect(planned(played(bundle), [here], NONE).changes).toEqual([]);
  });
});

describe('an objection', () => {
  it('is gone when its code is allowed, and only then', () => {
    const here = found(PATH, { relation: 'differs', origin: 'edited' });
    expect(planFor(here, new Set([edited])).objection).toBeUndefined();
    expect(planFor(here, new Set([foreign])).objection).toBe(edited);
  });

  it('is made for a node that cannot be inspected, is locked, or was left half done by someone who has no lock any more', () => {
    const states = [
      { node: ONE, reachable: false, reason: 'no route', cause: 'no-connection' } as const,
      state(TWO, [], { lock: lockOf('someone'), interrupted: { bundle: ID, after: 'armed', secondsLeft: null } }),
      state(TWO, [], { interrupted: { bundle: ID, after: 'armed', secondsLeft: null } }),
    ];
    const { diagnostics } = planned(bundle, states, NONE);
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'node/no-connection',
      'push/node-down',
      'push/locked',
      'push/interrupted',
    ]);
  });
});

describe('config_version', () => {
  const conf = '/etc/cluster/cluster.conf';
  const late = bundleWith([file(conf, { content: ['v="', { late: 'config-version' }, '"\n'] }), file(PATH)]);
  const at = (version: number | null, relation: Relation = 'same', running: number | null = null) =>
    [found(conf, { relation }), found(PATH)].map((one) => ({ one, version, running }));
  const nodes = (a: ReturnType<typeof at>, b: ReturnType<typeof at>) =>
    [a, b].map((rows, index) =>
      state(
        index === 0 ? ONE : TWO,
        rows.map(({ one }) => one),
        { configVersion: { file: rows[0]?.version ?? null, running: rows[0]?.running ?? null, installed: null } },
      ),
    );

  it.each([
    ['starts with 1', nodes(at(null, 'absent'), at(null, 'absent')), 1, 2],
    ['stays when no file changes', nodes(at(7), at(7)), 7, 0],
    ['rises on all nodes when it changes on one', nodes(at(7, 'differs'), at(7)), 8, 2],
    ['is above what any node has on disk', nodes(at(7, 'differs'), at(12)), 13, 2],
    ['is above what any node runs', nodes(at(7, 'differs', 20), at(7)), 21, 2],
    ['rises when the cluster runs a higher one', nodes(at(7, 'same', 20), at(7)), 21, 2],
    ['rises when the nodes do not agree', nodes(at(7), at(8)), 9, 2],
  ])('%s', (_rule, states, version, changes) => {
    const plan = planned(late, states, NONE);
    expect(plan.late).toEqual({ 'config-version': version });
    expect(plan.changes.filter(({ path }) => path === conf)).toHaveLength(changes);
    expect(plan.versionRises).toBe(changes > 0);
  });
});

describe('a config_version', () => {
  const conf = '/etc/cluster/cluster.conf';
  const late = bundleWith([file(conf, { content: ['v="', { late: 'config-version' }, '"\n'] })]);
  const planAt = (version: number, installed: number, more: Partial<FoundFile>, allowed = NONE) => {
    const configVersion = { file: version, running: null, installed };
    return planned(
      late,
      [ONE, TWO].map((host) => state(host, [found(conf, more)], { configVersion })),
      allowed,
    );
  };
  const codes = (plan: ReturnType<typeof planAt>) => [...new Set(plan.diagnostics.map(({ code }) => code))];

  it('that no push set is an edit by hand, and a push that may overwrite it uses a higher one', () => {
    const plan = planAt(9, 7, { origin: 'edited' });
    expect(plan.diagnostics.map(({ message }) => message)).toEqual(
      ['one', 'two'].map((host) => `${conf} on ${host} was given another config_version since it was installed`),
    );
    expect(planAt(9, 7, { origin: 'edited' }, new Set([edited]))).toMatchObject({
      diagnostics: [],
      versionRises: true,
      late: { 'config-version': 10 },
    });
  });

  it('that rises replaces a file of another form, and objects if clusterc did not write it', () => {
    const plan = (origin: FileOrigin) => {
      const here = found(conf, { relation: 'form', origin });
      const configVersion = { file: 7, running: null, installed: 7 };
      const other = state(TWO, [found(conf, { relation: 'differs' })], { configVersion });
      return planned(late, [state(ONE, [here], { configVersion }), other], NONE);
    };
    expect(plan('ours').changes.map(({ change }) => change)).toEqual(['version', 'update']);
    expect(plan('ours')).toMatchObject({ ownForms: [], diagnostics: [] });
    expect(codes(plan('edited'))).toEqual([edited]);
    expect(codes(plan('foreign'))).toEqual([foreign]);
    expect(planAt(7, 7, { relation: 'form', origin: 'edited' })).toMatchObject({ changes: [], diagnostics: [] });
  });

  it('can be 2147483647 and no more, with one of them kept for the rollback', () => {
    const differs = { relation: 'differs' } as const;
    expect(codes(planAt(2 ** 31 - 3, 2 ** 31 - 3, differs))).toEqual([]);
    expect(codes(planAt(2 ** 31 - 2, 2 ** 31 - 2, differs))).toEqual(['push/version-exhausted']);
    expect(codes(planAt(2 ** 31 - 1, 2 ** 31 - 1, {}))).toEqual([]);
    expect(codes(planAt(2 ** 31 - 1, 2 ** 31 - 1, differs))).toEqual(['push/version-exhausted']);
    expect(codes(planAt(2 ** 31, 2 ** 31, {}))).toEqual(['push/version-exhausted']);
  });
});

it('a plan has another identity when what is found is another', () => {
  const [a, b] = ['x\n', 'y\n'].map((text) =>
    planned(bundle, [state(ONE, [found(PATH, { relation: 'differs', text })])], NONE),
  );
  expect(a?.id).not.toBe(b?.id);
});

it('a plan without a change has no phases', () => {
  const withAction = bundleWith([file(PATH, { needs: [action('a').id] })], [action('a')]);
  const plan = planned(withAction, [state(ONE, [found(PATH)]), state(TWO, [found(PATH)])], NONE);
  expect(plan).toMatchObject({ changes: [], phases: [], worstCase: 0 });
});
