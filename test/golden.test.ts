/** Every file that a cluster of fixtures/ becomes, byte for byte. `npm run golden` rewrites; the diff is reviewed like code. */
import { describe, expect, it } from 'vitest';
import { bundleFiles } from '../src/bundle/manifest.ts';
import type { NodeState } from '../src/deploy/node/state.ts';
import { filesOf, type Bundle } from '../src/bundle/bundle.ts';
import { renderText } from '../src/diag/text.ts';
import { locate } from '../src/source/locate.ts';
import { renderPlan } from '../src/report/plan/plan.ts';
import { bundleOf, everyCluster, compileFixture, expectedFiles } from './support/fixtures.ts';
import { found, planned, state } from './support/nodes.ts';

const SCREEN = { columns: 100, color: false };

describe.each(everyCluster)('%s', (cluster) => {
  it('becomes exactly the expected files', () => {
    const actual = goldenFiles(cluster);
    const expected = expectedFiles(`fixtures/${cluster}/expected`, actual);
    expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, text] of actual) expect(text, name).toBe(expected.get(name));
  });

  it('has no error and no warning that is not accepted', () => {
    const open = compileFixture(cluster).diagnostics.filter(
      ({ severity, accepted }) => severity !== 'note' && accepted === undefined,
    );
    expect(open).toEqual([]);
  });
});

function goldenFiles(cluster: string): ReadonlyMap<string, string> {
  const { files, tree, diagnostics } = compileFixture(cluster);
  const bundle = bundleOf(cluster);
  const rendered = [...bundleFiles(bundle, '')].filter(([name]) => name !== 'activate.sh');
  return new Map([
    ...rendered,
    ['diagnostics.txt', renderText(locate(files, tree, diagnostics), SCREEN)],
    ['plan.txt', renderPlan(planned(bundle, emptyNodes(bundle), new Set()), bundle, SCREEN)],
  ]);
}

const NOT_THERE = { relation: 'absent', origin: 'none', mode: null, owner: null, group: null } as const;

/** Nodes that were never pushed to. */
function emptyNodes(bundle: Bundle): readonly NodeState[] {
  return bundle.nodes.map(({ host }) =>
    state(
      host,
      filesOf(bundle, host).map(({ path }) => found(path, NOT_THERE)),
    ),
  );
}
