/** A manifest that someone forged, with the identity that belongs to it: it changes nothing that runs, here or on a node. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import { canonicalJson, isList, isMap, parsedJson } from '../../src/base/json.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { bundleFrom, type ReadBundle } from '../../src/bundle/read.ts';
import { known } from '../../src/cli/subject/bundle.ts';
import { bundleOf } from '../support/fixtures.ts';

type Path = readonly (string | number)[];

const files = (bundle: Bundle) =>
  new Map([...bundleFiles(bundle, 'x')].map(([name, text]) => [name, Buffer.from(text)] as const));

function manifestOf(bundle: Bundle): Json {
  return parsedJson(String(files(bundle).get('manifest.json'))) ?? null;
}

function withManifest(bundle: Bundle, manifest: Json): ReadBundle {
  return bundleFrom(new Map([...files(bundle), ['manifest.json', Buffer.from(canonicalJson(manifest))]]));
}

/** The same with the identity of what the manifest says. */
function identified(bundle: Bundle, manifest: Json): ReadBundle {
  const read = withManifest(bundle, manifest);
  const computed = 'problems' in read && read.problems.find((problem) => problem.wrong === 'identity');
  return computed
    ? withManifest(
        bundle,
        changed(manifest, ['bundle'], () => computed.computed),
      )
    : read;
}

/** Every value of a JSON text with its path, lists and maps included. */
function* valuesIn(value: Json, path: Path = []): Generator<readonly [path: Path, value: Json]> {
  yield [path, value];
  if (isList(value)) for (const [index, item] of value.entries()) yield* valuesIn(item, [...path, index]);
  if (isMap(value)) for (const [key, item] of Object.entries(value)) yield* valuesIn(item, [...path, key]);
}

function changed(value: Json, [step, ...rest]: Path, change: (value: Json) => Json): Json {
  if (step === undefined) return change(value);
  if (isList(value)) return value.map((item, index) => (index === step ? changed(item, rest, change) : item));
  if (!isMap(value)) return value;
  return { ...value, [step]: changed(value[step] ?? null, rest, change) };
}

/** Another value of the same kind, where there is one. */
function other(value: Json): Json {
  if (typeof value === 'string') return `${value}0`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (isList(value)) return value.length > 0 ? value.slice(1) : ['x'];
  return isMap(value) ? { ...value, also: true } : 'x';
}

/** What runs, and what is written to nodes. */
function effective({ files: written, reports: _about, windows: _when, ...rest }: Bundle) {
  return { ...rest, files: written.map(({ from: _from, ...file }) => file) };
}

describe.each(['pair', 'pacemaker-pair'])('%s', (cluster) => {
  const bundle = bundleOf(cluster);
  const manifest = manifestOf(bundle);
  const places = [...valuesIn(manifest)];

  it('with the approved id does what was approved or is refused, whatever else is changed', () => {
    let accepted = 0;
    for (const [path, value] of places) {
      const read = withManifest(
        bundle,
        changed(manifest, path, () => other(value)),
      );
      if (!('bundle' in read)) continue;
      accepted += 1;
      expect(effective(read.bundle), path.join('/')).toEqual(effective(bundle));
    }
    // Only the places of the site, since this bundle has no window and no report.
    expect(accepted).toBe(places.filter(([path]) => path.includes('from')).length);
  });

  it('has a foreign command nowhere: it is refused in each place, though the identity is right', async () => {
    const commands = places.filter(([path]) => path.at(-1) === 'argv');
    for (const [path] of commands) {
      const read = identified(
        bundle,
        changed(manifest, path, () => ['sh', '-c', 'true']),
      );
      const value = 'bundle' in read ? read.bundle : expect.unreachable(path.join('/'));
      const { diagnostics, value: usable } = await known({ value, diagnostics: [] }, 'review');
      expect(diagnostics, path.join('/')).toContainEqual(expect.objectContaining({ code: 'bundle/foreign-command' }));
      expect(usable).toBeUndefined();
    }
    expect(commands.length).toBeGreaterThan(10);
  });

  it.each([
    ['secretProviders', [{ type: 'command', command: ['touch', 'x'] }]],
    ['hooks', ['touch x']],
  ])('has no %s', (key, value) => {
    expect(
      withManifest(
        bundle,
        changed(manifest, [key], () => value),
      ),
    ).toHaveProperty('problems');
  });

  it('plays no node in a folder of this machine', () => {
    const { connection } = bundle.nodes[0] ?? expect.unreachable();
    for (const local of [
      { via: 'local', root: '/' },
      { ...connection, via: 'local' },
    ])
      expect(
        identified(
          bundle,
          changed(manifest, ['nodes', 0, 'connection'], () => local),
        ),
      ).toHaveProperty('problems');
  });

  it('names exactly the secrets that its files need', () => {
    expect(
      identified(
        bundle,
        changed(manifest, ['secrets'], () => []),
      ),
    ).toHaveProperty('problems');
  });
});

describe('a report for reviewers', () => {
  const bundle = { ...bundleOf('pair'), reports: [{ path: 'review.html', text: 'what it does\n' }] };

  it('comes back, and leaves the bundle what it is', () => {
    expect(bundleFrom(files(bundle))).toEqual({ bundle });
    expect(bundle.id).toBe(bundleOf('pair').id);
  });

  it('is refused where it is not the one that was built', () => {
    const forged = new Map([...files(bundle), ['review.html', Buffer.from('nothing\n')]]);
    expect(bundleFrom(forged)).toEqual({ problems: [{ wrong: 'digest', path: 'review.html' }] });
  });

  it.each(['../x', '/x', 'nodes', 'nodes/host1/etc/x', 'manifest.json', 'activate.sh', '', '.x'])(
    'is never called %j',
    (path) => {
      const reports = [{ path, text: 'x' }];
      expect(bundleFrom(files({ ...bundle, reports }))).toHaveProperty('problems');
    },
  );
});
