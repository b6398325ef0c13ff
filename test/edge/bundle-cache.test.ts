/** The bundles that were pushed last are kept, and found by the beginning of their names. */
import { appendFileSync, copyFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleId, type Bundle } from '../../src/bundle/bundle.ts';
import { findBundle, keepBundle } from '../../src/edge/bundle/bundle-cache.ts';
import { bundleOf } from '../support/fixtures.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

const pair = bundleOf('pair');

/** A bundle of the same cluster with another identity. */
function another(number: number): Bundle {
  const { id: _id, ...rest } = pair;
  const nodes = pair.nodes.map((node) => ({ ...node, nodeId: node.nodeId + number }));
  return { id: bundleId({ ...rest, nodes }), ...rest, nodes };
}

function cache() {
  const state = temporaryFolder();
  const env = { XDG_STATE_HOME: state };
  const folder = join(state, 'clusterc/kvmha/bundles');
  return {
    folder,
    keep: (bundle: Bundle) => keepBundle(env, bundle, 'the activator'),
    find: (id: string) => findBundle(env, 'kvmha', id),
  };
}

describe('a bundle that is kept', () => {
  it('comes back by its name and by the beginning of it, without a secret, and for its owner alone', async () => {
    const { folder, keep, find } = cache();
    expect(await keep(pair)).toEqual([]);
    for (const id of [pair.id, pair.id.slice(0, 12), pair.id.slice(0, 6)])
      expect(await find(id)).toEqual({ value: pair, diagnostics: [] });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each([pair.id.slice(0, 5), '', '..', pair.id.toUpperCase(), `${pair.id}0`, '.{64}'])(
    'is not called %j',
    async (id) => {
      const { keep, find } = cache();
      await keep(pair);
      expect((await find(id)).diagnostics).toMatchObject([{ code: 'bundle/not-at-hand' }]);
    },
  );

  it('is gone when ten others were pushed after it; one that is pushed again is new', async () => {
    const { folder, keep, find } = cache();
    const others = Array.from({ length: 11 }, (_, index) => another(index + 1));
    for (const [index, bundle] of [pair, ...others.slice(0, 9)].entries()) {
      await keep(bundle);
      utimesSync(join(folder, `${bundle.id}.tar`), index, index);
    }
    writeFileSync(join(folder, 'notes'), 'of someone');
    await keep(pair);
    for (const bundle of others.slice(9)) await keep(bundle);
    expect(readdirSync(folder)).toHaveLength(11);
    expect(await find(pair.id)).toHaveProperty('value');
    expect(await find(others[0]?.id ?? '')).not.toHaveProperty('value');
    expect(await find(others[10]?.id ?? '')).toHaveProperty('value');
  });

  it('is written once, and again where its file has other bytes', async () => {
    const { folder, keep, find } = cache();
    const file = join(folder, `${pair.id}.tar`);
    const kept = async () => {
      expect(await keep(pair)).toEqual([]);
      return statSync(file).ino;
    };
    const first = await kept();
    expect(await kept()).toBe(first);
    appendFileSync(file, Buffer.alloc(512));
    expect(await kept()).not.toBe(first);
    expect(await find(pair.id)).toEqual({ value: pair, diagnostics: [] });
  });

  it('under the name of another is refused', async () => {
    const { folder, keep, find } = cache();
    const other = another(1);
    await keep(pair);
    copyFileSync(join(folder, `${pair.id}.tar`), join(folder, `${other.id}.tar`));
    expect((await find(other.id)).diagnostics).toMatchObject([{ code: 'bundle/wrong-id' }]);
  });
});

describe('a name of a cluster that leads elsewhere', () => {
  it('is none', async () => {
    const env = { XDG_STATE_HOME: temporaryFolder() };
    expect(await keepBundle(env, { ...pair, cluster: '../../x' }, '')).toMatchObject([{ code: 'bundle/not-kept' }]);
    expect((await findBundle(env, '../../x', pair.id)).diagnostics).toMatchObject([{ code: 'bundle/unreadable' }]);
    expect(readdirSync(env.XDG_STATE_HOME)).toEqual([]);
  });
});
