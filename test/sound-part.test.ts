/** What a site with errors still says: each file that is kept is the one of the site without the error. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { as, type FileId, type Json } from '../src/base/brand.ts';
import { isMap, own } from '../src/base/json.ts';
import type { Bundle } from '../src/bundle/bundle.ts';
import { bundleFiles } from '../src/bundle/manifest.ts';
import { compile } from '../src/compile.ts';
import { readTemplates } from '../src/edge/assets.ts';
import { soundPart } from '../src/sound-part.ts';
import { inCi } from './support/effort.ts';
import { bundleOf, compileFixture } from './support/fixtures.ts';

const templates = readTemplates();
const CONF = '/etc/cluster/cluster.conf';

function siteOf(cluster: string): Json {
  const { spec } = compileFixture(cluster);
  if (spec === undefined) throw new Error(`the fixture ${cluster} is no site`);
  return spec;
}

/** Paths of all values that are neither maps nor lists. */
function* leaves(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  if (isMap(value)) for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
  else if (Array.isArray(value)) for (const [at, inner] of value.entries()) yield* leaves(inner, [...path, String(at)]);
  else yield path;
}

/** The first and the last leaf of each kind: `vms/vm1/memory` and `vms/vm9/memory` are of one kind. */
function ofEachKind(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const kindOf = ([section = '', name, ...rest]: readonly string[]) =>
    [section, name === undefined || section === 'cluster' ? name : '*', ...rest].join('/').replace(/\/\d+/g, '/0');
  const first = new Map(paths.toReversed().map((path) => [kindOf(path), path]));
  const last = new Map(paths.map((path) => [kindOf(path), path]));
  return [...new Set([...first.values(), ...last.values()])];
}

/** The site with a value that no key takes. */
function broken(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined) return [[[]]];
  if (Array.isArray(value)) return value.map((inner, at) => (String(at) === step ? broken(inner, rest) : inner));
  const map = isMap(value) ? value : {};
  return { ...map, [step]: broken(own(map, step) ?? null, rest) };
}

function soundOf(text: string) {
  const compilation = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(text) }], templates);
  return { ...compilation, sound: soundPart(compilation, templates) };
}

const filesIn = (bundle: Bundle) => new Map([...bundleFiles(bundle, '')].filter(([name]) => name.startsWith('nodes/')));

describe.each(['pair', 'services', 'production'])('each kind of value of %s that is broken', (cluster) => {
  const site = siteOf(cluster);
  const whole = filesIn(bundleOf(cluster));

  it('leaves files as they are, or leaves them out', () => {
    let kept = 0;
    const paths = ofEachKind([...leaves(site)]).filter((_, at) => at % inCi(1, 4) === 0);
    for (const path of paths) {
      const { bundle, sound } = soundOf(stringify(broken(site, path)));
      if (bundle !== undefined || sound === undefined) continue;
      for (const [name, text] of filesIn(sound.bundle))
        expect(text, `${path.join('/')}: ${name}`).toBe(whole.get(name));
      kept += sound.bundle.files.length;
    }
    expect(kept).toBeGreaterThan(whole.size);
  });
});

describe('the pair', () => {
  const text = stringify(siteOf('pair'));

  it('with a mistake that only a check finds has all of its files', () => {
    const { bundle, sound } = soundOf(text.replace('memory: 2G', 'memory: 2000G'));
    expect(bundle).toBeUndefined();
    expect(sound).toMatchObject({ whole: true, uncompared: [] });
    expect(filesIn(sound?.bundle ?? bundleOf('pair')).size).toBe(filesIn(bundleOf('pair')).size);
  });

  it('with a broken VM has the files of the other one, and those of iSCSI', () => {
    const { sound } = soundOf(text.replace('memory: 2G', 'memory: lots'));
    expect(sound?.uncompared).toContain(CONF);
    expect(sound?.bundle.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/etc/cluster/vms/vm2.xml', '/etc/iscsi/iscsid.conf']),
    );
    expect(sound?.whole).toBe(false);
  });

  it('with a name that cannot be a path has no files, and still its hosts', () => {
    const { bundle, sound } = soundOf(text.replaceAll('vm1', 'v m'));
    expect(bundle).toBeUndefined();
    expect(sound?.bundle.nodes.map(({ host }) => host)).toEqual(['host1', 'host2']);
    expect(sound?.whole).toBe(false);
  });

  it.each([
    ['whose platform is not known', (site: string) => site.replace('rhel6', 'rhel99')],
    ['without hosts', (site: string) => site.replace(/^hosts:/m, 'mainframes:')],
    ['that is no YAML', () => 'cluster: [\n'],
  ])('%s says nothing about nodes', (_what, change) => {
    const { bundle, sound } = soundOf(change(text));
    expect([bundle, sound]).toEqual([undefined, undefined]);
  });
});

it.each(['pcmk/resource-type', 'raw/denied--inherited'])(
  'with %s, which emitters rely on, its hosts are left',
  (name) => {
    const { sound } = soundOf(readFileSync(`fixtures/broken/${name}.yaml`, 'utf8'));
    expect(sound?.bundle.nodes.length).toBe(2);
    expect(sound?.bundle.files).toEqual([]);
  },
);
